"""Text: comparing it, quoting it, counting in it."""
