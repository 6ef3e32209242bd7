"""How often what was said of calls: run by run of a campaign, and over results with conversions."""

from dataclasses import dataclass, replace
from datetime import datetime

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.dispositions import SAID_BY_KEY, UNSAID, Unsaid
from esl_dialer.core.reports import arithmetic, conversions
from esl_dialer.core.reports.conversions import Conversions
from esl_dialer.services.calls import disposing
from esl_dialer.services.campaigns import campaigns, runs
from esl_dialer.services.context import Context
from esl_dialer.services.reports import reports
from esl_dialer.services.reports.reports import Filter
from esl_dialer.store.calls import dispositions
from esl_dialer.store.reports import dispositions as stored
from esl_dialer.store.reports import sums


@dataclass(frozen=True, slots=True)
class Count:
    key: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class RunCounts:
    """Of one run of a campaign, from ``started_at`` to ``ended_at`` (None: it is the present one).

    ``said``: every disposition of its set, zeros too, then others that were said. ``unsaid``: what
    the system says of the calls of which nobody said anything, zeros too. ``runs``: all there are,
    the newest first.
    """

    campaign: int
    run: int
    started_at: datetime
    ended_at: datetime | None
    said: tuple[Count, ...]
    unsaid: dict[Unsaid, int]
    runs: tuple[int, ...]


def of_run(ctx: Context, ref: int | str, run: int | None = None) -> RunCounts:
    """Of that run, else the campaign's present one. Raises NotFound, Invalid."""
    campaign = campaigns.get(ctx, ref)
    number = campaign.run_number if run is None else run
    picked = reports.picked(ctx, Filter(campaign=campaign.id, run=number))
    found = runs.get(ctx, campaign.id, number)
    said = stored.said(picked)
    outcomes = arithmetic.outcomes_of(sums.sums(picked))
    unsaid = dict.fromkeys(Unsaid, 0)
    for outcome, count in outcomes.items():
        unsaid[UNSAID[outcome]] += conversions.unsaid(count, outcome, said)
    titles = {one.key: one.disposition.title for one in disposing.choices(ctx, campaign.id)}
    return RunCounts(
        campaign=campaign.id,
        run=found.number,
        started_at=found.started_at,
        ended_at=found.ended_at,
        said=tuple(Count(*one) for one in conversions.counted(said, titles)),
        unsaid=unsaid,
        runs=tuple(one.number for one in runs.every(ctx, campaign.id)),
    )


def over(ctx: Context, wanted: Filter, answered: int) -> Conversions:
    """Over the results wanted, of which so many were answered. Raises Invalid."""
    ctx.require(Permission.VIEW)
    picked = reports.picked(ctx, wanted)
    said = stored.said(picked)
    for outcome, key in SAID_BY_KEY.items():
        if picked.outcome in {None, outcome}:
            hours = sums.sums(replace(picked, outcome=outcome)).hours
            said += conversions.by_key(_whole(hours), outcome, key, said)
    positive = {one.key for one in dispositions.every(deleted=True) if one.disposition.positive}
    return conversions.conversions(said, positive, answered, ctx.business_zone())


def _whole(hours: tuple[arithmetic.Hour, ...]) -> list[arithmetic.Hour]:
    """The parts of an hour that an end cut are of that hour."""
    return [replace(one, at=one.at.replace(minute=0, second=0, microsecond=0)) for one in hours]
