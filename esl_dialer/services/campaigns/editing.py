"""Changing a campaign: its texts and numbers, its speed and order, its list started again."""

from dataclasses import dataclass, replace
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns import lifecycle
from esl_dialer.core.campaigns.campaign import FIELDS, Campaign, Draft
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.fields import bounds, problem
from esl_dialer.core.fields import told as told_value
from esl_dialer.core.rules.record_rules import (
    consent_missing,
    contact_cap,
    no_transfer_number,
    phone_hours,
    phone_type,
)
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import DialOrder, RunState
from esl_dialer.services.campaigns import campaigns, draft_checks
from esl_dialer.services.campaigns.campaigns import CampaignSummary
from esl_dialer.services.campaigns.transitions import carry_out, refused
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid
from esl_dialer.services.speech import audio
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.campaigns import renewing, resetting
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.lists import campaign_lists, filtering, lists, removing_records
from esl_dialer.store.people import holding
from esl_dialer.store.system import outbox

SPOKEN = frozenset(
    {"engine", "template_en", "template_fr", "voice_en", "voice_fr", "language", "right_party"}
)
"""What, when it changes, makes the audio that exists an older text's."""

FIXED = frozenset({"kind"})

NOBODY_PRESSED = Says(
    "{count} of them {count:is|are} stopped by a simulated call: nobody said so, and "
    "{count:it becomes|they become} pending too."
)
"""Of the records that a reset re-queues, before it does."""

DELETE_ROWS = 1000
"""Records of one transaction: about 10 ms of the writer's time on SQLite."""


@dataclass(frozen=True, slots=True)
class Resettable:
    """What a reset will do; ``reasons`` says why it can't be done now.

    ``simulated`` of the re-queued records were stopped by a 2 in a simulation, which nobody
    pressed.
    """

    requeued: int
    protected: int
    reasons: tuple[Says, ...]
    simulated: int = 0


def draft_of(campaign: Campaign) -> Draft:
    """The campaign as a form shows it."""
    return Draft(**campaigns.values_of(campaign))


def edit(ctx: Context, ref: int | str, draft: Draft, caller_reason: str = "") -> Campaign:
    """Save what a person changed. Raises NotFound, Invalid with every problem at once.

    Who calls decides which law binds: another one is for who may change settings, with the reason,
    which is kept.
    A new text or voice raises the template's version: audio that exists stays until it is
    generated again.
    """
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    before, draft = campaigns.kept(ctx, ref), campaigns.tidied(draft)
    found = draft_checks.problems(ctx, draft, before)
    found |= _caller_problem(ctx, before, draft, caller_reason)
    if found := found | _gate_problem(before, draft):
        raise Invalid(found)
    changes = _changes(before, draft)
    if not changes:
        return before
    if spoken := _spoken(changes):
        audio.check_script(replace(before, **spoken).script)
    try:
        with transaction():
            if found := draft_checks.chosen_problems(draft, before):
                raise Invalid(found)
            stored.hold(before.id)
            edges = campaigns.planned(draft, stored.get(before.id), ctx.now())
            stored.update(before.id, changes | edges, ctx.now())
            if changes.keys() & {"filter_id", "source_statuses"}:
                filtering.ask(before.id)
            told = _told(before, changes)
            ctx.note("campaign.edit", f"campaign {before.id}", changed=sorted(changes), **told)
            if "caller" in changes:
                _note_caller(ctx, before, draft, caller_reason)
            outbox.put("campaign", {"changed": sorted(changes)}, ctx.now(), before.id)
    except Duplicate:
        raise campaigns.name_in_use(ctx, draft.name) from None
    if changes.keys() & {"filter_id", "source_statuses"}:
        campaigns.apply_filter(ctx, before.id)
    for rule, fields in _GOES_BY.items():
        if fields & changes.keys():
            holding.look_again(rule, ctx.now(), before.id)
    return campaigns.get(ctx, before.id)


_GOES_BY = {
    contact_cap.__name__: {"caller", "call_kind"},
    consent_missing.__name__: {"caller", "call_kind"},
    phone_hours.__name__: {"kind_hours", "phone_kinds", "only_phone_kinds"},
    phone_type.__name__: {"phone_kinds", "only_phone_kinds"},
    no_transfer_number.__name__: {"transfer_number"},
}
"""By rule that holds a record back for a time, the fields that it asks."""


def _caller_problem(ctx: Context, before: Campaign, draft: Draft, reason: str) -> dict[str, Says]:
    if draft.caller is before.caller:
        return {}
    ctx.require(Permission.CHANGE_SETTINGS)
    if reason.strip():
        return {}
    return {"caller_reason": Says("say why somebody else calls: it is kept")}


def _gate_problem(before: Campaign, draft: Draft) -> dict[str, Says]:
    """What is spoken already asks nobody who they are."""
    if draft.right_party is before.right_party or before.run_state is not RunState.ACTIVE:
        return {}
    return {"right_party": Says("the campaign is active: pause or stop it first")}


def _note_caller(ctx: Context, before: Campaign, draft: Draft, reason: str) -> None:
    told = {"before": str(before.caller), "after": str(draft.caller)}
    ctx.note("campaign.caller", f"campaign {before.id}", **told, reason=reason.strip()[:255])


def _changes(before: Campaign, draft: Draft) -> dict[str, Any]:
    given, kept = campaigns.values_of(draft), campaigns.values_of(before)
    changes = {n: value for n, value in given.items() if n not in FIXED and value != kept[n]}
    if SPOKEN & changes.keys():
        changes["template_version"] = before.template_version + 1
    return changes


SHORT = 60
"""Letters of a value that the audit trail keeps."""


def _told(before: Campaign, changes: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What the changed fields were and are, where that is short."""
    pairs = {
        name: (told_value(FIELDS[name], getattr(before, name)), told_value(FIELDS[name], value))
        for name, value in changes.items()
        if name in FIELDS
    }
    short = {name: pair for name, pair in pairs.items() if max(map(len, pair)) <= SHORT}
    return {
        "was": {name: was for name, (was, _) in short.items()},
        "now": {name: now for name, (_, now) in short.items()},
    }


def _spoken(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if name in SPOKEN}


def set_speed(ctx: Context, ref: int | str, cpm: float) -> Campaign:
    """Calls per minute, within the slider's bounds. Raises Invalid."""
    field = FIELDS["cpm"]
    if problem(field, cpm):
        asked = Says("between {low} and {high} calls per minute", **bounds(field))
        raise Invalid({"cpm": asked})
    return _set(ctx, ref, "campaign.speed", {"cpm": cpm})


def set_order(ctx: Context, ref: int | str, order: str) -> Campaign:
    """Random or sequential, from the next call on. Raises Invalid."""
    try:
        wanted = DialOrder(order)
    except ValueError:
        unknown = Says("{order} is neither random nor sequential", order=quoted(order))
        raise Invalid({"dial_order": unknown}) from None
    return _set(ctx, ref, "campaign.order", {"dial_order": wanted})


def _set(ctx: Context, ref: int | str, action: str, values: dict[str, Any]) -> Campaign:
    ctx.require(Permission.CONTROL_DIALING)
    campaign = campaigns.kept(ctx, ref)
    with transaction():
        stored.update(campaign.id, values, ctx.now())
        told = {name: str(value) for name, value in values.items()}
        (was,) = (str(getattr(campaign, name)) for name in values)
        ctx.note(action, f"campaign {campaign.id}", **told, was=was)
        outbox.put("campaign", told, ctx.now(), campaign.id)
    return campaigns.get(ctx, campaign.id)


def resettable(ctx: Context, ref: int | str) -> Resettable:
    """What the confirmation of a reset says."""
    ctx.require(Permission.VIEW)
    standing = campaigns.standing(ctx, ref)
    found = resetting.counts(standing.campaign.id)
    reasons = reasons_against(standing, Verb.RESET)
    return Resettable(found.requeued, found.protected, tuple(reasons), found.simulated)


def reasons_against(standing: CampaignSummary, verb: Verb) -> list[Says]:
    """Why the verb is refused now: by the run state, and for calls in progress."""
    refusal = lifecycle.decide(standing.campaign, verb).refusal
    live = standing.live
    calls = Says(
        "{count} of its calls {count:is|are} still in progress: wait until "
        "{count:it ends|they end}",
        count=live,
    )
    return [*([refusal] if refusal else []), *([calls] if live > 0 else [])]


def reset(ctx: Context, ref: int | str) -> Resettable:
    """Re-queue every record that no stop protects, attempts counted from zero: a new run.

    What a simulated call came to is nobody's word, and stops nothing.

    Interrupted, the engine goes on with it; nobody is dialed before it is done. Raises Refused.
    """
    ctx.require(Permission.CONTROL_DIALING)
    campaign = campaigns.kept(ctx, ref)
    asked = resettable(ctx, ref)
    if asked.reasons:
        raise refused(campaign, Verb.RESET, asked.reasons)
    begun, run = ctx.now(), campaign.run_number + 1
    with transaction():
        anew = {"closing_at": None, "renewing_at": begun, "renewed_to": 0}
        carry_out(ctx, campaign, Verb.RESET, begun, also=anew, run=run, records=asked.requeued)
        resetting.begin_run(campaign, begun)
    while renewing.step(campaign.id):
        pass
    campaigns.apply_filter(ctx, campaign.id)
    return asked


def delete(ctx: Context, ref: int | str) -> None:
    """Take a campaign off every list, and delete its records that were never called.

    Lists that are being imported into it end there. Kept for the record: those that were called,
    their attempts and results. Raises Refused.
    """
    ctx.require(Permission.DELETE_CAMPAIGNS)
    standing = campaigns.standing(ctx, campaigns.kept(ctx, ref).id)
    campaign = standing.campaign
    if reasons := reasons_against(standing, Verb.DELETE):
        raise refused(campaign, Verb.DELETE, reasons)
    now = ctx.now()
    gone = {"archived_at": now, "deleted_at": now}
    with transaction():
        carry_out(ctx, campaign, Verb.DELETE, now, also=gone, name=campaign.name)
        lists.give_up(campaign.id, now, Says("the campaign was deleted"))
        campaign_lists.detach_all(campaign.id)
    removed = DELETE_ROWS
    while removed:
        with transaction():
            removed = removing_records.remove_uncalled(campaign.id, DELETE_ROWS)
