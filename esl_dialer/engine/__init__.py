"""Greenlets that gather, decide (by core), commit, act: in that order, always."""
