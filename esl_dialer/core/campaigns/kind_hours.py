"""Hours of types of phones, as people write them: ``work=mon-fri 09:00-17:00``, with ``;`` between.

A type that is not named may be called whenever the campaign may; a day that a type's hours do not
name is closed for it. Hours are by the callee's clock.
"""

from collections.abc import Mapping
from functools import lru_cache

from esl_dialer.core.campaigns.hours import MOST_SPANS, WEEKDAYS, Span, Window, span_of
from esl_dialer.core.says import Says
from esl_dialer.core.text.clock_times import DAY, NoTimeOfDay
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import PhoneKind

NOT_WRITTEN_SO = Says("write it as work=mon-fri 09:00-17:00; mobile=sat 10:00-14:00, not {text}")


def kind_hours_problem(text: str) -> Says | None:
    """What is wrong with it; None when nothing is."""
    try:
        hours = _read(text)
    except ValueError as error:
        return NOT_WRITTEN_SO.of(text=quoted(str(error)))
    for kind in hours:
        if kind not in set(PhoneKind):
            told = Says("{kind} is no type of phone: {choices}")
            return told.of(kind=quoted(kind), choices=", ".join(PhoneKind))
    if not all(Window(days).valid for days in hours.values()):
        return Says("spans start before they end, within a day, and do not overlap")
    return None


@lru_cache(maxsize=512)
def hours_by_kind(text: str) -> Mapping[str, Window]:
    """By type of phone; of a text that can't be read, nothing."""
    try:
        return {kind: Window(days).tidied for kind, days in _read(text).items()}
    except ValueError:
        return {}


Days = tuple[tuple[Span, ...], ...]


def _read(text: str) -> dict[str, Days]:
    """Raises ValueError with the part that can't be read."""
    found: dict[str, dict[str, list[Span]]] = {}
    for part in filter(None, (one.strip() for one in text.replace("\n", ";").split(";"))):
        kind, sign, rest = part.partition("=")
        days, *spans = rest.replace(",", " ").split() or [""]
        if not sign or not spans:
            raise ValueError(part)
        its = found.setdefault(kind.strip().lower(), {})
        for day in _days(days.lower(), part):
            its.setdefault(day, []).extend(_span(one, part) for one in spans)
    return {kind: _week(its) for kind, its in found.items()}


def _days(text: str, part: str) -> tuple[str, ...]:
    """Of ``mon-fri``, or ``sat``. Raises ValueError."""
    first, _, last = text.partition("-")
    if first not in WEEKDAYS or (last and last not in WEEKDAYS):
        raise ValueError(part)
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    if end < start:
        raise ValueError(part)
    return WEEKDAYS[start : end + 1]


def _span(text: str, part: str) -> Span:
    """Raises ValueError."""
    try:
        start, end = span_of(text)
    except NoTimeOfDay:
        raise ValueError(part) from None
    if not 0 <= start < end <= DAY:
        raise ValueError(part)
    return start, end


def _week(by_day: Mapping[str, list[Span]]) -> Days:
    days = tuple(tuple(sorted(by_day.get(day, ()))) for day in WEEKDAYS)
    if any(len(spans) > MOST_SPANS for spans in days):
        raise ValueError(", ".join(by_day))
    return days
