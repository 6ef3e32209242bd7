"""Lists: looked at, imported, loaded, and what was rejected."""
