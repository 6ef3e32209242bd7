"""How often what was said of calls: read from the index of those of which something was."""

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
    where = SQL(DISPOSED) & condition(wanted)
    if wanted.run is not None:
        where &= table.campaign == wanted.campaign
    hour = SQL(f"start_at / {HOUR_MS}")
    query = (
        table.select(hour.alias("hour"), table.disposition, table.outcome, fn.COUNT(table.id))
        .where(where)
        .group_by(SQL("hour"), table.disposition, table.outcome)
        .tuples()
    )
    return [
        Said(from_ms(int(at) * HOUR_MS), key, Outcome(outcome), int(count))
        for at, key, outcome, count in query
    ]
