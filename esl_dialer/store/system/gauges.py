"""Figures for those who watch the dialer: each from an index or a tally, none from a scan."""

from datetime import datetime

from peewee import fn

from esl_dialer.core.words import OPEN_STATES, CallState, Outcome
from esl_dialer.store import models
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.reports.tallies import HOUR_MS
from esl_dialer.store.speech.audio import UNFINISHED


def attempts_since(at: datetime) -> dict[tuple[Outcome, bool], int]:
    """Settled attempts that were started in the hour of ``at`` or later: by outcome, simulated."""
    table = models.ResultTally
    rows = (
        table.select(table.outcome, table.simulated, fn.SUM(table.calls))
        .where(table.hour >= to_ms(at) // HOUR_MS)
        .group_by(table.outcome, table.simulated)
        .tuples()
    )
    return {(Outcome(outcome), bool(simulated)): int(n) for outcome, simulated, n in rows}


def calls_by_state() -> dict[CallState, int]:
    """Calls that have not ended."""
    table = models.Attempt
    rows = (
        table.select(table.state, fn.COUNT(table.id))
        .where(table.state.in_(OPEN_STATES))
        .group_by(table.state)
        .tuples()
    )
    return {CallState(state): int(count) for state, count in rows}


def audio_jobs() -> dict[str, int]:
    """Jobs that are not finished, by status."""
    table = models.AudioJob
    rows = (
        table.select(table.status, fn.COUNT(table.id))
        .where(table.status.in_(UNFINISHED))
        .group_by(table.status)
        .tuples()
    )
    return dict.fromkeys(UNFINISHED, 0) | {status: int(count) for status, count in rows}


def audio_waiting() -> int:
    """Messages that the unfinished jobs have still to make, as far as they have counted them."""
    table = models.AudioJob
    left = fn.SUM(table.total - table.done - table.failed)
    return max(0, int(table.select(left).where(table.status.in_(UNFINISHED)).scalar() or 0))
