"""What holds for all rules at an instant, as it is read."""
