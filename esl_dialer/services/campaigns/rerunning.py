"""Run again: a new run in which everybody is dialed afresh, and which dials at once."""

import time
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns import starting
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.says import Says
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.campaigns.editing import Resettable
from esl_dialer.services.campaigns.transitions import carry_out, refused
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.services.law import message_check
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.campaigns import renewing, resetting
from esl_dialer.store.campaigns import starting as stored_starting
from esl_dialer.store.database import transaction


def look(ctx: Context, ref: int | str) -> Resettable:
    """Whom it dials afresh, and what forbids it: as a reset's, and as the start's that follows it.
    Raises NotFound."""
    campaign = campaigns.kept(ctx, ref)
    asked = editing.resettable(ctx, campaign.id)
    return Resettable(
        asked.requeued, asked.protected, (*asked.reasons, *_reasons(ctx, campaign)), asked.simulated
    )


def rerun(ctx: Context, ref: int | str) -> Campaign:
    """As a reset, then a start, in one: between them nobody else comes. One of which nobody was
    dialed yet goes on with the run that there is. Raises NotFound, and Refused with every reason.

    Interrupted, the engine makes everybody ready; nobody is dialed before that is done.
    """
    ctx.require(Permission.CONTROL_DIALING)
    campaign = campaigns.kept(ctx, ref)
    campaigns.make_current(ctx, campaign.id)
    with transaction():
        stored.hold(campaign.id)
        campaign = campaigns.kept(ctx, campaign.id)
        if reasons := look(ctx, campaign.id).reasons:
            raise refused(campaign, Verb.RENEW, reasons)
        _begin(ctx, campaign)
    until = time.monotonic() + campaigns.APPLY_FOR.total_seconds()
    while time.monotonic() < until and renewing.step(campaign.id):
        pass
    return campaigns.get(ctx, campaign.id)


def _begin(ctx: Context, campaign: Campaign) -> None:
    simulated, now = engine_state(ctx).simulated, ctx.now()
    found = stored_starting.facts(campaign, simulated=simulated, afresh=True)
    also: dict[str, Any] = {"simulated": simulated}
    if not found.anew:
        carry_out(ctx, campaign, Verb.START, now, also=also)
        return
    also |= {"closing_at": None, "renewing_at": now, "renewed_to": 0, "last_run_at": now}
    carry_out(ctx, campaign, Verb.RENEW, now, also=also, run=campaign.run_number + 1)
    resetting.begin_run(campaign, now)


def _reasons(ctx: Context, campaign: Campaign) -> list[Says]:
    facts = stored_starting.facts(campaign, simulated=engine_state(ctx).simulated, afresh=True)
    reasons = starting.reasons_not_to_start(campaign, facts, ctx.now())
    return reasons + message_check.reasons(ctx, campaign)
