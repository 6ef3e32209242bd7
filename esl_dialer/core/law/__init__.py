"""The law of the place where the person is: rules as data, and what they say of a call."""
