"""How often what was said of calls: read from the index of those of which something was."""

from dataclasses import dataclass
from datetime import datetime

from peewee import SQL, fn

from esl_dialer.core.reports.conversions import Said
from esl_dialer.core.words import Outcome
from esl_dialer.store import models
from esl_dialer.store.column_types import from_ms
from esl_dialer.store.models.calls import DISPOSED
from esl_dialer.store.reports.result_filter import ResultFilter, condition
from esl_dialer.store.reports.tallies import HOUR_MS


def said(wanted: ResultFilter) -> list[Said]:
    """Of the results wanted, by hour, disposition and outcome."""
    table = models.Attempt
    hour = SQL(f"start_at / {HOUR_MS}")
    query = (
        table.select(hour.alias("hour"), table.disposition, table.outcome, fn.COUNT(table.id))
        .where(SQL(DISPOSED) & condition(wanted))
        .group_by(SQL("hour"), table.disposition, table.outcome)
        .tuples()
    )
    return [
        Said(from_ms(int(at) * HOUR_MS), key, Outcome(outcome), int(count))
        for at, key, outcome, count in query
    ]


@dataclass(frozen=True, slots=True)
class Run:
    """``ended_at`` None: it is the campaign's now."""

    number: int
    started_at: datetime
    ended_at: datetime | None


def runs(campaign_id: int) -> list[Run]:
    """The campaign's, the newest first."""
    table = models.CampaignRun
    mine = table.select().where(table.campaign == campaign_id).order_by(table.number.desc())
    return [Run(row.number, row.started_at, row.ended_at) for row in mine]


def said_in_run(campaign_id: int, run: Run) -> list[Said]:
    """The same of one run, whatever the hour."""
    table = models.Attempt
    query = (
        table.select(table.disposition, table.outcome, fn.COUNT(table.id))
        .where(SQL(DISPOSED) & (table.campaign == campaign_id) & (table.run == run.number))
        .group_by(table.disposition, table.outcome)
        .tuples()
    )
    return [
        Said(run.started_at, key, Outcome(outcome), int(count)) for key, outcome, count in query
    ]
