"""Spans of minutes since 1970 in UTC, and the hours of a place as such spans."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import lru_cache, reduce

from esl_dialer.core.law.rules import Spans
from esl_dialer.core.people.clocks import zone

DAY = 24 * 60
_EPOCH = date(1970, 1, 1).toordinal()


def minute_of(at: datetime) -> int:
    """Full minutes since 1970 in UTC."""
    return int(at.timestamp() // 60)


def instant_of(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def both(one: Spans, other: Spans) -> Spans:
    """What lies in both."""
    if one == other:
        return one
    if len(one) == len(other) == 1:
        low, high = max(one[0][0], other[0][0]), min(one[0][1], other[0][1])
        return ((low, high),) if low < high else ()
    found = []
    for start, end in one:
        for from_, until in other:
            low, high = max(start, from_), min(end, until)
            if low < high:
                found.append((low, high))
    return tuple(found)


def all_of(spans: Iterable[Spans], whole: Spans) -> Spans:
    return reduce(both, spans, whole)


def either(one: Spans, other: Spans) -> Spans:
    """What lies in one of them, in order and without overlap."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((*one, *other)):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def has(spans: Spans, minute: int) -> bool:
    for start, end in spans:  # noqa: SIM110 - asked several times of every case
        if start <= minute < end:
            return True
    return False


def in_utc(name: str, day: int, open_on: Callable[[int], Spans]) -> Spans:
    """The spans of a UTC day, counted since 1970, at which a zone's local hours are open.

    ``open_on`` says them for a local day, by its ordinal: minutes after midnight. A clock that is
    set skips minutes, or has them twice.
    """
    offsets = _offsets(name, day)
    if len(offsets) == 1:
        return _with_one_offset(offsets[0], open_on)
    found: list[tuple[int, int]] = []
    for start, end, offset in offsets:
        low, high = start + offset, end + offset
        for local in range(low // DAY, (high - 1) // DAY + 1):
            midnight = local * DAY
            for opens, closes in open_on(local + _EPOCH):
                first, last = max(low, midnight + opens), min(high, midnight + closes)
                if first < last:
                    found.append((first - offset, last - offset))
    return tuple(found)


def _with_one_offset(span: tuple[int, int, int], open_on: Callable[[int], Spans]) -> Spans:
    """The same of a day on which no clock is set, as nearly all are: the end of one local day and
    the beginning of the next."""
    start, end, offset = span
    local = (start + offset) // DAY
    first, second = local * DAY - offset, (local + 1) * DAY - offset
    found = [
        (max(start, first + opens), first + closes)
        for opens, closes in open_on(local + _EPOCH)
        if first + closes > start
    ]
    if second < end:
        found += [
            (second + opens, min(end, second + closes))
            for opens, closes in open_on(local + 1 + _EPOCH)
            if second + opens < end
        ]
    return tuple(found)


@lru_cache(maxsize=65_536)
def _offsets(name: str, day: int) -> tuple[tuple[int, int, int], ...]:
    """Of a UTC day, the spans in which the zone's offset stays, each with the offset in minutes.

    A zone sets its clock at most once in a day, on a full minute.
    """
    start, end = day * DAY, (day + 1) * DAY
    before, after = _offset(name, start), _offset(name, end - 1)
    if before == after:
        return ((start, end, before),)
    low, high = start, end - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(name, middle) == before else (low, middle)
    return ((start, high, before), (high, end, after))


def _offset(name: str, minute: int) -> int:
    offset = instant_of(minute).astimezone(zone(name)).utcoffset()
    return round(offset.total_seconds() / 60) if offset else 0
