"""Holidays: when a day of a list falls in a year, and where it moves to.

A day is written ``12-25``, ``easter -2`` (days from Easter Sunday), ``3rd monday of february``,
``last monday of may`` or ``monday before 05-25``. ``also`` says which following weekday is a
holiday beside it when it falls on a weekday, ``instead`` which one takes its place.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_WEEK = timedelta(weeks=1)

_FIXED = re.compile(r"(\d\d)-(\d\d)")
_EASTER = re.compile(r"easter ([+-]\d{1,2})")
_NTH = re.compile(
    rf"(1st|2nd|3rd|4th|last) ({'|'.join(WEEKDAYS)}) of ({'|'.join(_MONTHS)})",
)
_BEFORE = re.compile(rf"({'|'.join(WEEKDAYS)}) before (\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Holiday:
    """``name`` in English and French. ``since`` and ``until`` are years, both included."""

    on: str
    en: str
    fr: str
    also: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    since: int = 1
    until: int = 9999

    def dates(self, year: int) -> tuple[date, ...]:
        """Of this year's day; a substitute may be in the next year."""
        if not self.since <= year <= self.until:
            return ()
        day = day_in(self.on, year)
        weekday = WEEKDAYS[day.weekday()]
        if (moved := self.instead.get(weekday)) is not None:
            return (_following(day, moved),)
        added = self.also.get(weekday)
        return (day, _following(day, added)) if added else (day,)


def day_in(text: str, year: int) -> date:
    """Raises ValueError where no day is written like that."""
    if found := _FIXED.fullmatch(text):
        return date(year, int(found[1]), int(found[2]))
    if found := _EASTER.fullmatch(text):
        return easter(year) + timedelta(days=int(found[1]))
    if found := _BEFORE.fullmatch(text):
        end = date(year, int(found[2]), int(found[3]))
        back = (end.weekday() - WEEKDAYS.index(found[1]) - 1) % 7 + 1
        return end - timedelta(days=back)
    if found := _NTH.fullmatch(text):
        return _nth(found[1], WEEKDAYS.index(found[2]), _MONTHS.index(found[3]) + 1, year)
    raise ValueError(text)


def _nth(which: str, weekday: int, month: int, year: int) -> date:
    if which == "last":
        after = date(year + month // 12, month % 12 + 1, 1)
        return after - timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7) + (_ORDINALS[which] - 1) * _WEEK


def _following(day: date, weekday: str) -> date:
    return day + timedelta(days=(WEEKDAYS.index(weekday) - day.weekday() - 1) % 7 + 1)


@cache
def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the method of Meeus, Jones and Butcher."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, remainder = divmod(century, 4)
    lift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - lift + 15) % 30
    fourth, left = divmod(rest, 4)
    shift = (32 + 2 * remainder + 2 * fourth - epact - left) % 7
    late = (golden + 11 * epact + 22 * shift) // 451
    month, day = divmod(epact + shift - 7 * late + 114, 31)
    return date(year, month, day + 1)


@dataclass(frozen=True, slots=True)
class HolidayList:
    """Holidays of one law, by the name that rules call it."""

    id: str
    days: tuple[Holiday, ...]

    def on(self, day: date) -> Holiday | None:
        """The holiday of a day; None when it is none."""
        return _dates(self, day.year).get(day)

    def __hash__(self) -> int:
        return hash(self.id)


@cache
def _dates(of: HolidayList, year: int) -> dict[date, Holiday]:
    years = (year - 1, year)
    return {day: one for of_year in years for one in of.days for day in one.dates(of_year)}
