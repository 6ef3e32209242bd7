"""What somebody typed, as a sentence repeats it."""

MOST = 80
"""Characters that are repeated at most: a refusal is one line, however much was typed or pasted."""


def quoted(value: object) -> str:
    """As Python writes it, a text in quotes; of a long one the beginning, and three dots."""
    return f"{cut(value)!r}" if isinstance(value, str) else cut(repr(value))


def cut(value: object) -> str:
    text = str(value)
    return text if len(text) <= MOST else f"{text[: MOST - 3]}..."
