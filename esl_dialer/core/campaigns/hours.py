"""When a campaign may call, in the callee's time: by weekday, and the short form people write."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from esl_dialer.core.text.clock_times import DAY, clock

Span = tuple[int, int]
"""From and until when, in minutes after midnight; the end is excluded, 1440 is midnight."""

WORKDAYS, SATURDAY, SUNDAY = 5, 5, 6
"""How many days come before the weekend, and its days as ``date.weekday`` counts them."""


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
    """When the campaign may call, in the callee's time: the spans of each weekday, Monday first."""

    days: tuple[tuple[Span, ...], ...]

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

    def changed_to(self, hours: DailyHours) -> Self:
        """Another short form makes another window; its own leaves it what it is."""
        return self if hours == self.hours else self.of(hours)

    def __str__(self) -> str:
        """As ``09:00-18:45, Saturday``; with hours of its own on some day, day by day."""
        if self == self.of(self.hours):
            return str(self.hours)
        told = (f"{name} {_told(spans)}" for name, spans in zip(_DAYS, self.days, strict=True))
        return ", ".join(told)


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _told(spans: tuple[Span, ...]) -> str:
    return " ".join(f"{clock(start)}-{clock(end)}" for start, end in spans) or "closed"


def _in_order(spans: tuple[Span, ...]) -> bool:
    instants = [instant for span in spans for instant in span]
    return all(a < b for a, b in pairwise([-1, *instants, DAY + 1]))
