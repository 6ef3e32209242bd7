"""The part of a campaign's form that says when it may call: one span for every day, or any number
of spans for each weekday, added and taken away by buttons of the form."""

from collections.abc import Mapping
from typing import Any

from esl_dialer.core.campaigns.hours import (
    MOST_SPANS,
    SATURDAY,
    SUNDAY,
    WEEKDAYS,
    WORKDAYS,
    DailyHours,
    Span,
    Window,
)
from esl_dialer.core.says import Says
from esl_dialer.core.text.clock_times import clock, minutes_of
from webui.text.numbers import number_in

Form = Mapping[str, str]
Rows = dict[str, list[tuple[str, str]]]
"""By day: its spans, from and until when, as they stand in the form."""

BY, ZONE, OTHER_ROWS = "window_by", "window.zone", "window_rows"
BY_DAY, SHORT = "day", "short"
STARTS, ENDS = "window_start", "window_end"
CLOCKS = {
    STARTS: Says("a time of day, as 09:00"),
    ENDS: Says("a time of day, as 18:45"),
}
"""What is said when a time can't be read: of a span's start, of its end."""
TICKS = ("saturday", "sunday")
"""Of the short form."""


def read(form: Form, problems: dict[str, Says]) -> dict[str, Any]:
    """What ``Window.changed`` takes; nothing when the form holds nothing of it."""
    zone = {"zone": form[ZONE].strip()} if ZONE in form else {}
    if form.get(BY) == BY_DAY:
        return {"days": _days(form, problems)} | zone
    if not CLOCKS.keys() & form.keys():
        return zone
    hours = _short(form, problems)
    if hours is None:
        return zone
    if form.get(BY) == SHORT:
        return {"days": Window.of(hours).by_day} | zone
    return {"short": {name: getattr(hours, name) for name in DailyHours.__slots__}} | zone


def _short(form: Form, problems: dict[str, Says]) -> DailyHours | None:
    start, end = (_minutes(form, name, name, problems) for name in CLOCKS)
    if start is None or end is None:
        return None
    return DailyHours(start, end, *(day in form for day in TICKS))


def _days(form: Form, problems: dict[str, Says]) -> dict[str, tuple[Span, ...]]:
    """A span of which nothing is typed is none."""
    found: dict[str, list[Span]] = {day: [] for day in WEEKDAYS}
    for day, number in _places(form):
        names = [_name(day, number, part) for part in ("start", "end")]
        if not any(form.get(name, "").strip() for name in names):
            continue
        start, end = (
            _minutes(form, name, kind, problems) for name, kind in zip(names, CLOCKS, strict=True)
        )
        if start is not None and end is not None:
            found[day].append((start, end))
    return {day: tuple(spans) for day, spans in found.items()}


def _minutes(form: Form, name: str, kind: str, problems: dict[str, Says]) -> int | None:
    try:
        return minutes_of(form.get(name, ""))
    except ValueError:
        problems[name] = CLOCKS[kind]
        return None


def shown(window: Window) -> dict[str, str]:
    """A window as the form's fields."""
    zone = {ZONE: window.zone}
    if not window.is_short:
        days = {day: [_typed(one) for one in spans] for day, spans in window.by_day.items()}
        return zone | {BY: BY_DAY} | _fields(days)
    hours = window.hours
    ticks = {day: "on" for day in TICKS if getattr(hours, day)}
    return zone | {BY: SHORT, STARTS: clock(hours.start), ENDS: clock(hours.end)} | ticks


def rows(values: Form) -> Rows:
    """The spans that the form holds for each day."""
    found: Rows = {day: [] for day in WEEKDAYS}
    for day, number in _places(values):
        start, end = (values.get(_name(day, number, part), "") for part in ("start", "end"))
        found[day].append((start, end))
    return found


def wants_other_rows(form: Form) -> bool:
    """Whether a button of this part asks for other rows; nothing is saved then."""
    return OTHER_ROWS in form


def with_other_rows(form: Form) -> dict[str, str]:
    """The form as it was sent, with the rows that a button of it asks for: ``day`` and ``short``
    for the one form or the other, ``add:mon``, ``drop:mon.2``, and ``copy:mon`` for the other
    workdays."""
    verb, _, at = form[OTHER_ROWS].partition(":")
    left = {name: text for name, text in form.items() if name != OTHER_ROWS}
    if verb == BY_DAY:
        return _without_spans(left) | {BY: BY_DAY} | _fields(_of_short(left))
    if verb == SHORT:
        return _without_spans(left) | _to_short(rows(left))
    changed = _changed(rows(left), verb, *at.split("."))
    return _without_spans(left) | _fields(changed)


def _changed(found: Rows, verb: str, day: str, number: str = "") -> Rows:
    """What names no row changes none."""
    spans = found.get(day, [])
    if verb == "add" and len(spans) < MOST_SPANS:
        return found | {day: [*spans, ("", "")]} if day in found else found
    if verb == "drop" and (gone := number_in(number)) is not None:
        return found | {day: [one for at, one in enumerate(spans, 1) if at != gone]}
    if verb == "copy":
        return found | {other: list(spans) for other in WEEKDAYS[:WORKDAYS]}
    return found


def _of_short(form: Form) -> Rows:
    span = (form.get(STARTS, ""), form.get(ENDS, ""))
    open_on = [True] * WORKDAYS + [day in form for day in TICKS]
    return {day: [span] if is_open else [] for day, is_open in zip(WEEKDAYS, open_on, strict=True)}


def _to_short(found: Rows) -> dict[str, str]:
    """The first start and the last end, as they are typed."""
    spans = [span for day in found.values() for span in day if all(span)]
    first = min((start for start, _ in spans), key=_padded, default="")
    last = max((end for _, end in spans), key=_padded, default="")
    hours = {STARTS: first, ENDS: last}
    weekend = zip(TICKS, (WEEKDAYS[SATURDAY], WEEKDAYS[SUNDAY]), strict=True)
    return {BY: SHORT} | hours | {tick: "on" for tick, day in weekend if found[day]}


def _padded(typed: str) -> str:
    """``9:00`` comes before ``10:00``."""
    return typed.zfill(5)


def _fields(found: Rows) -> dict[str, str]:
    """Numbered anew."""
    return {
        _name(day, number, part): text
        for day, spans in found.items()
        for number, span in enumerate(spans, 1)
        for part, text in zip(("start", "end"), span, strict=True)
    }


def _without_spans(form: Form) -> dict[str, str]:
    ours = {STARTS, ENDS, *TICKS} if form.get(BY) != BY_DAY else set()
    spans = {_name(day, number, part) for day, number in _places(form) for part in ("start", "end")}
    return {name: text for name, text in form.items() if name not in ours | spans}


def _places(form: Form) -> list[tuple[str, int]]:
    """The days and numbers of which the form holds a span, in order."""
    return [
        (day, number)
        for day in WEEKDAYS
        for number in range(1, MOST_SPANS + 2)
        if any(_name(day, number, part) in form for part in ("start", "end"))
    ]


def _name(day: str, number: int, part: str) -> str:
    return f"window.{day}.{number}.{part}"


def _typed(span: Span) -> tuple[str, str]:
    return clock(span[0]), clock(span[1])
