"""The law: what people of this installation made of its rules."""
