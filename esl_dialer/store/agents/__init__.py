"""Agents, what they did when, and which campaigns they work for."""
