"""A verb of a campaign's life, by a person."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.lifecycle import ABOUT_THE_STATE_ALONE, MOVED, Verb
from esl_dialer.core.says import Says
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Refused
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.campaigns.transitions import transition


def carry_out(
    ctx: Context,
    campaign: Campaign,
    verb: Verb,
    now: datetime,
    *,
    also: Mapping[str, Any] | None = None,
    **detail: Any,
) -> None:
    """Do it to the campaign as it was seen. Raises Refused: nothing has happened then.

    A wish about the run state alone holds whatever the state is: where another hand was quicker
    it is decided again, of the state that there is then. Not a start: what forbids one is asked
    again.
    """
    done = transition(ctx.actor.name, campaign, verb, now, also=also, **detail)
    while done.refusal == MOVED and verb in _HOLDS_ANYHOW:
        done = transition(
            ctx.actor.name, campaigns.get(campaign.id), verb, now, also=also, **detail
        )
    if done.refusal:
        raise refused(campaign, verb, [done.refusal])


_HOLDS_ANYHOW = ABOUT_THE_STATE_ALONE - {Verb.START}


def refused(campaign: Campaign, verb: Verb, reasons: Iterable[Says]) -> Refused:
    return Refused(_CANT[verb].of(name=campaign.name), reasons)


_CANT = {
    Verb.START: Says("{name} can't start"),
    Verb.PAUSE: Says("{name} can't be paused"),
    Verb.STOP: Says("{name} can't be stopped"),
    Verb.COMPLETE: Says("{name} can't be completed"),
    Verb.RENEW: Says("{name} can't be run again"),
    Verb.RESET: Says("{name} can't be reset"),
    Verb.ARCHIVE: Says("{name} can't be archived"),
    Verb.UNARCHIVE: Says("{name} can't be unarchived"),
    Verb.DELETE: Says("{name} can't be deleted"),
}
"""Of every verb of people."""
