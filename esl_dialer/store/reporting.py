"""Sums over results, for reports: the database counts, ``core.reports`` adds up."""

from collections.abc import Iterator

from peewee import Case, fn

from esl_dialer.core.reports import Cell
from esl_dialer.store import models
from esl_dialer.store.fields import from_ms
from esl_dialer.store.results import Wanted, condition

HOUR_MS = 3_600_000


def cells(wanted: Wanted) -> Iterator[Cell]:
    """Counts by hour (UTC), province and outcome."""
    attempt = models.Attempt
    hour = attempt.settled_at.cast("BIGINT") / HOUR_MS
    answered = attempt.answered_at.is_null(False)
    talk = Case(None, [(answered, attempt.ended_at - attempt.answered_at)], 0)
    query = (
        attempt.select(
            hour.alias("hour"),
            attempt.province,
            attempt.outcome,
            fn.COUNT(attempt.id),
            fn.SUM(Case(None, [(answered, 1)], 0)),
            fn.SUM(talk),
        )
        .where(condition(wanted))
        .group_by(hour, attempt.province, attempt.outcome)
        .tuples()
    )
    for at, province, outcome, count, picked_up, talked in query:
        yield Cell(
            from_ms(int(at) * HOUR_MS), province, outcome, count, int(picked_up), talked / 1000
        )


def attempts_to_contact(wanted: Wanted) -> dict[int, int]:
    """How many records were first answered at their 1st, 2nd, ... attempt."""
    attempt = models.Attempt
    mine = condition(wanted)
    first = (
        attempt.select(attempt.record.alias("record"), fn.MIN(attempt.claimed_at).alias("at"))
        .where(mine & attempt.answered_at.is_null(False))
        .group_by(attempt.record)
    )
    other = models.Attempt.alias()
    numbered = (
        other.select(first.c.record.alias("record"), fn.COUNT(other.id).alias("number"))
        .join(first, on=(other.record == first.c.record) & (other.claimed_at <= first.c.at))
        .where(other.outcome.not_in(["refused", "not_placed"]))
        .group_by(first.c.record)
    )
    rows = (
        models.Record.select(numbered.c.number, fn.COUNT(numbered.c.record))
        .join(numbered, on=(models.Record.id == numbered.c.record))
        .group_by(numbered.c.number)
        .tuples()
    )
    return {int(number): int(count) for number, count in rows}
