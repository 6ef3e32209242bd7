"""Pacing: how many calls start now, at which instants, shared how."""
