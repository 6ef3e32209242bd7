"""Stop everything now."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.orders import ActKind
from esl_dialer.core.campaigns.by_itself import starts_later
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.campaigns.schedule import Edge, due
from esl_dialer.core.words import RunState
from esl_dialer.services.context import Context
from esl_dialer.store.calls import attempts, orders
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.campaigns.transitions import transition
from esl_dialer.store.database import transaction

REASON = "stop everything"


@dataclass(frozen=True, slots=True)
class Stopped:
    """``live`` calls were in progress; ``act`` is the wish to hang them up, 0 when not asked.
    ``held`` had a start of their schedule that had come and waited: it is dropped. ``later`` start,
    or go on, by themselves another time."""

    paused: tuple[str, ...]
    live: int
    act: int
    held: tuple[str, ...]
    later: tuple[str, ...]


def stop_all(ctx: Context, *, hang_up: bool = False) -> Stopped:
    """Pause every active campaign, in one transaction, and drop the starts that have come and were
    not carried out yet; hang up the live calls too when asked."""
    ctx.require(Permission.CONTROL_DIALING)
    now = ctx.now()
    with transaction():
        held = _drop_starts(now)
        paused = [one for one in campaigns.in_state(RunState.ACTIVE) if _pause(ctx, one, now)]
        live = [one.call.attempt for one in attempts.open_attempts()]
        act = 0
        if hang_up and live:
            act = orders.add(ActKind.HANG_UP, {"attempts": live}, now, ctx.actor.name)
        told = {"starts": len(held)} if held else {}
        ctx.note("stop_all", f"{len(paused)} campaigns", live=len(live), hang_up=hang_up, **told)
    names = tuple(one.name for one in paused)
    return Stopped(names, len(live), act, held, tuple(one.name for one in start_later(ctx)))


def start_later(ctx: Context) -> list[Campaign]:
    """Those that start by themselves, or go on when the business day is over: nobody stops that by
    stopping everything. In the order of their numbers."""
    ctx.require(Permission.VIEW)
    now = ctx.now()
    coming = [one.id for one in campaigns.planned() if starts_later(one, now)]
    return [campaigns.get(one) for one in coming]


def _drop_starts(now: datetime) -> tuple[str, ...]:
    """What waits is held first: a start that the dialer carries out meanwhile is seen after it."""
    dropped = []
    for one in campaigns.planned():
        if due(one.schedule, one.planned_until, now) is not Edge.START:
            continue
        campaigns.hold(one.id)
        campaign = campaigns.get(one.id)
        if due(campaign.schedule, campaign.planned_until, now) is Edge.START:
            campaigns.met(one.id, now)
            dropped.append(campaign.name)
    return tuple(dropped)


def _pause(ctx: Context, campaign: Campaign, now: datetime) -> bool:
    return transition(ctx.actor.name, campaign, Verb.PAUSE, now, reason=REASON).happened
