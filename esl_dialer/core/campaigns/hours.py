"""When a campaign may call: by weekday, and the short form that people write of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Self

from esl_dialer.core.says import Says, SaysError
from esl_dialer.core.text.clock_times import DAY, NoTimeOfDay, clock, minutes_of
from esl_dialer.core.text.quoting import quoted

Span = tuple[int, int]
"""From and until when, in minutes after midnight; the end is excluded, 1440 is midnight."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""How forms, programs and commands name the days, in the order of ``date.weekday``."""

MOST_SPANS = 12
"""Of one day."""

WORKDAYS, SATURDAY, SUNDAY = 5, 5, 6
"""How many days come before the weekend, and its days as ``date.weekday`` counts them."""

OWN_HOURS = Says("it has hours of its own for its days: change them day by day")


class OwnHours(SaysError, ValueError):
    """A start or an end for all days at once would write over hours of some day."""


NOTHING_GIVEN: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class DailyHours:
    """A window as people write it: one span, from Monday to Friday and on the days ticked."""

    start: int = 9 * 60
    end: int = 18 * 60 + 45
    saturday: bool = False
    sunday: bool = False

    def __str__(self) -> str:
        days = [day for day in ("Saturday", "Sunday") if getattr(self, day.lower())]
        return ", ".join([f"{clock(self.start)}-{clock(self.end)}", *days])


@dataclass(frozen=True, slots=True)
class Window:
    """When the campaign may call: the spans of each weekday, Monday first."""

    days: tuple[tuple[Span, ...], ...]
    zone: str = ""
    """Whose clock counts, by its IANA name; empty: the callee's own."""

    @classmethod
    def of(cls, hours: DailyHours) -> Self:
        ticks = [True] * WORKDAYS + [hours.saturday, hours.sunday]
        return cls(tuple(((hours.start, hours.end),) if tick else () for tick in ticks))

    @property
    def valid(self) -> bool:
        """Seven days, each with spans in order that do not touch each other."""
        return len(self.days) == 7 and all(_in_order(spans) for spans in self.days)

    @property
    def hours(self) -> DailyHours:
        """Its short form: of a window that has more, the first start and the last end."""
        spans = [span for day in self.days for span in day] or [(0, 0)]
        return DailyHours(
            start=min(start for start, _ in spans),
            end=max(end for _, end in spans),
            saturday=bool(self.days[SATURDAY]),
            sunday=bool(self.days[SUNDAY]),
        )

    @property
    def is_short(self) -> bool:
        """Whether the short form says all of its days."""
        return self.days == self.of(self.hours).days

    @property
    def by_day(self) -> dict[str, tuple[Span, ...]]:
        """The spans, by the names of ``WEEKDAYS``."""
        return dict(zip(WEEKDAYS, self.days, strict=True))

    def changed_to(self, hours: DailyHours) -> Self:
        """As its short form is given anew; its own leaves it what it is. Of a window with hours of
        its own on some day a tick changes that day alone, from the first start to the last end.
        Raises OwnHours for another start or end there: it would open days that are closed."""
        own, days = self.hours, self.days
        if hours == own:
            return self
        if self.is_short:
            return replace(self, days=self.of(hours).days)
        if (hours.start, hours.end) != (own.start, own.end):
            raise OwnHours(OWN_HOURS)
        for day, tick in ((SATURDAY, hours.saturday), (SUNDAY, hours.sunday)):
            if tick != bool(days[day]):
                spans = ((own.start, own.end),) if tick else ()
                days = (*days[:day], spans, *days[day + 1 :])
        return replace(self, days=days)

    def changed(
        self,
        short: Mapping[str, Any] = NOTHING_GIVEN,
        days: Mapping[str, tuple[Span, ...]] = NOTHING_GIVEN,
        zone: str | None = None,
    ) -> Self:
        """As somebody gives a part of it: parts of the short form, the spans of days by name, a
        zone. What is not given stays. Raises OwnHours, as ``changed_to``."""
        hours = self.changed_to(replace(self.hours, **short))
        spans = tuple((hours.by_day | dict(days)).values())
        return replace(hours, days=spans, zone=self.zone if zone is None else zone)

    @property
    def tidied(self) -> Self:
        """Spans in their order, those that touch as one: ``09:00-12:00`` and ``12:00-14:00``."""
        return replace(self, days=tuple(_joined(spans) for spans in self.days))

    def __str__(self) -> str:
        """As ``09:00-18:45, Saturday``; with hours of its own on some day, day by day."""
        days = (f"{name.capitalize()} {told_spans(spans)}" for name, spans in self.by_day.items())
        hours = str(self.hours) if self.is_short else ", ".join(days)
        return f"{hours} ({self.zone})" if self.zone else hours


def told_spans(spans: tuple[Span, ...]) -> str:
    """A day's, as ``09:00-12:00 13:00-18:00``."""
    return " ".join(f"{clock(start)}-{clock(end)}" for start, end in spans) or "closed"


def span_of(text: str) -> Span:
    """Of ``09:00-18:45``. Raises NoTimeOfDay."""
    start, dash, end = text.partition("-")
    if not dash:
        no_span = Says("{text} is no span: write it as 09:00-18:45", text=quoted(text))
        raise NoTimeOfDay(no_span)
    return minutes_of(start.strip()), minutes_of(end.strip())


def _joined(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and joined[-1][1] == start < end:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def _in_order(spans: tuple[Span, ...]) -> bool:
    instants = [instant for span in spans for instant in span]
    return all(a < b for a, b in pairwise([-1, *instants, DAY + 1]))
