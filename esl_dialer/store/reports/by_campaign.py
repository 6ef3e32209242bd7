"""Sums of results for each campaign at once: from the tally by hour, whatever their number."""

from dataclasses import dataclass
from datetime import datetime

from peewee import Case, fn

from esl_dialer.core.words import NOT_IN_RESULTS, Outcome
from esl_dialer.store import models
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.reports.tallies import HOUR_MS


@dataclass(frozen=True, slots=True)
class CampaignCalls:
    """Calls that are over, those that were answered, those that a representative took."""

    calls: int = 0
    answered: int = 0
    transferred: int = 0


def since(at: datetime) -> dict[int, CampaignCalls]:
    """By campaign, of calls that started in the hour of ``at`` or later."""
    table = models.ResultHourTally
    taken = Case(None, [(table.outcome == Outcome.TRANSFERRED, table.calls)], 0)
    query = (
        table.select(table.campaign_id, fn.SUM(table.calls), fn.SUM(table.answered), fn.SUM(taken))
        .where((table.hour >= to_ms(at) // HOUR_MS) & table.outcome.not_in(list(NOT_IN_RESULTS)))
        .group_by(table.campaign_id)
        .tuples()
    )
    return {number: CampaignCalls(*map(int, counts)) for number, *counts in query}
