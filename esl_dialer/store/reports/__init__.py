"""Results, their sums, the tallies that keep them, deliveries."""
