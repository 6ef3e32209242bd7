"""The clocks of time zones: all of one edition of their data."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import tzdata

from esl_dialer.core.people.zones import EDMONTON, VANCOUVER, WINNIPEG

OLDEST = "2026f"
"""The first edition with all of the year's changes."""

RIGHT_SINCE = {
    VANCOUVER: "2026b",
    "America/Dawson_Creek": "2026b",
    "America/Fort_Nelson": "2026b",
    "America/Creston": "2026b",
    EDMONTON: "2026c",
    "America/Yellowknife": "2026d",
    "America/Inuvik": "2026d",
    WINNIPEG: "2026e",
}
"""By zone, the first edition that is right since November 2026. Source: IANA's NEWS. British
Columbia, Alberta, the Northwest Territories and Manitoba set their clocks no more; in earlier
editions they are an hour wrong."""


@cache
def edition() -> str:
    """Which edition of IANA's zone data it is: ``2026f``."""
    return str(tzdata.IANA_VERSION)


def stale(known: str) -> frozenset[str]:
    """The zones of which that edition is too old."""
    return frozenset(zone for zone, since in RIGHT_SINCE.items() if known < since)


@cache
def stale_zones() -> frozenset[str]:
    """Of the edition that is there: looked at once."""
    return stale(edition())


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
