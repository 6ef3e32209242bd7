"""Calls: the floor as it is now, test calls, detail records."""
