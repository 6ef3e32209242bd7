"""Parts of the day, so that a person is not called at the same hour as last time."""

from datetime import datetime, time, timedelta, tzinfo

STARTS = (time(0), time(12), time(17))
"""Morning, afternoon, evening."""


def part_of(at: datetime, clock: tzinfo) -> int:
    """Which part of the day it is there: 0 to 2."""
    there = at.astimezone(clock).time()
    return max(part for part, start in enumerate(STARTS) if there >= start)


def in_another_part(due: datetime, called: datetime, clock: tzinfo) -> datetime:
    """The instant, or where it is in the part of the day of the last call, when the next begins."""
    part = part_of(due, clock)
    if part != part_of(called, clock):
        return due
    day = due.astimezone(clock).date()
    later = part + 1
    if later == len(STARTS):
        return datetime.combine(day + timedelta(days=1), STARTS[0], clock)
    return datetime.combine(day, STARTS[later], clock)
