"""Whether a filter means a person: the one judge, which what a database is asked must agree with.

Texts are compared as people do, without case and accents (``plain``). A cell that is empty, or
can't be read as a number or a date, is neither greater nor less nor equal to any; it differs from
all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from esl_dialer.core.lists.filter_columns import Cells, Kind
from esl_dialer.core.lists.filter_values import (
    Moving,
    Value,
    When,
    day_of,
    number_of,
    read_day,
    read_number,
)
from esl_dialer.core.lists.filters import Condition, Group, Test
from esl_dialer.core.text.folding import plain

Comparable = int | str
"""A number in ``SCALE`` parts, an instant in milliseconds since 1970, or a day as ISO."""

_LAST_DAY = date.max - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high``, both included; None: no end. ``low`` above ``high``: nothing."""

    low: Comparable | None
    high: Comparable | None

    def has(self, value: Comparable | None) -> bool:
        if value is None:
            return False
        above = self.low is None or value >= self.low  # type: ignore[operator]
        return above and (self.high is None or value <= self.high)  # type: ignore[operator]


NOBODY = Group(any=True, parts=())
"""What no person is."""


def matches(part: Group | Condition, person: Cells, when: When) -> bool:
    """Whether the person, then, is one of those that are meant."""
    if isinstance(part, Group):
        joined = any if part.any else all
        return joined(matches(one, person, when) for one in part.parts)
    cell = person.get(part.column.key, "")
    match part.test:
        case Test.EMPTY:
            return not cell
        case Test.NOT_EMPTY:
            return bool(cell)
        case Test.NOT_EQUALS:
            return not _equals(part, cell, when)
        case Test.EQUALS | Test.ONE_OF:
            return _equals(part, cell, when)
        case Test.CONTAINS:
            return texts(part)[0] in plain(cell)
        case Test.BEGINS_WITH:
            return plain(cell).startswith(texts(part)[0])
        case _:
            return range_of(part, when).has(_READERS[_reads(part)](cell))


def _equals(part: Condition, cell: str, when: When) -> bool:
    """To one of the values."""
    if is_text(part):
        return plain(cell) in texts(part)
    read = _READERS[_reads(part)](cell)
    return any(one.has(read) for one in ranges_of(part, when))


def is_text(part: Condition) -> bool:
    """Whether its values are texts."""
    return part.kind is Kind.TEXT


def texts(part: Condition) -> tuple[str, ...]:
    """Its values as texts are compared."""
    return tuple(plain(str(value)) for value in part.values)


def _reads(part: Condition) -> tuple[bool, Kind]:
    """Whether it is a custom field, and what it is read as."""
    return part.column.kind is Kind.ANY, part.kind


_READERS: dict[tuple[bool, Kind], Callable[[str], Comparable | None]] = {
    (False, Kind.NUMBER): number_of,
    (False, Kind.DATE): day_of,
    (False, Kind.MOMENT): lambda cell: int(cell) if cell else None,
    (True, Kind.NUMBER): read_number,
    (True, Kind.DATE): read_day,
}

# --- what the values come to then --------------------------------------------------------------


def ranges_of(part: Condition, when: When) -> list[Range]:
    """Of ``equals`` and its like: one for each value."""
    return [_span(part.kind, value, when) for value in part.values]


def range_of(part: Condition, when: When) -> Range:
    """Of the tests that compare: one range."""
    if part.test is Test.LAST_DAYS:
        return _days(part.kind, -_count(part), 0, when)
    if part.test is Test.NEXT_DAYS:
        return _days(part.kind, 0, _count(part), when)
    first = _span(part.kind, part.values[0], when)
    match part.test:
        case Test.GREATER | Test.AFTER:
            return Range(_after(first.high), None)
        case Test.LESS | Test.BEFORE:
            return Range(None, _before(first.low))
    return Range(first.low, _span(part.kind, part.values[1], when).high)


def _count(part: Condition) -> int:
    return cast(int, part.values[0])


def _days(kind: Kind, first: int, last: int, when: When) -> Range:
    """From so many days after today to so many."""
    low = _span(kind, Moving("today", first), when).low
    return Range(low, _span(kind, Moving("today", last), when).high)


def _span(kind: Kind, value: Value, when: When) -> Range:
    """What a value stands for: a day that an instant is compared with is all of that day."""
    if isinstance(value, int):
        return Range(value, value)
    if isinstance(value, Moving) and value.base == "now":
        at = _ms(when, minutes=value.shift)
        return Range(at, at)
    day = cast(date, _moved(when.today, value.shift) if isinstance(value, Moving) else value)
    if kind is not Kind.MOMENT:
        return Range(day.isoformat(), day.isoformat())
    begins, ends = when.midnight(day), when.midnight(min(day, _LAST_DAY) + timedelta(days=1))
    return Range(round(begins.timestamp() * 1000), round(ends.timestamp() * 1000) - 1)


def _moved(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _ms(when: When, minutes: int) -> int:
    return round((when.now + timedelta(minutes=minutes)).timestamp() * 1000)


def _after(value: Comparable | None) -> Comparable:
    """The next value there is."""
    if isinstance(value, str):
        return (date.fromisoformat(value) + timedelta(days=1)).isoformat()
    return cast(int, value) + 1


def _before(value: Comparable | None) -> Comparable:
    if isinstance(value, str):
        return (date.fromisoformat(value) - timedelta(days=1)).isoformat()
    return cast(int, value) - 1
