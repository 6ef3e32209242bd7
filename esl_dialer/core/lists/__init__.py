"""Lists: from a file to rows, from rows to people."""
