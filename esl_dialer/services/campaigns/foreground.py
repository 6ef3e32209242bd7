"""Dialing in the foreground: start a campaign, watch it until nothing is left to dial now."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from esl_dialer.core.rules.record_rules import NUMBER_WAIT
from esl_dialer.core.words import DIALABLE_STATUSES, RunState
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Refused
from esl_dialer.services.rules import why
from esl_dialer.store.calls import selection

LOOK_EVERY_S = 0.5
"""Seconds of the injected clock."""


@dataclass(frozen=True, slots=True)
class View:
    """``settled`` records are not claimed and not dialable now; ``live`` calls are in progress."""

    total: int
    settled: int
    live: int


def until_nothing_left(ctx: Context, ref: int | str) -> Generator[View, None, None]:
    """Start the campaign and look at it until no record is dialable now and no call is live.

    A record whose number is being called for somebody else is waited for: it is looked at again
    within ``NUMBER_WAIT``. Records that wait for a later instant stay where they are; the campaign
    is paused unless it is completed, so that nothing goes on dialing behind a command that has
    ended, or was interrupted.
    """
    campaign = campaigns.start(ctx, ref)
    try:
        yield from _watch(ctx, campaign.id)
    finally:
        _leave(ctx, campaign.id)
    yield from _watch(ctx, campaign.id)  # a call that was claimed as it was paused


def _watch(ctx: Context, campaign_id: int) -> Iterator[View]:
    while True:
        standing = campaigns.standing(ctx, campaign_id)
        answer = why.of_campaign(ctx, campaign_id)
        yield View(
            standing.records, standing.records - answer.dialable - standing.live, standing.live
        )
        waiting = _any_waiting(campaign_id, answer.dialable, ctx.now())
        if standing.live == 0 and not waiting:
            return
        if standing.campaign.run_state is not RunState.ACTIVE and standing.live == 0:
            return
        ctx.clock.sleep(LOOK_EVERY_S)


def _any_waiting(campaign_id: int, dialable: int, now: datetime) -> bool:
    if selection.any_due_between(campaign_id, now, now + NUMBER_WAIT):
        return True
    return bool(dialable) and selection.any_waiting(campaign_id, now)


def _leave(ctx: Context, campaign_id: int) -> None:
    if campaigns.get(ctx, campaign_id).run_state is RunState.ACTIVE:
        try:
            campaigns.pause(ctx, campaign_id)
        except Refused:
            return  # it was completed or stopped meanwhile


def summary(ctx: Context, ref: int | str) -> dict[str, Any]:
    """What ``run`` says at its end."""
    standing = campaigns.standing(ctx, ref)
    later = sum(standing.statuses.get(str(status), 0) for status in DIALABLE_STATUSES)
    return campaigns.shown(standing) | {"left_for_later": later}
