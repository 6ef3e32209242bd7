"""Speech: templates, variables, how things are said, voices."""
