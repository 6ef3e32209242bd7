"""People: their phones, where they are, what stops them."""
