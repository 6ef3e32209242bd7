"""A slow, obvious floor with campaigns that come again: looked at every half hour, in plain lists.

Written from the guide, and not from the code it is compared with. Who may be called by law, and
what clocks show, is asked of the statutes that were written out by hand (``law_weeks``); when a
clock shows a time is found by looking at it minute by minute.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from tests.stories.law_weeks.checker import Person as Callee
from tests.stories.law_weeks.checker import broken, offset

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
RETRY = timedelta(minutes=40)
"""Between two looks: a call that took minutes to be settled, because the engine was killed in it,
is due at the same look as one that took a second."""


@dataclass(frozen=True)
class Plan:
    """``falls``: whether an occurrence begins on a day; ``at`` and ``long`` by the ``clock`` of the
    ``zone``. ``hours``: the callee's, on which weekdays; ``goes_first``: its occurrences go before
    these."""

    name: str
    zone: str
    clock: str
    at: time
    long: timedelta
    falls: Callable[[date], bool]
    hours: tuple[int, int] = (0, 24)
    weekdays: frozenset[int] = frozenset(range(7))
    goes_first: bool = False


@dataclass
class Person:
    """``clock``: theirs. ``over``: nobody calls them any more in this run."""

    number: str
    place: str
    clock: str
    attempts: int = 0
    due: datetime | None = None
    over: bool = False
    no_attempt: bool = False


def there(at: datetime, clock: str) -> datetime:
    """What the clock shows then."""
    plain = at.replace(tzinfo=None)
    return plain + offset(clock, plain) * MINUTE


@cache
def shown(wall: datetime, clock: str) -> datetime:
    """The first instant at which the clock shows that time, or has gone past it."""
    at = wall.replace(tzinfo=UTC)
    while there(at, clock) < wall:
        at += MINUTE
    return at


@dataclass
class Floor:
    """One campaign. ``days``: from the first of its schedule to the last that is looked at."""

    plan: Plan
    days: list[date]
    people: list[Person]
    most: int
    state: str = "draft"
    run: int = 1
    dialed: bool = False
    """Somebody was, in this run."""
    edges: list[tuple[datetime, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for day in self.days:
            if self.plan.falls(day):
                wall = datetime.combine(day, self.plan.at)
                self.edges.append((shown(wall, self.plan.clock), "start"))
                self.edges.append((shown(wall + self.plan.long, self.plan.clock), "end"))
        self.edges.sort()

    def last_edge(self, now: datetime) -> str:
        return next((what for at, what in reversed(self.edges) if at <= now), "")

    def edge_between(self, before: datetime, now: datetime) -> str:
        """The last of those that came; an earlier one does not count any more."""
        return next((what for at, what in reversed(self.edges) if before < at <= now), "")

    # --- one look ----------------------------------------------------------------------------

    def look(self, before: datetime, now: datetime) -> None:
        if self.state == "active" and all(one.over for one in self.people):
            self.state = "completed"
        match self.edge_between(before, now):
            case "start":
                self.start()
            case "end":
                self.complete()

    def start(self) -> None:
        """An occurrence: everybody afresh, where somebody was dialed, or closed, in this run."""
        if self.dialed or any(one.no_attempt for one in self.people):
            self.run, self.dialed = self.run + 1, False
            for one in self.people:
                one.attempts, one.due, one.over, one.no_attempt = 0, None, False, False
        self.state = "active"

    def complete(self) -> None:
        self.state = "completed"
        for one in self.people:
            if not one.over:
                one.over, one.no_attempt = True, not one.attempts

    def may_start(self, now: datetime) -> bool:
        """By hand."""
        left = any(not one.over for one in self.people)
        return self.state in ("paused", "stopped") and left and self.last_edge(now) == "start"

    def to_call(self, now: datetime) -> list[Person]:
        if self.state != "active":
            return []
        return [one for one in self.people if not one.over and self.may_be_called(one, now)]

    def may_be_called(self, person: Person, now: datetime) -> bool:
        if person.due is not None and person.due > now:
            return False
        local = there(now, person.clock)
        first, last = self.plan.hours
        in_hours = first <= local.hour < last and local.weekday() in self.plan.weekdays
        if not in_hours and not self.plan.goes_first:
            return False
        callee = Callee(person.place, "agency", "recorded")
        return not list(broken(callee, now.replace(tzinfo=None)))

    def called(self, person: Person, now: datetime) -> None:
        self.dialed = True
        person.attempts, person.due = person.attempts + 1, now + RETRY
        person.over = person.over or person.attempts >= self.most
