"""Dialing windows in the callee's time: is it open, and when does it open next."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from esl_dialer.core.campaigns.campaign import Window

DAYS_AHEAD = 8
"""A window that does not open within this many days never opens."""


@cache
def zone(name: str) -> ZoneInfo:
    """A zone from the ``tzdata`` package, never from the system's older files.

    Raises ZoneInfoNotFoundError for a name that IANA does not have.
    """
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
    return ZoneInfo(name)


def zones_of_gate(gate: str) -> tuple[ZoneInfo, ...]:
    return tuple(zone(name) for name in gate.split("|") if name)


def is_open(window: Window, gate: str, now: datetime) -> bool:
    """Whether the campaign may call now in EVERY zone the person may be in.

    A gate without a zone is never open: there is no default zone.
    """
    zones = zones_of_gate(gate)
    return bool(zones) and all(_open_in(window, z, now) for z in zones)


def next_open(window: Window, gate: str, now: datetime) -> datetime | None:
    """The next instant at which the window is open in every zone; None when there is none."""
    if is_open(window, gate, now):
        return now
    starts = sorted(
        start for z in zones_of_gate(gate) for start in _starts(window, z, now) if start > now
    )
    return next((start for start in starts if is_open(window, gate, start)), None)


def _open_in(window: Window, z: ZoneInfo, now: datetime) -> bool:
    local = now.astimezone(z)
    minute = local.hour * 60 + local.minute
    return _day_allowed(window, local.weekday()) and window.start <= minute < window.end


def _day_allowed(window: Window, weekday: int) -> bool:
    return {5: window.saturday, 6: window.sunday}.get(weekday, True)


def _starts(window: Window, z: ZoneInfo, now: datetime) -> list[datetime]:
    today = now.astimezone(z).date()
    clock = time(window.start // 60, window.start % 60)
    days = (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1))
    return [datetime.combine(day, clock, z).astimezone(UTC) for day in days]
