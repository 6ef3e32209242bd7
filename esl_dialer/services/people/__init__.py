"""People: their records, removal, the do-not-call list."""
