"""Days that reports are asked for: the usual ones, and those before them."""

from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class Preset(StrEnum):
    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    """The last seven days, today included."""
    MONTH = "month"
    """From its first day until today."""


Days = tuple[date, date]
"""The first and the last, both included."""


def days_of(preset: Preset, today: date) -> Days:
    return {
        Preset.TODAY: (today, today),
        Preset.YESTERDAY: (today - DAY, today - DAY),
        Preset.WEEK: (today - 6 * DAY, today),
        Preset.MONTH: (today.replace(day=1), today),
    }[preset]


def before(days: Days) -> Days:
    """As many days as these, just before them."""
    first, last = days
    return first - (last - first) - DAY, first - DAY
