"""Log lines: the event's name first, then key=value. Numbers are masked; levels by who must act."""

import logging
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


class Recurring:
    """A trouble that is met again and again while it lasts: its beginning is said, and its end.

    ``event`` and ``over`` are the names of the two lines, ``fields`` on both. Another text of the
    same kind of error is no news.
    """

    def __init__(self, log: logging.Logger, event: str, over: str, **fields: Any) -> None:
        self._log, self._event, self._over, self._fields = log, event, over, fields
        self._changes = Changes()

    def met(self, error: Exception) -> None:
        if self._changes.is_news(type(error)):
            self._log.warning(line(self._event, **self._fields, reason=error))

    def gone(self) -> None:
        if self._changes.is_news():
            self._log.warning(line(self._over, **self._fields))


def _shown(value: Any) -> str:
    text = ",".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value)
    return text if text and text.isprintable() and " " not in text else repr(text)
