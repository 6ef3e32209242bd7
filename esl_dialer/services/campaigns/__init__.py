"""Campaigns: made, changed, started, put away."""
