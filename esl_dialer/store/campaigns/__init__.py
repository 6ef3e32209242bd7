"""Campaigns, their resets and rehearsals."""
