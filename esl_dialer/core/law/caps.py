"""Contact caps: how often the law lets a person be called, counted by what each call came to.

A cap is a rule as its pack has it: at most so many in a window that rolls, of calls that came to
one of these things, to the same number, person, debt, or person for one creditor, whichever
campaign placed them. One ``conversation`` in seven days is a cool-down after it. What nobody knows
counts: a call in progress, one that was lost, a creditor that no list named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from esl_dialer.core.law.rules import LawRule
from esl_dialer.core.people.identity import may_be_same
from esl_dialer.core.words import NOT_IN_RESULTS, Outcome


class Counted(StrEnum):
    """What a call may have come to."""

    ATTEMPT = "attempt"
    """It was placed."""
    CONVERSATION = "conversation"
    """Somebody answered it: a recorded voice spoke to them, or a representative did."""
    TALK = "talk"
    """A representative spoke with them."""
    VOICE_MAIL = "voice mail"
    """A machine answered it."""
    E_MAIL = "e-mail"
    """No call comes to that: packs name it, because it is a contact elsewhere."""


class Per(StrEnum):
    """Of whom a cap counts the calls."""

    NUMBER = "number"
    PERSON = "person"
    SUBJECT = "person and subject"
    """Of the person: that subjects differ, nobody says."""
    DEBT = "debt"
    CREDITOR = "person and creditor"


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a call would reach, or reached: the record, the number (E.164; empty: none), whose it
    is, their account and for whom it is collected. ``person_key``, ``account`` and ``creditor`` are
    keys (``core.people.identity``); empty: not known."""

    record: int
    number: str
    person_key: str
    account: str = ""
    creditor: str = ""


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call that was claimed, of whichever campaign. ``at``: when it was answered, else when it
    was to be sent. ``outcome`` is None while it goes on. ``talked``: a representative spoke."""

    attempt: str
    whom: Whom
    claimed_at: datetime
    at: datetime
    outcome: Outcome | None = None
    answered: bool = False
    talked: bool = False

    @property
    def is_open(self) -> bool:
        return self.outcome is None

    def counts(self, counted: frozenset[Counted]) -> bool:
        """Whether it came to one of these, as far as anybody knows."""
        return self.is_open or not counted.isdisjoint(self._came_to())

    def _came_to(self) -> tuple[Counted, ...]:
        if self.outcome in NOT_IN_RESULTS:
            return ()
        if self.outcome is Outcome.MACHINE:
            return Counted.ATTEMPT, Counted.VOICE_MAIL
        if self.talked or self.outcome is Outcome.TRANSFERRED:
            return Counted.ATTEMPT, Counted.CONVERSATION, Counted.TALK
        if self.answered or self.outcome is Outcome.LOST:
            return Counted.ATTEMPT, Counted.CONVERSATION
        return (Counted.ATTEMPT,)


@dataclass(frozen=True, slots=True)
class Cap:
    """``most`` calls of the ``counts`` in the ``window``. ``after``: it holds from the first call
    on that came to one of these; empty: always."""

    rule: LawRule
    most: int
    window: timedelta
    counts: frozenset[Counted]
    per: Per
    after: frozenset[Counted] = frozenset()


@lru_cache(maxsize=4096)
def cap_of(rule: LawRule) -> Cap:
    """Of a rule of the kind ``cap``, as the reader of packs has checked it."""
    told = dict(rule.details)
    return Cap(
        rule=rule,
        most=int(str(told["most"])),
        window=timedelta(days=float(str(told["in_days"]))),
        counts=frozenset(map(Counted, rule.told("counts"))),
        per=Per(str(told["per"])),
        after=frozenset(map(Counted, rule.told("after"))),
    )


@dataclass(frozen=True, slots=True)
class Use:
    """How far a cap is used: calls that count in its window, and those in progress, which may come
    to count. ``clears_at``: when one more is free again; None: it is now, or a call in progress
    tells."""

    cap: Cap
    count: int
    in_progress: int = 0
    clears_at: datetime | None = None

    @property
    def used_up(self) -> bool:
        return self.count + self.in_progress >= self.cap.most


class Known:
    """Calls, found by whom they may concern."""

    def __init__(self, calls: Iterable[PastCall] = ()) -> None:
        self._by: dict[tuple[str, str], list[PastCall]] = {}
        for one in calls:
            self.add(one)

    def add(self, call: PastCall) -> None:
        for key in _keys(call.whom):
            self._by.setdefault(key, []).append(call)

    def of(self, whom: Whom) -> tuple[PastCall, ...]:
        """Each once."""
        found = (one for key in _keys(whom) for one in self._by.get(key, ()))
        return tuple({one.attempt: one for one in found}.values())


def _keys(whom: Whom) -> tuple[tuple[str, str], ...]:
    keys = (("number", whom.number), ("person", whom.person_key), ("account", whom.account))
    return tuple(key for key in keys if key[1])


def use_of(cap: Cap, whom: Whom, calls: Iterable[PastCall], now: datetime) -> Use:
    """Of a cap by what is known of calls to a person; one that has not begun yet is not used."""
    mine = [one for one in calls if _same(cap.per, whom, one.whom)]
    if cap.after and not any(one.counts(cap.after) and not one.is_open for one in mine):
        return Use(cap, 0)
    counted = [one for one in mine if one.counts(cap.counts)]
    since = now - cap.window
    settled = sorted(one.at for one in counted if not one.is_open and one.at > since)
    live = sum(one.is_open for one in counted)
    full = len(settled) >= cap.most
    return Use(cap, len(settled), live, settled[-cap.most] + cap.window if full else None)


def uses(
    caps: Iterable[Cap], whom: Whom, calls: Sequence[PastCall], now: datetime
) -> tuple[Use, ...]:
    """Of each cap that is in force."""
    day = now.date()
    in_force = (cap for cap in caps if cap.rule.start <= day <= cap.rule.end)
    return tuple(use_of(cap, whom, calls, now) for cap in in_force)


def before(attempt: str, calls: Sequence[PastCall]) -> tuple[PastCall, ...]:
    """What a call that is claimed itself is held by: of those in progress the ones claimed before
    it, so that of two the first goes on."""
    mine = next((one for one in calls if one.attempt == attempt), None)
    if mine is None:
        return tuple(calls)
    first = (mine.claimed_at, mine.attempt)
    return tuple(one for one in calls if not one.is_open or (one.claimed_at, one.attempt) < first)


def _same(per: Per, whom: Whom, called: Whom) -> bool:
    match per:
        case Per.NUMBER:
            return whom.number == called.number
        case Per.PERSON | Per.SUBJECT:
            return _same_person(whom, called)
        case Per.CREDITOR:
            return _same_person(whom, called) and may_be_same(whom.creditor, called.creditor)
        case Per.DEBT:
            if not (whom.account and called.account):
                return _same_person(whom, called)
            same = whom.account == called.account
            return same and may_be_same(whom.creditor, called.creditor)


def _same_person(whom: Whom, called: Whom) -> bool:
    if whom.person_key and called.person_key:
        return whom.person_key == called.person_key
    return whom.record == called.record or whom.number == called.number
