"""Sums of results for each campaign at once, whatever their number: from the tallies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import Case, fn

from esl_dialer.core.reports.arithmetic import Kind
from esl_dialer.core.words import NOT_IN_RESULTS, Outcome
from esl_dialer.store import models
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.reports.result_filter import Grain, ResultFilter, condition, parts
from esl_dialer.store.reports.sums import cut_by, grains_of, whole
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


def kinds(wanted: ResultFilter) -> dict[int, list[Kind]]:
    """By campaign and outcome, whatever the province: days and hours that lie whole in the time
    wanted from their tallies, the rest from rows."""
    found: dict[int, list[Kind]] = {}
    for part in parts(wanted):
        for number, kind in _kinds(part, grains_of(part)):
            found.setdefault(number, []).append(kind)
    return found


def _kinds(wanted: ResultFilter, grains: tuple[Grain, ...]) -> Iterator[tuple[int, Kind]]:
    if not grains:
        yield from _of_rows(wanted)
        return
    grain, *finer = grains
    table = grain.table
    key = (table.campaign_id, table.outcome)
    query = (
        table.select(*key, fn.SUM(table.calls), fn.SUM(table.answered), fn.SUM(table.talk_ms))
        .where(whole(wanted, grain))
        .group_by(*key)
        .tuples()
    )
    yield from map(_kind, query)
    for cut in cut_by(wanted, grain.length):
        yield from _kinds(cut, tuple(finer))


def _of_rows(cut: ResultFilter) -> Iterator[tuple[int, Kind]]:
    attempt = models.Attempt
    answered = attempt.answered_at.is_null(False)
    talk = Case(None, [(answered, attempt.ended_at - attempt.answered_at)], 0)
    key = (attempt.campaign_id, attempt.outcome)
    query = (
        attempt.select(
            *key, fn.COUNT(attempt.id), fn.SUM(Case(None, [(answered, 1)], 0)), fn.SUM(talk)
        )
        .where(condition(cut))
        .group_by(*key)
        .tuples()
    )
    return map(_kind, query)


def _kind(row: tuple[Any, ...]) -> tuple[int, Kind]:
    """Campaign, outcome, calls, answered, milliseconds of talk."""
    number, outcome, count, answered, talk_ms = row
    return number, Kind("", Outcome(outcome), 0, int(count), int(answered), int(talk_ms) / 1000)
