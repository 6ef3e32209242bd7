"""Stop everything now."""

from dataclasses import dataclass

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.orders import ActKind
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.words import RunState
from esl_dialer.services.context import Context
from esl_dialer.store.calls import attempts, orders
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.campaigns.transitions import transition
from esl_dialer.store.database import transaction

REASON = "stop everything"


@dataclass(frozen=True, slots=True)
class Stopped:
    """``live`` calls were in progress; ``act`` is the wish to hang them up, 0 when not asked."""

    paused: tuple[str, ...]
    live: int
    act: int


def stop_all(ctx: Context, *, hang_up: bool = False) -> Stopped:
    """Pause every active campaign, in one transaction; hang up the live calls too when asked."""
    ctx.require(Permission.CONTROL_DIALING)
    with transaction():
        paused = [one for one in campaigns.in_state(RunState.ACTIVE) if _pause(ctx, one)]
        live = [one.call.attempt for one in attempts.open_attempts()]
        act = 0
        if hang_up and live:
            act = orders.add(ActKind.HANG_UP, {"attempts": live}, ctx.now(), ctx.actor.name)
        ctx.note("stop_all", f"{len(paused)} campaigns", live=len(live), hang_up=hang_up)
    return Stopped(tuple(one.name for one in paused), len(live), act)


def _pause(ctx: Context, campaign: Campaign) -> bool:
    done = transition(ctx.actor.name, campaign, Verb.PAUSE, ctx.now(), reason=REASON)
    return done.happened
