"""What the floor looks at all day: the engine, today's numbers, calls as they happen."""

from dataclasses import dataclass
from datetime import timedelta

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.reports.arithmetic import outcomes_of
from esl_dialer.core.rules.business_day import start_of_day
from esl_dialer.core.says import Says
from esl_dialer.core.words import SUCCESSES, Outcome, RunState
from esl_dialer.services.context import Context
from esl_dialer.services.engine_state import engine_state
from esl_dialer.store.calls import live_calls
from esl_dialer.store.calls.live_calls import CallView
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.people import gate_renewal
from esl_dialer.store.reports import by_campaign, sums
from esl_dialer.store.reports.by_campaign import CampaignCalls
from esl_dialer.store.reports.results import ResultFilter
from esl_dialer.store.system import settings

FEED = 20
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Condition:
    """The engine as it last said of itself; ``live`` counts calls in progress.

    ``hours_count`` is False in a simulation whose calls no dialing hours hold back.
    """

    engine: str
    switch_up: bool
    simulated: bool
    switch: str
    switch_trouble: Says
    """Why it is not reached: what is there instead, and what to look at."""
    live: int
    global_cpm: float
    global_max_cpm: float
    hours_count: bool = True

    @property
    def engine_runs(self) -> bool:
        return bool(self.engine)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The guide's four cards. ``calls_today`` were placed, and may be in progress.

    ``success_rate`` is of those that are over, between 0 and 1, None before the first; ``answers``
    and ``transfers`` are of the same calls.
    """

    active_campaigns: int
    calls_today: int
    success_rate: float | None
    calls_per_minute: int
    answers: int
    transfers: int
    outcomes_today: dict[str, int]


def condition(ctx: Context) -> Condition:
    """Is the engine there, does it reach the switch, is anyone really called?"""
    ctx.require(Permission.SIGN_IN)
    now = engine_state(ctx)
    chosen = settings.read()
    return Condition(
        engine=now.engine,
        switch_up=now.switch_up,
        simulated=now.simulated,
        switch=now.switch,
        switch_trouble=now.switch_trouble,
        live=now.live,
        global_cpm=chosen.global_cpm,
        global_max_cpm=chosen.global_max_cpm,
        hours_count=chosen.simulated_hours_count or not now.simulated,
    )


def gates_left(ctx: Context) -> int:
    """Records whose place is still to be worked out anew after an upgrade: until then they are
    asked by every law of their zones."""
    ctx.require(Permission.VIEW)
    return gate_renewal.left() if gate_renewal.waiting() else 0


def gates_wait(ctx: Context) -> int:
    """Campaigns with such records."""
    ctx.require(Permission.VIEW)
    return len(gate_renewal.waiting())


def numbers(ctx: Context) -> Numbers:
    """Today is the business day; a call counts on the day on which it was placed."""
    ctx.require(Permission.VIEW)
    now = ctx.now()
    midnight = start_of_day(now, ctx.business_zone())
    today = sums.sums(ResultFilter(since=midnight))
    outcomes = outcomes_of(today)
    total = sum(outcomes.values())
    good = sum(count for outcome, count in outcomes.items() if outcome in SUCCESSES)
    return Numbers(
        active_campaigns=len(campaigns.in_state(RunState.ACTIVE)),
        calls_today=total + live_calls.open_since(midnight),
        success_rate=good / total if total else None,
        calls_per_minute=live_calls.starts_since(now - MINUTE),
        answers=sum(kind.answered for kind in today.kinds),
        transfers=outcomes[Outcome.TRANSFERRED],
        outcomes_today={str(outcome): count for outcome, count in outcomes.items()},
    )


def today(ctx: Context) -> dict[int, CampaignCalls]:
    """By campaign, the calls of the business day that are over: by whole hours, the one in which
    the day began included. A campaign without one is not in it."""
    ctx.require(Permission.VIEW)
    return by_campaign.since(start_of_day(ctx.now(), ctx.business_zone()))


def feed(ctx: Context, campaign_id: int | None = None) -> list[CallView]:
    """The newest calls, of one campaign or of all."""
    ctx.require(Permission.VIEW)
    return live_calls.newest(campaign_id, FEED)


def queue(ctx: Context, limit: int = 500) -> list[CallView]:
    """Every call that is queued or in progress."""
    ctx.require(Permission.VIEW)
    return live_calls.open_calls(limit)
