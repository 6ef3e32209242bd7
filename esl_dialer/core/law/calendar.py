"""When a caller may call the people of one gate: by every rule, in every zone.

A rule is asked in each zone in which the person may be there, and in a clock of its own if it names
one. Where rules differ, the stricter wins. Days are worked out once each, as spans of UTC minutes,
so that clocks that are set, holidays and midnight come out by themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from functools import lru_cache
from typing import Self

from esl_dialer.core.law.rules import WHOLE_DAY, Effect, LawRule, RuleKind, Spans
from esl_dialer.core.law.spans import DAY, all_of, both, either, has, in_utc, instant_of, minute_of
from esl_dialer.core.words import Caller, CallKind

DAYS_AHEAD = 400
"""Hours that do not open within so many days never do."""

Rules = tuple[LawRule, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Who calls whom, and how: ``gate`` as it is kept (``core.people.gates``). ``dialing``: a call
    is to be placed, not a case to be answered (``core.law.law``)."""

    gate: str
    caller: Caller
    call: CallKind
    dialing: bool = False


class State(IntEnum):
    """What rules say of an instant, the worse the higher."""

    ALLOWED = 0
    WARN = 1
    REFUSED = 2


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """Rules that are asked together. There is one of the same rules, so that what is worked out of
    them is found by its identity. ``week``: what those leave of each weekday that say the same
    every week; ``others`` are asked of the day."""

    rules: Rules
    week: tuple[Spans, ...]
    others: Rules

    def open_on(self, local: int) -> Spans:
        """On a day of the place, by its ordinal."""
        day = date.fromordinal(local)
        return all_of((rule.open_on(day) for rule in self.others), self.week[day.weekday()])


@lru_cache(maxsize=4096)
def rule_set(rules: Rules) -> RuleSet:
    weekly = tuple(rule for rule in rules if rule.every_week)
    week = (all_of((rule.hours[day] for rule in weekly), WHOLE_DAY) for day in range(7))
    return RuleSet(rules, tuple(week), tuple(rule for rule in rules if not rule.every_week))


@dataclass(frozen=True, slots=True)
class Hours:
    """Rules asked in one zone's time, and those of them that block; ``doubt`` says which other
    clock the place may keep."""

    zone: str
    every: RuleSet
    held: RuleSet
    doubt: LawRule | None = None

    @classmethod
    def of(cls, zone: str, rules: Rules, doubt: LawRule | None = None) -> Self:
        blocking = tuple(rule for rule in rules if rule.effect is Effect.BLOCK)
        return cls(zone, rule_set(rules), rule_set(blocking), doubt)

    @property
    def rules(self) -> Rules:
        return self.every.rules

    @property
    def blocking(self) -> Rules:
        return self.held.rules


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The first rule against a call, and the zone in whose time it is; ``rule`` is None where no
    rules of the place are known."""

    rule: LawRule | None
    zone: str


class Calendar:
    """Of one question. ``zones`` are all those in which the person may be."""

    def __init__(
        self, asked: Question, places: Iterable[tuple[frozenset[str], Rules]], *, known: bool
    ) -> None:
        """``places``: the zones of each, and the rules that bind there, in the order in which they
        are told. ``known``: whether any law of these places is."""
        told = list(places)
        self.asked = asked
        self.zones = tuple(sorted(frozenset[str]().union(*(zones for zones, _ in told))))
        self._known = known
        self._hours = tuple(_hours(told))
        self._warning_hours = [h for h in self._hours if h.doubt or h.every is not h.held]
        self._days: dict[int, tuple[Spans, Spans]] = {}

    @property
    def is_known(self) -> bool:
        """Whether the law of every place is; False: somewhere nothing is known that forbids."""
        return self._known

    @property
    def rules(self) -> Rules:
        """All that are asked, in the order in which they are told."""
        every = (rule for hours in self._hours for rule in (*hours.rules, hours.doubt) if rule)
        return tuple(dict.fromkeys(every))

    def warnings(self, now: datetime) -> list[LawRule]:
        """All that warn against a call at an instant."""
        return [one.rule for one in self._warning(minute_of(now)) if one.rule]

    def state(self, now: datetime) -> State:
        return self._at(minute_of(now))

    def _at(self, minute: int) -> State:
        blocking, clear = self._day(minute // DAY)
        if has(clear, minute):
            return State.ALLOWED
        return State.WARN if has(blocking, minute) else State.REFUSED

    def unblocked(self, day: int) -> Spans:
        """When nothing blocks on a UTC day since 1970, in minutes since then."""
        return self._day(day)[0]

    def next_at(self, now: datetime, worst: State) -> datetime | None:
        """The first instant, from this one on, whose state is ``worst`` or better.

        None when there is none within ``DAYS_AHEAD``.
        """
        minute = minute_of(now)
        if self._at(minute) <= worst:
            return now
        if self._never(worst, instant_of(minute).date()):
            return None
        for day in range(minute // DAY, minute // DAY + DAYS_AHEAD):
            blocking, clear = self._day(day)
            for start, end in clear if worst is State.ALLOWED else blocking:
                if end > minute:
                    return instant_of(max(start, minute))
        return None

    def _never(self, worst: State, today: date) -> bool:
        """``today`` in UTC: a rule that began before it holds in every zone."""
        if not self.zones or (worst is State.ALLOWED and not self._known):
            return True
        return any(
            rule.kind is RuleKind.NEVER
            and rule.end == date.max
            and rule.start < today
            and (worst is State.ALLOWED or rule.effect is Effect.BLOCK)
            for hours in self._hours
            for rule in hours.rules
        )

    def obstacle(self, now: datetime) -> Obstacle | None:
        """The first rule that stands against a call now, those that block before those that warn;
        None: none does."""
        minute = minute_of(now)
        state = self._at(minute)
        if state is State.ALLOWED:
            return None
        found = self._refusing(minute) if state is State.REFUSED else self._warning(minute)
        return next(found, Obstacle(None, self.zones[0] if self.zones else ""))

    def _refusing(self, minute: int) -> Iterator[Obstacle]:
        for hours in self._hours:
            other = hours.doubt.or_zone if hours.doubt else ""
            for rule in hours.blocking:
                here = _open(hours.zone, rule, minute)
                if not here and not (other and self._only_in_doubt(hours, minute)):
                    yield Obstacle(rule, hours.zone)
                elif self._refused_there(hours, rule, minute):
                    yield Obstacle(hours.doubt, other)

    def _refused_there(self, hours: Hours, rule: LawRule, minute: int) -> bool:
        """Whether the place's other clock refuses, where a doubt is to block."""
        doubt = hours.doubt
        if doubt is None or doubt.effect is not Effect.BLOCK:
            return False
        return not _open(doubt.or_zone, rule, minute)

    def _only_in_doubt(self, hours: Hours, minute: int) -> bool:
        """Whether the place's other clock would let the call be made, and no more than a warning
        comes of that: of a case, for nobody is dialed by it."""
        doubt = hours.doubt
        if doubt is None or doubt.effect is Effect.BLOCK or self.asked.dialing:
            return False
        return all(_open(doubt.or_zone, rule, minute) for rule in hours.blocking)

    def _warning(self, minute: int) -> Iterator[Obstacle]:
        for hours in self._hours:
            for rule in hours.rules:
                if rule.effect is Effect.WARN and not _open(hours.zone, rule, minute):
                    yield Obstacle(rule, hours.zone)
        for hours in self._hours:
            if hours.doubt:
                yield from self._doubted(hours, hours.doubt, minute)

    def _doubted(self, hours: Hours, doubt: LawRule, minute: int) -> Iterator[Obstacle]:
        for zone in (hours.zone, doubt.or_zone):
            if not all(_open(zone, rule, minute) for rule in hours.rules):
                yield Obstacle(doubt, zone)

    def _day(self, day: int) -> tuple[Spans, Spans]:
        """When nothing blocks, and when nothing warns either, on a UTC day since 1970."""
        if (found := self._days.get(day)) is None:
            found = self._days[day] = self._worked_out(day)
        return found

    def _worked_out(self, day: int) -> tuple[Spans, Spans]:
        whole: Spans = ((day * DAY, (day + 1) * DAY),)
        if not self.zones:
            return (), ()
        dialing = self.asked.dialing
        each = (_blocking(hours, day, dialing=dialing) for hours in self._hours)
        blocking = all_of(each, whole)
        if not self._known:
            return blocking, ()
        return blocking, all_of((_clear(hours, day) for hours in self._warning_hours), blocking)


def _hours(places: Sequence[tuple[frozenset[str], Rules]]) -> Iterator[Hours]:
    for number, (zones, rules) in enumerate(places):
        doubts = _doubts(places, number)
        timed = tuple(rule for rule in rules if rule.kind is not RuleKind.CLOCK)
        for zone in sorted(zones):
            yield Hours.of(zone, timed, doubts.get(zone))
        for rule in timed:
            if rule.clock and rule.clock not in zones:
                yield Hours.of(rule.clock, (rule,))


def _doubts(places: Sequence[tuple[frozenset[str], Rules]], number: int) -> dict[str, LawRule]:
    """By zone of a place, the rule that doubts its clock. Where the other clock is asked anyway, or
    a number is of another place of that zone, nothing is in doubt."""
    every = frozenset[str]().union(*(zones for zones, _ in places))
    added = (zones for at, (zones, _) in enumerate(places) if at not in (0, number))
    elsewhere = frozenset[str]().union(*added)
    return {
        rule.zone: rule
        for rule in places[number][1]
        if rule.kind is RuleKind.CLOCK and rule.or_zone not in every and rule.zone not in elsewhere
    }


def _blocking(hours: Hours, day: int, *, dialing: bool) -> Spans:
    """A doubt that only warns opens no hour to a dialer that the place's own clock closes."""
    here = _spans(hours.zone, hours.held, day)
    if hours.doubt is None or (dialing and hours.doubt.effect is not Effect.BLOCK):
        return here
    there = _spans(hours.doubt.or_zone, hours.held, day)
    joined = both if hours.doubt.effect is Effect.BLOCK else either
    return joined(here, there)


def _clear(hours: Hours, day: int) -> Spans:
    here = _spans(hours.zone, hours.every, day)
    if hours.doubt is None:
        return here
    return both(here, _spans(hours.doubt.or_zone, hours.every, day))


@lru_cache(maxsize=65_536)
def _spans(zone: str, rules: RuleSet, day: int) -> Spans:
    return in_utc(zone, day, rules.open_on)


def _open(zone: str, rule: LawRule, minute: int) -> bool:
    return has(_spans(zone, rule_set((rule,)), minute // DAY), minute)
