"""Dialing windows, by the callee's clock or a named one: is it open, and when does it open next."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from esl_dialer.core.campaigns.hours import Window
from esl_dialer.core.people import clocks
from esl_dialer.core.people.gates import gate_of

DAYS_AHEAD = 15
"""A window that does not open within this many days never opens: a clock that is set forward may
skip one week's only span."""

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)

zone = clocks.zone


@cache
def zones_of_gate(gate: str) -> tuple[ZoneInfo, ...]:
    return tuple(zone(name) for name in sorted(gate_of(gate).zones))


def is_open(window: Window, gate: str, now: datetime) -> bool:
    """Whether the campaign may call now in EVERY zone the person may be in.

    A gate without a zone is never open: there is no default zone.
    """
    zones = _zones(window, gate)
    return bool(zones) and all(_open_in(window, z, now) for z in zones)


def _zones(window: Window, gate: str) -> tuple[ZoneInfo, ...]:
    """Whose clocks count: that which the window names, or those of the person."""
    zones = zones_of_gate(gate)
    return (zone(window.zone),) if window.zone and zones else zones


def next_open(window: Window, gate: str, now: datetime) -> datetime | None:
    """The next instant at which the window is open in every zone; None when there is none."""
    if is_open(window, gate, now):
        return now
    days = (now + ahead * DAY for ahead in range(DAYS_AHEAD))
    openings = (at for since in days for at in _openings(window, gate, since))
    return next((at for at in openings if is_open(window, gate, at)), None)


def _open_in(window: Window, z: ZoneInfo, now: datetime) -> bool:
    weekday, minute = _clock(z, now)
    return any(start <= minute < end for start, end in window.days[weekday])


@lru_cache(maxsize=1024)
def _clock(z: ZoneInfo, now: datetime) -> tuple[int, int]:
    """The weekday (Monday is 0) and the minute of the day there: asked for each gate at a tick."""
    local = now.astimezone(z)
    return local.weekday(), local.hour * 60 + local.minute


def _openings(window: Window, gate: str, since: datetime) -> list[datetime]:
    """The instants of the day after ``since`` at which some zone may begin to be open, sorted.

    The window's own starts, and clocks that are set: forward into a span, or back before its end.
    """
    found = {at for z in _zones(window, gate) for at in _in_zone(window, z, since)}
    return sorted(at for at in found if since < at <= since + DAY)


def _in_zone(window: Window, z: ZoneInfo, since: datetime) -> Iterator[datetime]:
    for day in _local_days(z, since):
        for start, _ in window.days[day.weekday()]:
            clock = datetime.combine(day, time(start // 60, start % 60), z)
            yield from (clock.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if since.astimezone(z).utcoffset() != (since + DAY).astimezone(z).utcoffset():
        yield _clock_set(z, since)


def _local_days(z: ZoneInfo, since: datetime) -> list[date]:
    first, last = (at.astimezone(z).date() for at in (since, since + DAY))
    return [first + ahead * DAY for ahead in range((last - first).days + 1)]


def _clock_set(z: ZoneInfo, since: datetime) -> datetime:
    """When, within the day after ``since``, the zone's clock is set: on a full minute."""
    before = since.astimezone(z).utcoffset()
    low = since.replace(second=0, microsecond=0)
    high = low + DAY + MINUTE
    while high - low > MINUTE:
        middle = low + (high - low) // MINUTE // 2 * MINUTE
        same = middle.astimezone(z).utcoffset() == before
        low, high = (middle, high) if same else (low, middle)
    return high
