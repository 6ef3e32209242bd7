"""Rules: why something is not dialing."""
