"""Notices: read, sent, tried."""
