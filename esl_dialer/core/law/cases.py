"""One case put to the law: who calls whom, how and when; and the answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

import phonenumbers

from esl_dialer.core.law.calendar import State
from esl_dialer.core.law.law import Law
from esl_dialer.core.law.rules import LawRule
from esl_dialer.core.people.gates import gate_of
from esl_dialer.core.people.provinces import law_of, province_code
from esl_dialer.core.people.states import state_code
from esl_dialer.core.people.whereabouts import gate
from esl_dialer.core.says import NOTHING, Says, SaysError
from esl_dialer.core.text.folding import squashed
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Caller, CallKind

Word = TypeVar("Word", bound=StrEnum)

COLUMNS = ("province", "postal_code", "phone", "caller", "call", "instant_utc")
"""Of a file of cases, in its order; the first line may name them in another."""

_CALLERS = {
    Caller.AGENCY: "agency|collection agency|collector|collection agent|third party|debt collector",
    Caller.CREDITOR: "creditor|original creditor|own debt|business",
    Caller.BANK: "bank|frfi|financial institution",
    Caller.BANK_AGENT: "bank agent|banks agent|agent of bank|agent of a bank|bank and its agents",
    Caller.TELEMARKETER: "telemarketer|telemarketing|sales|seller|solicitation",
}
_CALLS = {
    CallKind.RECORDED: "recorded|recorded voice|prerecorded|recording|adad|automated|synthesized",
    CallKind.LIVE: "live|live agent|live voice|person|manual|human",
}
CALLERS = {squashed(one): word for word, all_ in _CALLERS.items() for one in all_.split("|")}
CALLS = {squashed(one): word for word, all_ in _CALLS.items() for one in all_.split("|")}
"""What people write for each."""

NO_PLACE = "place.unknown"
NO_RULES = "place.no-rules"
_DIGITS = re.compile(r"[0-9]+")
_DRESS = re.compile(r"[\s().\-\u2010-\u2015/]|^tel:")


class Unreadable(SaysError, ValueError):
    """A case that can't be put to the law, and why."""


@dataclass(frozen=True, slots=True)
class Case:
    """``province`` is a province's or state's code or name, ``phone`` as people write one; of the
    three that say where the person is, any may be empty, not all."""

    province: str
    postal_code: str
    phone: str
    caller: Caller
    call: CallKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """``rule`` is the first obstacle's id: empty when the call is allowed. ``zones``: all in which
    the person may be. ``next_allowed``: the instant from which no rule stands against the call that
    does now: after a refusal none that refuses, after a warning none at all; None: there is none.
    """

    state: State
    zones: tuple[str, ...]
    laws: tuple[str, ...]
    next_allowed: datetime | None
    rule: str = ""
    found: LawRule | None = None
    text: Says = NOTHING
    zone: str = ""
    """In whose time the obstacle is."""

    @property
    def verdict(self) -> str:
        return {State.ALLOWED: "allowed", State.WARN: "warn", State.REFUSED: "refused"}[self.state]


def read_case(told: Mapping[str, str]) -> Case:
    """From the texts of its columns. Raises Unreadable."""
    return Case(
        told["province"].strip(),
        told["postal_code"].strip(),
        told["phone"].strip(),
        caller_of(told["caller"]),
        call_of(told["call"]),
        instant(told["instant_utc"]),
    )


def caller_of(text: str) -> Caller:
    return _word(CALLERS, text, Caller, Says("{text} is no caller: {known}"))


def call_of(text: str) -> CallKind:
    return _word(CALLS, text, CallKind, Says("{text} is no kind of call: {known}"))


def _word(known: Mapping[str, Word], text: str, words: type[Word], refusal: Says) -> Word:
    if (found := known.get(squashed(text))) is not None:
        return found
    raise Unreadable(refusal.of(text=quoted(text), known=", ".join(words)))


@lru_cache(maxsize=4096)
def instant(text: str) -> datetime:
    """``2026-11-22T18:30Z``; without an offset it is UTC. Raises Unreadable."""
    try:
        at = datetime.fromisoformat(text.strip())
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        refusal = Says("{text} is no instant: write it as 2026-11-22T18:30Z", text=quoted(text))
        raise Unreadable(refusal) from None


@lru_cache(maxsize=65_536)
def gate_of_case(province: str, postal_code: str, phone: str) -> str:
    """Where the person may be, and whose law holds there; empty when nobody can say.

    Raises Unreadable for a province or a phone that is none.
    """
    region = jurisdiction_of(province)[3:] if province else ""
    return gate(region, postal_code, (number_of(phone),))


def jurisdiction_of(province: str) -> str:
    """``CA-ON`` or ``US-NY`` of a province's or state's code or name. Raises Unreadable."""
    named = province.strip().upper()
    if region := province_code(named.removeprefix("CA-")) or state_code(named.removeprefix("US-")):
        return law_of(region)
    raise Unreadable(Says("there is no province or state {name}", name=quoted(province)))


@lru_cache(maxsize=65_536)
def number_of(phone: str) -> str:
    """E.164 with ``+``, empty when there is none. Raises Unreadable."""
    bare = _DRESS.sub("", phone.strip())
    if not bare:
        return ""
    digits = bare.removeprefix("+")
    if not _DIGITS.fullmatch(digits):
        raise Unreadable(Says("{text} is no phone number", text=quoted(phone)))
    if not bare.startswith("+"):
        digits = f"1{digits}" if len(digits) == 10 else digits
    if digits.startswith("1"):
        good = len(digits) == 11 and digits[1] not in "01"
    else:
        good = bare.startswith("+") and _abroad(digits)
    if not good:
        raise Unreadable(Says("{text} is no phone number", text=quoted(phone)))
    return f"+{digits}"


def _abroad(digits: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(f"+{digits}"))
    except phonenumbers.NumberParseException:
        return False


def decide(law: Law, case: Case) -> Verdict:
    """What the law says of a case. Raises Unreadable for a place that is none."""
    return decide_at(law, gate_of_case(case.province, case.postal_code, case.phone), case)


def decide_at(law: Law, kept: str, case: Case) -> Verdict:
    """The same of a gate as it is kept."""
    calendar = law.calendar(kept, case.caller, case.call)
    state = calendar.state(case.at)
    laws, zones = _laws(kept), calendar.zones
    if (obstacle := calendar.obstacle(case.at)) is None:
        return Verdict(state, zones, laws, case.at)
    opens = calendar.next_at(case.at, State(state - 1))
    if (rule := obstacle.rule) is not None:
        return Verdict(state, zones, laws, opens, rule.id, rule, rule.says, obstacle.zone)
    if not zones:
        text = Says("nothing tells in which time zone the person is")
        return Verdict(state, zones, laws, None, NO_PLACE, text=text)
    text = Says("no rules of the place are known")
    return Verdict(state, zones, laws, None, NO_RULES, text=text)


@lru_cache(maxsize=4096)
def _laws(kept: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for place in gate_of(kept).places for one in place.laws))
