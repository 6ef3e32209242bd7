"""The clocks of time zones: all of one edition of their data."""

import zoneinfo
from functools import cache
from zoneinfo import ZoneInfo

import tzdata


@cache
def edition() -> str:
    """Which edition of IANA's zone data it is: ``2026f``."""
    return str(tzdata.IANA_VERSION)


@cache
def zone(name: str) -> ZoneInfo:
    """A zone from the ``tzdata`` package, never from the system's older files.

    Raises ZoneInfoNotFoundError for a name that IANA does not have.
    """
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
    return ZoneInfo(name)
