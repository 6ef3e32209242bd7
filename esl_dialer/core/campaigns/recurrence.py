"""How a campaign's start comes again: every so many days, weeks, months or years (RFC 5545).

Occurrences are times of a clock on a wall, made by ``dateutil.rrule`` of naive times; what instants
they are a schedule asks of its zone. So neither clocks that are set nor a New Year shifts them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

from esl_dialer.core.campaigns.hours import WEEKDAYS
from esl_dialer.core.says import Says

MOST_INTERVAL, MOST_COUNT = 366, 3660
LONGEST_MONTH = 31
LAST_DAY = -1
"""Of a month, whichever it is."""

HORIZON = timedelta(days=3660)
"""What does not come again within ten years does not come again."""


LONGEST = timedelta(days=50 * 366)
"""From the first start on: nothing comes later."""


class Every(StrEnum):
    DAY = "daily"
    WEEK = "weekly"
    MONTH = "monthly"
    YEAR = "yearly"


_UNITS = {Every.DAY: "days", Every.WEEK: "weeks", Every.MONTH: "months", Every.YEAR: "years"}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Each ``interval``-th day, week, month or year from the first start on.

    ``days``: of a week, by ``WEEKDAYS``, or of a month, by their numbers (``LAST_DAY``: the last);
    none: the day of the first start. A month without such a day, a year without a 29 February is
    left out. Weeks begin on Monday. It ends with the day ``until``, or after ``count``; 0: never.
    """

    every: Every
    interval: int = 1
    days: tuple[str, ...] = ()
    month_days: tuple[int, ...] = ()
    until: date | None = None
    count: int = 0

    @property
    def week_days_that_count(self) -> tuple[str, ...]:
        return self.days if self.every is Every.WEEK else ()

    @property
    def month_days_that_count(self) -> tuple[int, ...]:
        return self.month_days if self.every is Every.MONTH else ()

    def __str__(self) -> str:
        often = (
            str(self.every) if self.interval == 1 else f"every {self.interval} {_UNITS[self.every]}"
        )
        on = ", ".join([*self.week_days_that_count, *map(_day_told, self.month_days_that_count)])
        ends = f"until {self.until}" if self.until else f"{self.count} times" if self.count else ""
        return ", ".join(filter(None, (often, f"on {on}" if on else "", ends)))


def occurrences(first: datetime, recurrence: Recurrence, after: datetime) -> Iterator[datetime]:
    """The wall clock times from ``after`` on, in order; ``first`` is the first that may be."""
    horizon = after + HORIZON
    for at in _all(first, recurrence):
        if at > horizon:
            return
        if at >= after:
            yield at


def last_before(first: datetime, recurrence: Recurrence, before: datetime) -> datetime | None:
    """The last wall clock time that is earlier; None: there is none."""
    last = None
    for at in _all(first, recurrence):
        if at >= before:
            break
        last = at
    return last


def _all(first: datetime, recurrence: Recurrence) -> Iterator[datetime]:
    return islice(_rule(first, recurrence), recurrence.count or None)


@lru_cache(maxsize=512)
def _rule(first: datetime, recurrence: Recurrence) -> Any:
    """Made once: it keeps what it has counted. It has an end, or a rule that never occurs would be
    looked for until the year 9999."""
    from dateutil import rrule

    often = {
        Every.DAY: rrule.DAILY,
        Every.WEEK: rrule.WEEKLY,
        Every.MONTH: rrule.MONTHLY,
        Every.YEAR: rrule.YEARLY,
    }
    ends = first + LONGEST
    if recurrence.until:
        ends = min(ends, datetime.combine(recurrence.until, time.max))
    return rrule.rrule(
        often[recurrence.every],
        dtstart=first,
        interval=recurrence.interval,
        wkst=0,
        byweekday=[WEEKDAYS.index(day) for day in recurrence.week_days_that_count] or None,
        bymonthday=recurrence.month_days_that_count or None,
        until=ends,
        cache=True,
    )


def recurrence_parts(
    first: datetime, length: timedelta | None, recurrence: Recurrence, now: datetime
) -> dict[str, Says]:
    """What is wrong with it, by part. ``length``: of each occurrence; ``now`` by the wall clock."""
    found: dict[str, Says] = {}
    if not 1 <= recurrence.interval <= MOST_INTERVAL:
        found["interval"] = Says("from 1 to {most}", most=MOST_INTERVAL)
    if not 0 <= recurrence.count <= MOST_COUNT:
        found["count"] = Says("from 1 to {most}, or nothing", most=MOST_COUNT)
    if set(recurrence.days) - set(WEEKDAYS):
        found["days"] = Says("days of the week, as mon, wed")
    if not all(day == LAST_DAY or 1 <= day <= LONGEST_MONTH for day in recurrence.month_days):
        found["month_days"] = Says("days of the month, as 1, 15, last")
    if recurrence.until and recurrence.count:
        found["count"] = Says("until a day or so many times, not both")
    if recurrence.until and recurrence.until < first.date():
        found["until"] = Says("it is before the first start")
    return found or _of_occurrences(first, length, recurrence, now)


def _of_occurrences(
    first: datetime, length: timedelta | None, recurrence: Recurrence, now: datetime
) -> dict[str, Says]:
    looked_at = list(islice(occurrences(first, recurrence, first), 60))
    if not looked_at:
        return {"every": Says("it never occurs: no such day comes within ten years")}
    if next(occurrences(first, recurrence, now), None) is None:
        return {"every": Says("it does not occur again: its last day is over")}
    gaps = [later - at for at, later in pairwise(looked_at)]
    if length and gaps and min(gaps) < length:
        return {"end": Says("an occurrence ends before the next begins")}
    return {}


def changed(before: Recurrence | None, given: Mapping[str, Any]) -> Recurrence | None:
    """As somebody gives parts of it; what is not given stays. ``every`` empty: none at all."""
    every = given.get("every", before.every if before else None)
    if not every:
        return None
    parts = {name: value for name, value in given.items() if name != "every"}
    return replace(before or Recurrence(Every(every)), every=Every(every), **parts)


def read_month_days(text: str) -> tuple[int, ...]:
    """``1, 15, last``. Raises ValueError."""
    words = text.replace(",", " ").split()
    days = {LAST_DAY if word.lower() == "last" else int(word) for word in words}
    return tuple(sorted(days, key=lambda day: (day == LAST_DAY, day)))


def write_month_days(days: tuple[int, ...]) -> str:
    return ", ".join(map(_day_told, days))


def _day_told(day: int) -> str:
    return "last" if day == LAST_DAY else str(day)
