"""A campaign's run state changes here and nowhere else: for people, the scheduler, the engine.

What a verb does is decided by ``core.campaigns.lifecycle``. Swapped, noted and told in one
transaction: what did not happen is in no audit trail and no outbox.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from esl_dialer.core.campaigns import lifecycle
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.lifecycle import Transition, Verb
from esl_dialer.store.accounts import audit_trail
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.system import outbox

ACTIONS = {
    Verb.START: "campaign.start",
    Verb.PAUSE: "campaign.paused",
    Verb.STOP: "campaign.stopped",
    Verb.FINISH: "campaign.completed",
    Verb.COMPLETE: "campaign.complete",
    Verb.RENEW: "campaign.renew",
    Verb.RESET: "campaign.reset",
    Verb.ARCHIVE: "campaign.archive",
    Verb.UNARCHIVE: "campaign.unarchive",
    Verb.DELETE: "campaign.delete",
}
"""What the audit trail calls them."""


def transition(
    actor: str,
    campaign: Campaign,
    verb: Verb,
    now: datetime,
    *,
    reason: str = "",
    decides: bool = True,
    also: Mapping[str, Any] | None = None,
    **detail: Any,
) -> Transition:
    """Do the verb to the campaign as it was seen; what came of it, which its caller looks at.

    Joins the caller's transaction, if any. ``reason`` is shown beside the new state; ``decides``:
    about a start of its schedule that waits, too, even where the state is so already. ``also`` are
    columns written with it, ``detail`` is for the audit trail.
    """
    wanted = lifecycle.decide(campaign, verb)
    until = lifecycle.dealt_until(campaign, verb, now, decides=decides)
    if not wanted.happened:
        if until and not wanted.refusal:
            campaigns.met(campaign.id, until)
        return wanted
    values = (_moved(wanted, reason, now) if wanted.moved else {}) | dict(also or {})
    values = ({"planned_until": until} if until else {}) | values
    because = {"by": reason} if reason else {}
    with transaction():
        if not campaigns.swap(campaign, values, now):
            return lifecycle.lost(wanted)
        audit_trail.note(actor, ACTIONS[verb], f"campaign {campaign.id}", detail | because, now)
        outbox.put("campaign", _told(wanted) | because, now, campaign.id)
    return wanted


def _moved(wanted: Transition, reason: str, now: datetime) -> dict[str, Any]:
    state: dict[str, Any] = {"run_state": wanted.to, "run_reason": reason, "run_state_at": now}
    if wanted.verb is Verb.COMPLETE:
        state["closing_at"] = now
    if wanted.verb in (Verb.START, Verb.RENEW):
        state["last_run_at"] = now
    return state


def _told(done: Transition) -> dict[str, Any]:
    """The run state only when it is new: a notice is made of it."""
    moved = {"run_state": str(done.to)} if done.moved else {}
    return {"verb": str(done.verb)} | moved
