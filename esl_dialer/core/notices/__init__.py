"""Notices: what people are told without asking, and by which way."""
