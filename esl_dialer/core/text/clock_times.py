"""A time of day, as minutes after midnight: the one way to read it and to write it.

``24:00`` is the end of the day: a window that excludes its end needs it to be open until midnight.
"""

import re

from esl_dialer.core.says import Says, SaysError
from esl_dialer.core.text.quoting import quoted

DAY = 24 * 60
"""Minutes."""

CLOCK = r"([01]?\d|2[0-3]):[0-5]\d|24:00"
"""How it is written, as a regular expression: the API's documents tell it too."""

_CLOCK = re.compile(CLOCK)


class NoTimeOfDay(SaysError, ValueError):
    """It is not written as ``18:45``."""


def minutes_of(text: str) -> int:
    """Minutes after midnight of ``18:45``. Raises NoTimeOfDay."""
    if not _CLOCK.fullmatch(text.strip()):
        raise NoTimeOfDay(Says("{text} is no time of day: write it as 18:45", text=quoted(text)))
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def clock(minutes: int) -> str:
    """``18:45`` of minutes after midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
