"""Campaigns: what they are, their run states and verbs."""
