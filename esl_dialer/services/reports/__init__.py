"""Reports: results, their sums, files, and deliveries."""
