"""Decisions of the law, each once; attempts name them by their numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from esl_dialer.core.law.decisions import LawDecision
from esl_dialer.core.people.consents import Consent
from esl_dialer.core.words import Outcome
from esl_dialer.store import models
from esl_dialer.store.database import transaction
from esl_dialer.store.people.consents import CONSENTS
from esl_dialer.store.statements import Insert, Select

_VALUES = ("edition", "gate", "caller", "call_kind", "clocks", "rules", "packs", "warned")
_ADD = Insert(models.LawDecision, ("digest", *_VALUES, "made_at"), known="ON CONFLICT DO NOTHING")
_FIND = Select("FROM law_decision WHERE digest = ?", (models.LawDecision, ["id"]))


@dataclass(frozen=True, slots=True)
class Decided:
    """An attempt, and by what it was let through; ``decision`` is None where no rule was asked, or
    where nobody kept it."""

    attempt: str
    record: int
    campaign: int
    number: str
    claimed_at: datetime
    simulated: bool
    outcome: Outcome | None
    decision: LawDecision | None
    counts: Mapping[str, int] = field(default_factory=dict)
    """By contact cap, the calls that counted in its window."""
    lifted: Mapping[str, Consent] = field(default_factory=dict)
    """By rule, the person's consent that lifted it, as it stands now."""


def number_of(decision: LawDecision, now: datetime) -> int:
    """The decision's number; it is written if it is new. Whichever engine is first writes it."""
    values = [getattr(decision, name) for name in _VALUES]
    with transaction():
        _ADD(decision.digest, *values, now)
        ((number,),) = _FIND.rows(decision.digest)
    return int(number)


def of_attempt(attempt_id: str) -> Decided | None:
    """None: there is no such attempt."""
    row = models.Attempt.get_or_none(models.Attempt.id == attempt_id)
    if row is None:
        return None
    kept = models.LawDecision.get_or_none(models.LawDecision.id == row.law_decision)
    return Decided(
        attempt=row.id,
        record=row.record_id,
        campaign=row.campaign_id,
        number=row.number,
        claimed_at=row.claimed_at,
        simulated=row.simulated,
        outcome=row.outcome,
        decision=_decision(kept) if kept else None,
        counts=(row.decision or {}).get("caps", {}),
        lifted=_lifted((row.decision or {}).get("lifted", {})),
    )


def _lifted(by_rule: Mapping[str, int]) -> dict[str, Consent]:
    known = CONSENTS.numbered(by_rule.values())
    return {rule: known[number] for rule, number in by_rule.items() if number in known}


def _decision(row: models.LawDecision) -> LawDecision:
    return LawDecision(
        edition=row.edition,
        gate=row.gate,
        caller=row.caller,
        call_kind=row.call_kind,
        clocks=row.clocks,
        rules=tuple(row.rules),
        packs=tuple((file, version) for file, version in row.packs),
        warned=tuple(row.warned),
    )
