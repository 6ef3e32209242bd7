"""A promise to pay: nobody calls the person before its day is over."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Promise:
    """``cents`` of money by ``day``; ``until``: when the day is over where the person is."""

    cents: int
    day: date
    until: datetime


def promise(cents: int, day: date, clock: tzinfo) -> Promise:
    """``clock``: of the place where the person is."""
    return Promise(cents, day, datetime.combine(day + timedelta(days=1), time(), clock))
