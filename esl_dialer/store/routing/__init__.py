"""Gateways and their rests."""
