"""Sums over results, for reports: from the hourly tallies, and from rows where an hour is cut.

Days begin on whole hours in most business zones; in the others (Newfoundland's half hours) the
cut hours at both ends are counted row by row.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from peewee import Case, fn

from esl_dialer.core.reports import Hour, Kind, Sums
from esl_dialer.core.words import Outcome
from esl_dialer.store import models
from esl_dialer.store.fields import from_ms, to_ms
from esl_dialer.store.tallies import HOUR_MS
from esl_dialer.store.wanted import Wanted, condition, tallied

HOUR = timedelta(hours=1)


def sums(wanted: Wanted) -> Sums:
    """By hour, and by province, outcome and contact."""
    hours = list(_tallied_hours(wanted))
    kinds = list(_tallied_kinds(wanted))
    for cut in _cut_hours(wanted):
        hours += _hours_of_rows(cut)
        kinds += _kinds_of_rows(cut)
    return Sums(tuple(hours), tuple(kinds))


def _whole_hours(wanted: Wanted) -> Any:
    table = models.ResultTally
    where = tallied(wanted)
    if wanted.since is not None:
        where &= table.hour >= -(-to_ms(wanted.since) // HOUR_MS)
    if wanted.until is not None:
        where &= table.hour < to_ms(wanted.until) // HOUR_MS
    return where


def _tallied_hours(wanted: Wanted) -> Iterator[Hour]:
    table = models.ResultTally
    query = (
        table.select(table.hour, fn.SUM(table.calls), fn.SUM(table.answered))
        .where(_whole_hours(wanted))
        .group_by(table.hour)
        .tuples()
    )
    for hour, count, answered in query:
        yield Hour(from_ms(hour * HOUR_MS), int(count), int(answered))


def _tallied_kinds(wanted: Wanted) -> Iterator[Kind]:
    table = models.ResultTally
    key = (table.province, table.outcome, table.contact)
    query = (
        table.select(*key, fn.SUM(table.calls), fn.SUM(table.answered), fn.SUM(table.talk_ms))
        .where(_whole_hours(wanted))
        .group_by(*key)
        .tuples()
    )
    return (_kind(row) for row in query)


def _kind(row: tuple[Any, ...]) -> Kind:
    """Province, outcome, contact, calls, answered, milliseconds of talk."""
    province, outcome, contact, count, answered, talk_ms = row
    talk = int(talk_ms) / 1000
    return Kind(province, Outcome(outcome), contact, int(count), int(answered), talk)


# --- hours that a day's end cuts -------------------------------------------------------------


def _cut_hours(wanted: Wanted) -> Iterator[Wanted]:
    """What the tallies' whole hours leave out, at the beginning and at the end."""
    since, until = wanted.since, wanted.until
    first = _hour_after(since) if since else None
    last = _hour_before(until) if until else None
    if first and last and last < first:
        yield wanted
        return
    if first and first != since:
        yield replace(wanted, until=min(first, until) if until else first)
    if last and last != until:
        yield replace(wanted, since=max(last, since) if since else last)


def _hour_before(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _hour_after(at: datetime) -> datetime:
    before = _hour_before(at)
    return before if before == at else before + HOUR


def _hours_of_rows(cut: Wanted) -> Iterator[Hour]:
    attempt = models.Attempt
    answered = Case(None, [(attempt.answered_at.is_null(False), 1)], 0)
    rows = attempt.select(fn.COUNT(attempt.id), fn.SUM(answered)).where(condition(cut))
    for count, picked_up in rows.tuples():
        if count and cut.since:
            yield Hour(cut.since, int(count), int(picked_up))


def _kinds_of_rows(cut: Wanted) -> Iterator[Kind]:
    attempt = models.Attempt
    answered = attempt.answered_at.is_null(False)
    talk = Case(None, [(answered, attempt.ended_at - attempt.answered_at)], 0)
    key = (attempt.province, attempt.outcome, attempt.contact)
    query = (
        attempt.select(
            *key, fn.COUNT(attempt.id), fn.SUM(Case(None, [(answered, 1)], 0)), fn.SUM(talk)
        )
        .where(condition(cut))
        .group_by(*key)
        .tuples()
    )
    return (_kind(row) for row in query)
