"""Sums over results, for reports: from the tallies by day, by hour, and from rows, as each fits.

Days begin on whole hours in most business zones; in the others (Newfoundland's half hours) the
cut hours at both ends are counted row by row, and so are those that a run shares with another.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from peewee import SQL, Case, fn

from esl_dialer.core.reports.arithmetic import Hour, Kind, Sums
from esl_dialer.core.words import Outcome
from esl_dialer.store import models
from esl_dialer.store.column_types import from_ms, to_ms
from esl_dialer.store.reports.result_filter import (
    Grain,
    ResultFilter,
    by_hour,
    condition,
    parts,
    tallied,
)
from esl_dialer.store.reports.tallies import DAY_MS, HOUR_MS

DAYS = Grain(models.ResultDayTally, models.ResultDayTally.day, DAY_MS)
HOURS = Grain(models.ResultTally, models.ResultTally.hour, HOUR_MS)


def sums(wanted: ResultFilter) -> Sums:
    """By hour, and by province, outcome and contact."""
    apart = list(parts(wanted))
    return Sums(
        tuple(hour for part in apart for hour in _hours(part)),
        tuple(kind for part in apart for kind in _kinds(part, grains_of(part))),
    )


def grains_of(part: ResultFilter) -> tuple[Grain, ...]:
    """The tallies that know enough, the coarsest first."""
    return () if part.run else (DAYS, HOURS)


def _hours(wanted: ResultFilter) -> Iterator[Hour]:
    if wanted.run:
        yield from _hours_of_rows(wanted)
        return
    grain = by_hour(wanted)
    table = grain.table
    query = (
        table.select(grain.column, fn.SUM(table.calls), fn.SUM(table.answered))
        .where(whole(wanted, grain))
        .group_by(grain.column)
        .tuples()
    )
    for hour, count, answered in query:
        yield Hour(from_ms(hour * grain.length), int(count), int(answered))
    for cut in cut_by(wanted, grain.length):
        yield from _hours_of_rows(cut)


def _kinds(wanted: ResultFilter, grains: tuple[Grain, ...]) -> Iterator[Kind]:
    """From the coarsest of the tallies, what it cuts from the finer ones, the rest from rows."""
    if not grains:
        yield from _kinds_of_rows(wanted)
        return
    grain, *finer = grains
    table = grain.table
    key = (table.province, table.outcome, table.contact)
    query = (
        table.select(*key, fn.SUM(table.calls), fn.SUM(table.answered), fn.SUM(table.talk_ms))
        .where(whole(wanted, grain))
        .group_by(*key)
        .tuples()
    )
    yield from map(_kind, query)
    for cut in cut_by(wanted, grain.length):
        yield from _kinds(cut, tuple(finer))


def whole(wanted: ResultFilter, grain: Grain) -> Any:
    """For WHERE: what lies whole in the time that is wanted."""
    where = tallied(wanted, grain.table)
    if wanted.since is not None:
        where &= grain.column >= -(-to_ms(wanted.since) // grain.length)
    if wanted.until is not None:
        where &= grain.column < to_ms(wanted.until) // grain.length
    return where


def _kind(row: tuple[Any, ...]) -> Kind:
    """Province, outcome, contact, calls, answered, milliseconds of talk."""
    province, outcome, contact, count, answered, talk_ms = row
    talk = int(talk_ms) / 1000
    return Kind(province, Outcome(outcome), contact, int(count), int(answered), talk)


# --- days and hours that an end cuts ---------------------------------------------------------


def cut_by(wanted: ResultFilter, length: int) -> Iterator[ResultFilter]:
    """What stretches of ``length`` ms leave out, at the beginning and at the end."""
    since, until = wanted.since, wanted.until
    first = _after(since, length) if since else None
    last = _before(until, length) if until else None
    if first and last and last < first:
        yield wanted
        return
    if first and first != since:
        yield replace(wanted, until=min(first, until) if until else first)
    if last and last != until:
        yield replace(wanted, since=max(last, since) if since else last)


def _before(at: datetime, length: int) -> datetime:
    return from_ms(to_ms(at) // length * length)


def _after(at: datetime, length: int) -> datetime:
    return from_ms(-(-to_ms(at) // length) * length)


def _hours_of_rows(cut: ResultFilter) -> Iterator[Hour]:
    """By the hour; the first from where it is cut."""
    attempt = models.Attempt
    answered = Case(None, [(attempt.answered_at.is_null(False), 1)], 0)
    hour = SQL(f"start_at / {HOUR_MS}")
    rows = (
        attempt.select(hour.alias("hour"), fn.COUNT(attempt.id), fn.SUM(answered))
        .where(condition(cut))
        .group_by(SQL("hour"))
        .tuples()
    )
    for at, count, picked_up in rows:
        begun = from_ms(int(at) * HOUR_MS)
        yield Hour(max(begun, cut.since) if cut.since else begun, int(count), int(picked_up))


def _kinds_of_rows(cut: ResultFilter) -> Iterator[Kind]:
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
