"""Notices and their sendings."""
