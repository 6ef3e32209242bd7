"""Dates with a time of day, as spreadsheets and programs write them, to instants."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple

from esl_dialer.core.lists.cells import is_nothing
from esl_dialer.core.lists.dates import DateOrder, read_date
from esl_dialer.core.people.clocks import zone
from esl_dialer.core.says import Says

NO_MOMENT = Says("not a date and time")

_CLOCK = re.compile(
    r"(?P<day>.+?)(?:T|,? +|,? +(?:at|a|à) +)(?P<hour>\d{1,2})"
    r"(?:[:h](?P<minute>\d{2})|(?=\s*[ap]\.?m)| ?h)(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"(?P<day>\d{5})\.(?P<part>\d+)")
"""Of a spreadsheet: days, and the part of one that is over."""
_SECONDS_OF_A_DAY = 86_400
_HALF_DAY = 12


class Moment(NamedTuple):
    """``at`` has a zone where the cell says one, and is the wall clock's time where it does not."""

    at: datetime | None
    problem: Says | None = None


NO_TIME = Moment(None)


def read_moment(text: str, order: DateOrder = DateOrder.UNKNOWN) -> Moment:
    """``2026-12-01T14:30``, ``12/01/2026 2:30 PM``, ``1 déc. 2026 14 h 30``, ``2026-12-01``.

    A day alone is its midnight. Nothing for an empty cell; a problem for what is no date, or one
    that ``order`` does not settle.
    """
    text = " ".join(text.replace(" h ", "h").split())
    if is_nothing(text):
        return NO_TIME
    if serial := _SERIAL.fullmatch(text):
        day, seconds = serial["day"], round(float(f"0.{serial['part']}") * _SECONDS_OF_A_DAY)
        return _moment(day, order, timedelta(seconds=seconds), None)
    found = _CLOCK.fullmatch(text)
    if found is None:
        return _moment(text, order, timedelta(), None)
    try:
        clock, said = _clock(found), _zone(found["zone"])
    except ValueError:
        return Moment(None, NO_MOMENT)
    return _moment(found["day"], order, clock, said)


def _moment(day: str, order: DateOrder, clock: timedelta, said: timezone | None) -> Moment:
    value, problem = read_date(day, order)
    if problem or not value:
        return Moment(None, problem or NO_MOMENT)
    at = datetime.combine(date.fromisoformat(value), time()) + clock
    return Moment(at.replace(tzinfo=said))


def _clock(found: re.Match[str]) -> timedelta:
    """Raises ValueError."""
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= _HALF_DAY:
            raise ValueError
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0)
    at = time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)


def _zone(text: str | None) -> timezone | None:
    """Raises ValueError."""
    if text is None:
        return None
    if text[0] not in "+-":
        return UTC
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def instant_in(at: datetime, name: str) -> datetime:
    """In UTC; a wall clock's time is read in the zone of that name."""
    there = at if at.tzinfo is not None else at.replace(tzinfo=zone(name))
    return there.astimezone(UTC)
