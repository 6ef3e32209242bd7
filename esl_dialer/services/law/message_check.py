"""What campaigns say, beside the law of the places where their people are.

Told when a text is written and saved, and when its audio is made: audio plays to nobody, and a
rehearsal needs it. A rule that blocks forbids the Start; where nobody is called, because the switch
is simulated, it warns.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.law import cases
from esl_dialer.core.law.law import Law
from esl_dialer.core.law.lint import Finding, Occasion, heard, lint
from esl_dialer.core.law.rules import Effect, RuleKind
from esl_dialer.core.people.gates import gate_of
from esl_dialer.core.people.whereabouts import laws_of_zones
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.core.speech.messages import Script
from esl_dialer.core.speech.templates import TemplateError
from esl_dialer.core.speech.variables import INSTALLED
from esl_dialer.core.words import DIALABLE_STATUSES, Caller, CallKind
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.services.errors import Invalid
from esl_dialer.store.law import laws
from esl_dialer.store.people import records
from esl_dialer.store.system import settings

COUNTRY = "CA"
"""Whose places are looked at for a campaign that has no people yet."""


@dataclass(frozen=True, slots=True)
class MessageFinding:
    """``effect``: what the finding does here and now. ``records`` may still be called and are
    bound by its rule; 0 while the campaign has none."""

    finding: Finding
    effect: Effect
    records: int


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said, who calls and what speaks."""

    script: Script
    caller: Caller
    call: CallKind


def of_campaign(ctx: Context, campaign: Campaign, *, anew: bool = False) -> list[MessageFinding]:
    """What of its texts breaks a rule where its people are; nothing of texts that are no
    templates. ``anew``: for a new run, in which everybody may be called again."""
    wording = Wording(campaign.script, campaign.caller, campaign.call_kind)
    return of_wording(ctx, wording, campaign.id, anew=anew)


def of_wording(
    ctx: Context, wording: Wording, campaign_id: int | None = None, *, anew: bool = False
) -> list[MessageFinding]:
    """The same of texts that nobody has saved yet, for the people of a campaign, if it is one.

    Without people, by the law of every place of ``COUNTRY``.
    """
    ctx.require(Permission.VIEW)
    known, now = laws.current(), ctx.now()
    waiting = _waiting(campaign_id, now, anew=anew) if campaign_id is not None else {}
    simulated = engine_state(ctx).simulated
    try:
        found = _found(known, wording, waiting or _everywhere(known), now.date())
    except TemplateError:
        return []
    return [
        MessageFinding(finding, _effect(finding, simulated=simulated), count)
        for finding, count in found.items()
    ]


def _effect(finding: Finding, *, simulated: bool) -> Effect:
    return Effect.WARN if simulated else finding.rule.effect


def _waiting(campaign_id: int, now: datetime, *, anew: bool) -> Counter[tuple[str, ...]]:
    """Records that may still be called, or all of them, by whose law binds them."""
    found: Counter[tuple[str, ...]] = Counter()
    for group in records.groups(campaign_id, now):
        if anew or group.status in DIALABLE_STATUSES:
            gate = gate_of(group.gate)
            told = tuple(dict.fromkeys(law for place in gate.places for law in place.laws))
            found[told or laws_of_zones(gate.zones)] += group.count
    return found


def _everywhere(known: Law) -> Mapping[tuple[str, ...], int]:
    places = {rule.jurisdiction: 0 for rule in known.rules if rule.kind is RuleKind.MESSAGE}
    return {(one,): 0 for one in places if one.partition("-")[0] == COUNTRY}


def _found(
    known: Law, wording: Wording, waiting: Mapping[tuple[str, ...], int], day: date
) -> dict[Finding, int]:
    """With how many records each concerns, those that block first."""
    said = _said()
    by_place: dict[str, tuple[Finding, ...]] = {}
    counts: dict[Finding, int] = {}
    for places, count in waiting.items():
        for place in places:
            if place not in by_place:
                message = heard(wording.script, place, said)
                by_place[place] = lint(
                    known, message, Occasion(place, wording.caller, wording.call, day)
                )
        for finding in dict.fromkeys(one for place in places for one in by_place[place]):
            counts[finding] = counts.get(finding, 0) + count
    in_order = sorted(counts, key=lambda one: (one.rule.effect is not Effect.BLOCK, one.rule.id))
    return {finding: counts[finding] for finding in in_order}


def _said() -> dict[str, str]:
    """What the installation says for its variables."""
    chosen = settings.read()
    return {name: getattr(chosen, setting) for name, setting in INSTALLED.items()}


def reasons(ctx: Context, campaign: Campaign, *, anew: bool = False) -> list[Says]:
    """What forbids its message to be played to people; empty: nothing does."""
    found = of_campaign(ctx, campaign, anew=anew)
    return _sentences(one for one in found if one.effect is Effect.BLOCK and one.records)


def warnings(ctx: Context, campaign: Campaign) -> list[Says]:
    """What a person should look at, and nothing is held back for."""
    found = of_campaign(ctx, campaign)
    return _sentences(one for one in found if one.effect is Effect.WARN and one.records)


def _sentences(found: Iterable[MessageFinding]) -> list[Says]:
    return [
        Says(
            "the law of its message: {what} ({rule}; {citation})",
            what=one.finding.says,
            rule=one.finding.rule.id,
            citation=one.finding.rule.citation,
        )
        for one in found
    ]


def of_text(
    ctx: Context, script: Script, province: str, caller: str, call: str
) -> tuple[Finding, ...]:
    """What in a text breaks a rule of one province or state. Raises Invalid."""
    ctx.require(Permission.VIEW)
    try:
        place = cases.jurisdiction_of(province)
        occasion = Occasion(place, cases.caller_of(caller), cases.call_of(call), ctx.now().date())
    except cases.Unreadable as error:
        raise Invalid({"": error.says}) from None
    try:
        return lint(laws.current(), heard(script, place, _said()), occasion)
    except TemplateError as error:
        raise Invalid({"text": error.says}) from None


def told(ctx: Context, campaign: Campaign) -> Says:
    """By how many rules its message is not as it should be, for the command line; ``NOTHING``: by
    none."""
    rules = {one.finding.rule.id for one in of_campaign(ctx, campaign)}
    if not rules:
        return NOTHING
    return Says(
        "{count} {count:rule|rules} of law {count:speaks|speak} against its message: "
        "law lint --campaign {campaign}",
        count=len(rules),
        campaign=campaign.id,
    )
