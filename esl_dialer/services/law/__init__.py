"""The law of the place: what its rules say of a call, and what people make of them."""
