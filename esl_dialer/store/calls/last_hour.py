"""Calls by the minute in which they started: of one campaign, or of all."""

from datetime import datetime
from typing import Any

from peewee import Case, fn

from esl_dialer.core.words import NOT_IN_RESULTS
from esl_dialer.store import models
from esl_dialer.store.reports.tallies import MINUTE_MS

Counts = tuple[int, int, int]
"""Calls, those of them that were answered, those that a representative took."""


def by_minute(campaign_id: int, since: datetime) -> dict[int, Counts]:
    """By minutes since 1970; of calls that were sent. Read by the index of a campaign's claims."""
    attempt = models.Attempt
    minute = attempt.start_at / MINUTE_MS
    rang = attempt.outcome.is_null() | attempt.outcome.not_in(list(NOT_IN_RESULTS))
    rows = (
        attempt.select(
            minute, fn.COUNT(attempt.id), _some(attempt.answered_at), _some(attempt.bridged_at)
        )
        .where((attempt.campaign == campaign_id) & (attempt.claimed_at >= since))
        .where(attempt.sent_at.is_null(False) & rang)
        .group_by(minute)
        .tuples()
    )
    return {int(at): (calls, int(answers), int(taken)) for at, calls, answers, taken in rows}


def _some(column: Any) -> Any:
    return fn.SUM(Case(None, [(column.is_null(), 0)], 1))
