"""Counts as people read them."""


def counted(count: int, noun: str) -> str:
    """``1 record``, ``2 records``: for the nouns that take an s."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
