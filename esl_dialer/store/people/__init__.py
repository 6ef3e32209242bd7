"""Records, the search by name, stops, the do-not-call list."""
