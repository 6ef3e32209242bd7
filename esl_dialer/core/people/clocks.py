"""The clocks of time zones: all of one edition of their data."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


@cache
def zone(name: str) -> ZoneInfo:
    """A zone from the ``tzdata`` package, never from the system's older files.

    Raises ZoneInfoNotFoundError for a name that IANA does not have.
    """
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
    return ZoneInfo(name)


@lru_cache(maxsize=4096)
def first_shown(wall: datetime, name: str) -> datetime:
    """The instant, UTC, at which a zone's clock first shows a full minute (``wall`` has no zone).

    A minute that comes twice is its first; one that is left out, because the clock is set forward
    past it, is the first minute after.
    """
    there = zone(name)
    at = wall.replace(tzinfo=there, fold=0).astimezone(UTC)
    if at.astimezone(there).replace(tzinfo=None) == wall:
        return at
    before = wall.replace(tzinfo=there, fold=1).astimezone(UTC)
    return _set_forward(before, at, there)


def _set_forward(before: datetime, after: datetime, there: ZoneInfo) -> datetime:
    """When its clock is set, between the two: on a full minute."""
    offset = before.astimezone(there).utcoffset()
    while after - before > MINUTE:
        middle = before + (after - before) // MINUTE // 2 * MINUTE
        same = middle.astimezone(there).utcoffset() == offset
        before, after = (middle, after) if same else (before, middle)
    return after
