"""Which results: the same choice over attempts and over their tallies."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from esl_dialer.core.words import NOT_IN_RESULTS, Outcome
from esl_dialer.store import models
from esl_dialer.store.campaigns.runs import Run
from esl_dialer.store.column_types import from_ms, to_ms
from esl_dialer.store.database import without_index
from esl_dialer.store.reports.tallies import HOUR_MS

LONGEST_SPAN_H = 24
HOUR = timedelta(hours=1)
MARGIN = timedelta(minutes=1)
"""Calls are claimed ahead of their start, and by the clocks of several machines: so near to its
ends a run's calls are told from those of its neighbours by their rows alone."""


@dataclass(frozen=True, slots=True)
class ResultFilter:
    """Which results; an empty field leaves all. ``until`` is excluded.

    ``before`` is the (start_at, attempt) of the last one of the page before, newest first;
    ``after`` the same, oldest first. ``number``: E.164, of one that a record still has. ``run``:
    one of ``campaign``'s, which must be given with it.
    """

    campaign: int | None = None
    outcome: Outcome | None = None
    province: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, str] | None = None
    real_only: bool = False
    """Without the calls of a simulated switch."""
    number: str = ""
    after: tuple[datetime, str] | None = None
    run: Run | None = None


ALL = ResultFilter()

SHOWN_AS = {Outcome.FAILED: (Outcome.LOST,)}
"""Outcomes that results show by another's name."""


def outcomes_of(shown: Outcome) -> list[Outcome]:
    """The outcomes that results show by this one's name."""
    return sorted({shown, *SHOWN_AS.get(shown, ())})


def condition(wanted: ResultFilter) -> Any:
    """For WHERE: attempts that are results, and wanted.

    Results are read by their start, not by their campaign.
    """
    attempt = models.Attempt
    where = attempt.settled_at.is_null(False) & attempt.outcome.not_in(list(NOT_IN_RESULTS))
    if wanted.campaign is not None:
        where &= without_index(attempt.campaign) == wanted.campaign
    if wanted.outcome is not None:
        where &= attempt.outcome.in_(outcomes_of(wanted.outcome))
    if wanted.real_only:
        where &= ~attempt.simulated
    if wanted.province:
        where &= attempt.province == wanted.province
    if wanted.run is not None:
        where &= attempt.run == wanted.run.number
    if wanted.since is not None:
        where &= attempt.start_at >= wanted.since
    if wanted.until is not None:
        where &= attempt.start_at < wanted.until
    if wanted.before is not None:
        at, last = wanted.before
        earlier = (attempt.start_at == at) & (attempt.id < last)
        where &= (attempt.start_at < at) | earlier
    if wanted.after is not None:
        at, last = wanted.after
        later = (attempt.start_at == at) & (attempt.id > last)
        where &= (attempt.start_at > at) | later
    return where & _dialed(wanted.number) if wanted.number else where


def _dialed(number: str) -> Any:
    """By the records that have it: few, and each has an index of its calls. One of numbers would be
    written with each call."""
    attempt, phone, record = models.Attempt, models.Phone, models.Record
    whose = record.select(record.id).join(phone, on=phone.person == record.person)
    return attempt.record.in_(whose.where(phone.number == number)) & (attempt.number == number)


@dataclass(frozen=True, slots=True)
class Grain:
    """A tally of results and its time: ``column`` counts stretches of ``length`` ms since 1970."""

    table: Any
    column: Any
    length: int


def by_hour(wanted: ResultFilter) -> Grain:
    """The smallest tally by hour that can tell the wanted from others."""
    table = models.ResultTally if wanted.province else models.ResultHourTally
    return Grain(table, table.hour, HOUR_MS)


def tallied(wanted: ResultFilter, table: Any) -> Any:
    """For WHERE: the tallies of the results wanted, whatever their time."""
    where = table.outcome.not_in(list(NOT_IN_RESULTS))
    if wanted.campaign is not None:
        where &= table.campaign_id == wanted.campaign
    if wanted.outcome is not None:
        where &= table.outcome.in_(outcomes_of(wanted.outcome))
    if wanted.real_only:
        where &= ~table.simulated
    if wanted.province:
        where &= table.province == wanted.province
    return where


def parts(wanted: ResultFilter) -> Iterator[ResultFilter]:
    """The wanted, apart: those with a run are counted by rows, the others by tallies, which know
    of no run. The hours within a run are its alone; no other has calls in them."""
    run = wanted.run
    if run is None:
        yield wanted
        return
    bounded = _while_it_ran(wanted)
    first = _hour(run.started_at + MARGIN) + HOUR
    last = _hour(run.ended_at - MARGIN) if run.ended_at else None
    if last and last <= first:
        yield bounded
        return
    yield _narrowed(bounded, until=first)
    yield _narrowed(replace(bounded, run=None), since=first, until=last)
    if last:
        yield _narrowed(bounded, since=last)


def _while_it_ran(wanted: ResultFilter) -> ResultFilter:
    run = wanted.run
    if run is None:
        return wanted
    ended = run.ended_at + MARGIN if run.ended_at else None
    return _narrowed(wanted, since=run.started_at - MARGIN, until=ended)


def _narrowed(
    wanted: ResultFilter, since: datetime | None = None, until: datetime | None = None
) -> ResultFilter:
    starts = [at for at in (wanted.since, since) if at]
    ends = [at for at in (wanted.until, until) if at]
    return replace(wanted, since=max(starts, default=None), until=min(ends, default=None))


def _hour(at: datetime) -> datetime:
    return from_ms(to_ms(at) // HOUR_MS * HOUR_MS)


def spans(wanted: ResultFilter, *, oldest_first: bool, limit: int | None) -> Iterator[ResultFilter]:
    """The wanted, one stretch of hours that have some after another, in that order.

    So that a rare kind of result is not looked for among all the others. Enough for ``limit``
    results: each hour has one, but for those that are cut, or shared with another run.
    """
    wanted = _while_it_ran(wanted)
    most = None if limit is None else limit + (4 if wanted.run else 2)
    hours = _hours(wanted, oldest_first=oldest_first, limit=most)
    for first, last in _stretches(hours):
        since, until = from_ms(first * HOUR_MS), from_ms((last + 1) * HOUR_MS)
        yield replace(
            wanted,
            since=max(since, wanted.since) if wanted.since else since,
            until=min(until, wanted.until) if wanted.until else until,
        )


def _hours(wanted: ResultFilter, *, oldest_first: bool, limit: int | None) -> list[int]:
    table = by_hour(wanted).table
    where = tallied(wanted, table)
    if earliest := wanted.after[0] if wanted.after else wanted.since:
        where &= table.hour >= to_ms(earliest) // HOUR_MS
    if latest := wanted.before[0] if wanted.before else wanted.until:
        where &= table.hour <= to_ms(latest) // HOUR_MS
    query = (
        table.select(table.hour)
        .where(where)
        .group_by(table.hour)
        .having(fn.SUM(table.calls) > 0)
        .order_by(table.hour if oldest_first else table.hour.desc())
        .limit(limit)
    )
    return [hour for (hour,) in query.tuples()]


def _stretches(hours: list[int]) -> Iterator[tuple[int, int]]:
    """Hours that follow each other, joined: (earliest, latest), in the order given."""
    stretch: list[int] = []
    for hour in hours:
        if stretch and (abs(hour - stretch[-1]) > 1 or len(stretch) == LONGEST_SPAN_H):
            yield min(stretch), max(stretch)
            stretch = []
        stretch.append(hour)
    if stretch:
        yield min(stretch), max(stretch)
