"""By what a call was let through: kept with every attempt, so that it can be defended years later.

Few are distinct: one for each gate, caller, kind of call and edition of rules and zone data, and
for the warnings that stood at the time. So a decision is written once, and attempts name it by
its number.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.law.law import Law
from esl_dialer.core.people.clocks import edition
from esl_dialer.core.words import Caller, CallKind


@dataclass(frozen=True, slots=True)
class LawDecision:
    """``edition`` of the rules as they were in force, their effects included (``Law.edition``);
    ``clocks``: of the zone data, as IANA names it (``2026f``). ``rules``: those that were asked, by
    their ids, in the order in which they are told; ``packs``: where they stand, file and version.
    ``warned``: those of them that warned when the call was claimed. How far a contact cap was used
    is the attempt's own (``core.calls.attempts.Decision``)."""

    edition: str
    gate: str
    caller: Caller
    call_kind: CallKind
    clocks: str
    rules: tuple[str, ...]
    packs: tuple[tuple[str, str], ...]
    warned: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """32 hexadecimal digits: the same for the same decision, in every installation."""
        told = repr((self.edition, self.gate, str(self.caller), str(self.call_kind), self.clocks,
                     self.rules, self.packs, self.warned))  # fmt: skip
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def decision_of(law: Law, gate: str, caller: Caller, call: CallKind, now: datetime) -> LawDecision:
    """What lets such a caller call the people behind a gate now, with what only warns."""
    calendar = law.calendar(gate, caller, call, dialing=True)
    caps = (cap.rule for cap in law.caps(gate, caller, call))
    rules = (*calendar.rules, *law.needs(gate, caller, call), *caps)
    asked = {rule.id for rule in rules}
    packs = (pack for pack in law.packs if any(rule.id in asked for rule in pack.rules))
    return LawDecision(
        edition=law.edition,
        gate=gate,
        caller=caller,
        call_kind=call,
        clocks=edition(),
        rules=tuple(rule.id for rule in rules),
        packs=tuple((pack.file, pack.version) for pack in packs),
        warned=tuple(dict.fromkeys(rule.id for rule in calendar.warnings(now))),
    )
