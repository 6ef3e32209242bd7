"""A map of the coming days: when a campaign may call the people behind a gate, and why not now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.hours import Window
from esl_dialer.core.campaigns.kind_hours import hours_by_kind
from esl_dialer.core.law.law import Law
from esl_dialer.core.law.rules import Spans
from esl_dialer.core.law.spans import DAY, all_of, in_utc, instant_of, minute_of
from esl_dialer.core.people.clocks import zone
from esl_dialer.core.people.gates import gate_of
from esl_dialer.core.people.provinces import clock_of

DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True)
class DayOpen:
    """A day where the person is, and its open spans: minutes after midnight there."""

    day: date
    spans: Spans


def open_days(
    gate: str, campaign: Campaign, law: Law, now: datetime, kind: str = ""
) -> tuple[DayOpen, ...]:
    """The campaign's window and every rule that blocks, and the hours of that type of phone, for
    today and the days after it, in the time of the gate's clock; none where nothing tells a
    zone."""
    if not (name := clock_of(gate)):
        return ()
    here = zone(name)
    today = now.astimezone(here).date()
    days = [today + ahead * timedelta(days=1) for ahead in range(DAYS_AHEAD)]
    found: dict[date, list[tuple[int, int]]] = {day: [] for day in days}
    first = minute_of(now) // DAY - 1
    ahead = range(first, first + DAYS_AHEAD + 3)
    for start, end in _joined(_open(gate, campaign, law, ahead, kind)):
        for day, span in _by_day(start, end, name):
            if day in found:
                found[day].append(span)
    return tuple(DayOpen(day, tuple(spans)) for day, spans in found.items())


def open_until(
    gate: str, campaign: Campaign, law: Law, now: datetime, kind: str = ""
) -> datetime | None:
    """When the hours that are open now end; None when they are closed."""
    minute = minute_of(now)
    ahead = range(minute // DAY, minute // DAY + DAYS_AHEAD)
    spans = _joined(_open(gate, campaign, law, ahead, kind))
    return next((instant_of(end) for start, end in spans if start <= minute < end), None)


def _open(
    gate: str, campaign: Campaign, law: Law, days: Iterable[int], kind: str
) -> Iterator[Spans]:
    calendar = law.calendar(gate, campaign.caller, campaign.call_kind, dialing=True)
    of_type = hours_by_kind(campaign.kind_hours).get(kind) if campaign.kind_hours else None
    windows = [campaign.window, of_type] if of_type else [campaign.window]
    for day in days:
        each = (spans for window in windows for spans in _of_window(window, gate, day))
        yield all_of(each, calendar.unblocked(day))


def _of_window(window: Window, gate: str, day: int) -> Iterator[Spans]:
    """In each zone whose clock counts."""
    for name in (window.zone,) if window.zone else gate_of(gate).zones:
        yield in_utc(name, day, lambda local: window.days[date.fromordinal(local).weekday()])


def _joined(days: Iterable[Spans]) -> Iterator[tuple[int, int]]:
    """Spans that touch at midnight of UTC are one."""
    last: tuple[int, int] | None = None
    for start, end in (span for spans in days for span in spans):
        if last and last[1] == start:
            last = (last[0], end)
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last


def _by_day(start: int, end: int, name: str) -> Iterator[tuple[date, tuple[int, int]]]:
    """A span of instants as the clock there shows it, cut at midnight."""
    begins, ends = (instant_of(minute).astimezone(zone(name)) for minute in (start, end))
    low = begins.hour * 60 + begins.minute
    high = ends.hour * 60 + ends.minute
    if begins.date() == ends.date():
        yield begins.date(), (low, high)
        return
    yield begins.date(), (low, DAY)
    day = begins.date() + timedelta(days=1)
    while day < ends.date():
        yield day, (0, DAY)
        day += timedelta(days=1)
    if high:
        yield day, (0, high)
