"""Calls: what events do to them, how they end, what follows."""
