"""Numbers as browsers send them, in whatever a person put in their place."""

LONGEST = 18
"""Digits: what both databases hold as a whole number."""


def number_in(text: str) -> int | None:
    """A whole number from 0 on, in plain digits; None: it is none, or too long to be one."""
    plain = text.isascii() and text.isdecimal() and len(text) <= LONGEST
    return int(text) if plain else None


def numbers_in(texts: list[str]) -> list[int]:
    """Of those that are one, in their order."""
    return [number for text in texts if (number := number_in(text)) is not None]
