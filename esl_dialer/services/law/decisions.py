"""By what the law let one call through, as it was kept with the attempt."""

from dataclasses import dataclass
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.law.rules import LawRule
from esl_dialer.core.people.consents import Consent
from esl_dialer.core.people.gates import gate_of
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound
from esl_dialer.store.law import decisions, laws
from esl_dialer.store.law.decisions import Decided


@dataclass(frozen=True, slots=True)
class AskedRule:
    """``rule`` as it is in force now; None: it is no more. ``version`` of its pack was asked then,
    ``warned``: it warned."""

    id: str
    version: str
    warned: bool
    rule: LawRule | None
    count: int | None = None
    """Of a contact cap, the calls that counted in its window."""
    lifted_by: Consent | None = None
    """The person's consent by which it did not hold, as it stands now."""


@dataclass(frozen=True, slots=True)
class AttemptLaw:
    """An attempt, and each rule that was asked before it; none where nobody asked."""

    decided: Decided
    rules: tuple[AskedRule, ...] = ()


def of_attempt(ctx: Context, attempt: str) -> AttemptLaw:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    if (found := decisions.of_attempt(attempt)) is None:
        raise NotFound(Says("no attempt {attempt}", attempt=quoted(attempt)))
    if (decision := found.decision) is None:
        return AttemptLaw(found)
    known = {rule.id: rule for rule in laws.current().rules}
    versions = dict(decision.packs)
    files = {rule.id: pack.file for pack in laws.current().packs for rule in pack.rules}
    rules = (
        AskedRule(
            id=name,
            version=versions.get(files.get(name, ""), ""),
            warned=name in decision.warned,
            rule=known.get(name),
            count=found.counts.get(name),
            lifted_by=found.lifted.get(name),
        )
        for name in decision.rules
    )
    return AttemptLaw(found, tuple(rules))


def shown_decided(decided: Decided) -> dict[str, Any]:
    """As programs are told it, the rules aside; all of the decision is None where there is none."""
    decision = decided.decision
    return {
        "attempt": decided.attempt,
        "record": decided.record,
        "campaign": decided.campaign,
        "number": decided.number,
        "claimed_at": decided.claimed_at,
        "simulated": decided.simulated,
        "outcome": str(decided.outcome) if decided.outcome else None,
        "caller": str(decision.caller) if decision else None,
        "call": str(decision.call_kind) if decision else None,
        "gate": decision.gate if decision else None,
        "zones": sorted(gate_of(decision.gate).zones) if decision else [],
        "zone_data": decision.clocks if decision else None,
        "edition": decision.edition if decision else None,
        "packs": dict(decision.packs) if decision else {},
    }
