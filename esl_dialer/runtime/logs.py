"""Log lines: the event's name first, then key=value. Numbers are masked; levels by who must act."""

from typing import Any


def line(event: str, **fields: Any) -> str:
    """``event key=value ...``; values with spaces or control characters are quoted."""
    return " ".join([event, *(f"{key}={_shown(value)}" for key, value in fields.items())])


def mask(number: str) -> str:
    """A phone number with only its last four digits."""
    return f"...{number[-4:]}" if len(number) > 4 else "..."


class Changes:
    """What the log says once, and not at each look: a state that lasts is news as it begins."""

    def __init__(self) -> None:
        self._last = ""

    def is_news(self, state: object = "") -> bool:
        """``state``: what is the matter now; nothing is, by default."""
        before, self._last = self._last, str(state)
        return self._last != before


def _shown(value: Any) -> str:
    text = ",".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value)
    return text if text and text.isprintable() and " " not in text else repr(text)
