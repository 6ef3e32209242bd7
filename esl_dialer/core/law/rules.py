"""A rule of law as data: whom it binds, what it says, where that stands, and how sure it is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from esl_dialer.core.law.holidays import HolidayList
from esl_dialer.core.law.topics import Topic
from esl_dialer.core.says import Says
from esl_dialer.core.words import Caller, CallKind

Spans = tuple[tuple[int, int], ...]
"""From and until when, in minutes after midnight, in order; the end is excluded."""

CLOSED: Spans = ()
WHOLE_DAY: Spans = ((0, 24 * 60),)


class Basis(StrEnum):
    """How a rule is known."""

    STATUTE = "statute read"
    REGULATOR = "regulator's page"
    SECOND_HAND = "second-hand"
    OPEN = "open"
    """Not found, or contradicted."""
    OPERATOR = "operator"
    """Added by the people of this installation."""


class Effect(StrEnum):
    """What a rule does to a call that it forbids."""

    BLOCK = "block"
    WARN = "warn"
    OFF = "off"
    """Overridden: it is shown, and not asked."""


class RuleKind(StrEnum):
    """What a rule is about; ``ASKED`` says which of them anything goes by."""

    HOURS = "hours"
    HOLIDAYS = "holidays"
    NEVER = "never"
    """No call of this caller and kind, at any hour."""
    CLOCK = "clock"
    """Which of two clocks a place keeps is not sure."""
    CAP = "cap"
    NOTICE = "notice"
    MESSAGE = "message"
    ABANDONMENT = "abandonment"
    CONSENT = "consent"


TOPIC_LISTS = ("first", "needs", "forbids")
"""The fields of a message rule that name topics."""

NOT_ASKED = frozenset({RuleKind.NOTICE, RuleKind.ABANDONMENT, RuleKind.CONSENT})
ASKED = frozenset(RuleKind) - NOT_ASKED
"""Kinds that hold calls or messages back, or warn. The others are told, and bind nothing yet."""


class Before(StrEnum):
    """Until when a message rule holds."""

    CONFIRMATION = "confirmation"
    """Until the person has confirmed who they are."""


@dataclass(frozen=True, slots=True)
class LawRule:
    """``hours`` are spans by weekday, Monday first. ``clock`` is a zone whose time counts beside
    that of the person. ``zone`` and ``or_zone`` are the two clocks of a place. ``start`` and
    ``end``: the days from and until which it is in force, both included. ``details``: what the
    other kinds say, as the pack has it."""

    id: str
    jurisdiction: str
    kind: RuleKind
    callers: frozenset[Caller]
    calls: frozenset[CallKind]
    en: str
    fr: str
    citation: str
    source: str
    as_of: date
    basis: Basis
    effect: Effect
    version: str = ""
    hours: tuple[Spans, ...] = ()
    days: HolidayList | None = None
    clock: str = ""
    zone: str = ""
    or_zone: str = ""
    start: date = date.min
    end: date = date.max
    details: tuple[tuple[str, object], ...] = ()

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def says(self) -> Says:
        """Its plain words; a reader's own language comes with the pack."""
        return Says(self.en)

    @property
    def asked(self) -> bool:
        """Whether anything goes by it: else its effect is what it is to be."""
        return self.kind in ASKED

    def binds(self, caller: Caller, call: CallKind) -> bool:
        return caller in self.callers and call in self.calls

    def told(self, name: str) -> tuple[str, ...]:
        """A list among its details; empty when it has none of that name."""
        found = dict(self.details).get(name, ())
        return found if isinstance(found, tuple) else ()

    @property
    def lifted_by(self) -> tuple[str, ...]:
        """Consents that lift it (``core.people.consents``)."""
        return self.told("lifted_by")

    @property
    def needs_consent(self) -> bool:
        """Whether it forbids calls to those alone who did not consent: so a dialer asks of each
        person what a case, which tells of no consent, is refused for."""
        return self.kind is RuleKind.NEVER and bool(self.lifted_by) and self.effect is Effect.BLOCK

    @property
    def every_week(self) -> bool:
        """Whether it says the same every week, for ever."""
        always = self.start == date.min and self.end == date.max
        return self.kind is RuleKind.HOURS and always

    def open_on(self, day: date) -> Spans:
        """When it lets such calls be made on a day, in the time of the place."""
        if not self.start <= day <= self.end:
            return WHOLE_DAY
        if self.kind is RuleKind.HOURS:
            return self.hours[day.weekday()]
        if self.kind is RuleKind.HOLIDAYS:
            return CLOSED if self.days and self.days.on(day) else WHOLE_DAY
        return CLOSED if self.kind is RuleKind.NEVER else WHOLE_DAY


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one jurisdiction, or one part of them, as one file has them."""

    file: str
    jurisdiction: str
    en: str
    fr: str
    version: str
    rules: tuple[LawRule, ...]
    topics: tuple[Topic, ...] = ()
    """What its message rules name beside the shipped topics."""


@dataclass(frozen=True, slots=True)
class PackFault:
    """What is wrong in a pack: its file, the rule (empty: the head), the field."""

    file: str
    rule: str
    field: str
    problem: str

    def __str__(self) -> str:
        where = ", ".join(filter(None, (self.rule, self.field)))
        return ": ".join(filter(None, (self.file, where, self.problem)))
