"""Log lines: the event's name first, then key=value. Numbers are masked; levels by who must act."""

from typing import Any


def line(event: str, **fields: Any) -> str:
    """``event key=value ...``; values with spaces or control characters are quoted."""
    return " ".join([event, *(f"{key}={_shown(value)}" for key, value in fields.items())])


def mask(number: str) -> str:
    """A phone number with only its last four digits."""
    return f"...{number[-4:]}" if len(number) > 4 else "..."


def _shown(value: Any) -> str:
    text = str(value)
    return text if text and text.isprintable() and " " not in text else repr(text)
