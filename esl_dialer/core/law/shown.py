"""The law as it is told to programs: answers and rules as plain values."""

from typing import Any

from esl_dialer.core.law.cases import Verdict
from esl_dialer.core.law.rules import LawRule


def shown_verdict(verdict: Verdict) -> dict[str, Any]:
    """``rule``, ``citation`` and ``basis`` are None when the call is allowed."""
    found = verdict.found
    opens = verdict.next_allowed
    return {
        "verdict": verdict.verdict,
        "rule": verdict.rule or None,
        "text": str(verdict.text) or None,
        "citation": found.citation if found else None,
        "basis": str(found.basis) if found else None,
        "zones": list(verdict.zones),
        "laws": list(verdict.laws),
        "zone": verdict.zone or None,
        "next_allowed": opens.isoformat(timespec="seconds") if opens else None,
    }


def shown_rule(rule: LawRule) -> dict[str, Any]:
    """All that a pack says of a rule, and what it does here."""
    told: dict[str, Any] = {
        "id": rule.id,
        "jurisdiction": rule.jurisdiction,
        "kind": str(rule.kind),
        "callers": sorted(rule.callers),
        "calls": sorted(rule.calls),
        "text_en": rule.en,
        "text_fr": rule.fr,
        "citation": rule.citation,
        "source": rule.source,
        "as_of": rule.as_of.isoformat(),
        "version": rule.version,
        "basis": str(rule.basis),
        "effect": str(rule.effect),
        "asked": rule.asked,
        "from": None if rule.start.year == 1 else rule.start.isoformat(),
        "until": None if rule.end.year == 9999 else rule.end.isoformat(),
    }
    if rule.days:
        told["days"] = [day.en for day in rule.days.days]
    told |= {name: list(value) if isinstance(value, tuple) else value
             for name, value in rule.details}  # fmt: skip
    return told
