"""Agents: people who talk. Their states and verbs, and who gets the next call."""
