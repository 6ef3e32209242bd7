"""Tasks of the day: which days are due now, what becomes of those that were missed.

A task has a time of day in the business zone; the instant at which a day reaches it is that day's
edge. The last day dealt with is stored, so a task runs once a day however often the dialer starts.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MOST_DAYS = 31
"""Days that are made up at most; older ones are left out."""

LONGEST_WAIT = timedelta(hours=1)


class Missed(StrEnum):
    """What a task does about days that passed while no engine ran."""

    LATEST = "latest"
    """The latest is made up, the ones before it are skipped."""
    EVERY = "every"
    """Each is made up, oldest first."""


@dataclass(frozen=True, slots=True)
class Due:
    """A day whose edge has passed; ``skip``: to be noted and not done."""

    day: date
    edge: datetime
    skip: bool = False


def edge_of(day: date, minute: int, where: ZoneInfo) -> datetime:
    """The instant of that day's edge, UTC; ``minute`` after midnight."""
    return datetime.combine(day, time(minute // 60, minute % 60), where).astimezone(UTC)


def latest_day(minute: int, where: ZoneInfo, now: datetime) -> date:
    """The last day whose edge is not in the future."""
    today = now.astimezone(where).date()
    return today if edge_of(today, minute, where) <= now else today - timedelta(days=1)


def next_edge(minute: int, where: ZoneInfo, now: datetime) -> datetime:
    """The first that is yet to come."""
    return edge_of(latest_day(minute, where, now) + timedelta(days=1), minute, where)


def due(
    minute: int, where: ZoneInfo, now: datetime, last: date | None, missed: Missed
) -> list[Due]:
    """The days to deal with now, oldest first.

    ``last`` is the last day dealt with; None in a new installation, which has missed nothing.
    """
    latest = latest_day(minute, where, now)
    if last is None:
        return [Due(latest, edge_of(latest, minute, where), skip=True)]
    count = min((latest - last).days, MOST_DAYS)
    days = [latest - timedelta(days=back) for back in reversed(range(count))]
    return [
        Due(day, edge_of(day, minute, where), skip=missed is Missed.LATEST and day != latest)
        for day in days
    ]


def again_at(tries: int, failed_at: datetime) -> datetime:
    """When a failed task is tried again: after 2, 4, 8, ... minutes, at most an hour."""
    return failed_at + min(LONGEST_WAIT, timedelta(minutes=2 ** min(tries, 10)))
