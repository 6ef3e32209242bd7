"""The clocks of time zones: all of one edition of their data."""

import zoneinfo
from functools import cache
from zoneinfo import ZoneInfo


@cache
def zone(name: str) -> ZoneInfo:
    """A zone from the ``tzdata`` package, never from the system's older files.

    Raises ZoneInfoNotFoundError for a name that IANA does not have.
    """
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
    return ZoneInfo(name)
