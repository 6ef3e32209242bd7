"""The FreeSWITCH edge: bytes to frames, frames to call events, commands to text, one client."""
