"""Results: ended attempts that count, newest first or oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from esl_dialer.core.words import NOT_IN_RESULTS, CampaignKind, Outcome
from esl_dialer.store import models


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the results. ``duration`` in seconds from answer to end, 0 when unanswered.

    ``at`` is when the call was sent, ``settled_at`` when it was over: results are ordered and
    picked by the latter.
    """

    attempt: str
    at: datetime
    number: str
    campaign: str
    kind: CampaignKind
    list_name: str
    duration: float
    outcome: Outcome
    account: str
    full_name: str
    province: str
    keys: str
    cause: str
    sip_status: int
    simulated: bool
    settled_at: datetime
    record: int
    campaign_id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which results; an empty field leaves all. ``until`` is excluded.

    ``before`` is the (settled_at, attempt) of the last one of the page before, newest first.
    """

    campaign: int | None = None
    outcome: Outcome | None = None
    province: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, str] | None = None
    real_only: bool = False
    """Without the calls of a simulated switch."""


ALL = Wanted()

SHOWN_AS = {Outcome.FAILED: (Outcome.LOST,)}
"""Outcomes that results show by another's name."""


def condition(wanted: Wanted) -> Any:
    """For WHERE: attempts that are results, and wanted."""
    attempt = models.Attempt
    where = attempt.settled_at.is_null(False) & attempt.outcome.not_in(list(NOT_IN_RESULTS))
    if wanted.campaign is not None:
        where &= attempt.campaign == wanted.campaign
    if wanted.outcome is not None:
        shown = {wanted.outcome, *SHOWN_AS.get(wanted.outcome, ())}
        where &= attempt.outcome.in_(sorted(shown))
    if wanted.real_only:
        where &= ~attempt.simulated
    if wanted.province:
        where &= attempt.province == wanted.province
    if wanted.since is not None:
        where &= attempt.settled_at >= wanted.since
    if wanted.until is not None:
        where &= attempt.settled_at < wanted.until
    if wanted.before is not None:
        at, last = wanted.before
        earlier = (attempt.settled_at == at) & (attempt.id < last)
        where &= (attempt.settled_at < at) | earlier
    return where


def rows(
    wanted: Wanted = ALL, *, oldest_first: bool = False, limit: int | None = None
) -> Iterator[Result]:
    """Streams from the database; ``limit`` rows at most."""
    attempt, record, campaign, lists = models.Attempt, models.Record, models.Campaign, models.List
    order = (
        (attempt.settled_at, attempt.id)
        if oldest_first
        else (attempt.settled_at.desc(), attempt.id.desc())
    )
    query = (
        attempt.select(attempt, record, campaign, lists.name.alias("list_name"))
        .join(record)
        .switch(attempt)
        .join(campaign)
        .switch(attempt)
        .join(lists, JOIN.LEFT_OUTER, on=(lists.id == attempt.list_id), attr="its_list")
        .where(condition(wanted))
        .order_by(*order)
        .limit(limit)
    )
    for row in query.iterator():
        yield _result(row)


def _result(row: models.Attempt) -> Result:
    seconds = (row.ended_at - row.answered_at).total_seconds() if row.answered_at else 0.0
    its_list = getattr(row, "its_list", None)
    return Result(
        attempt=row.id,
        at=row.sent_at or row.start_at,
        number=row.number,
        campaign=row.campaign.name,
        kind=row.campaign.kind,
        list_name=its_list.list_name if its_list is not None else "",
        duration=max(0.0, seconds),
        outcome=row.outcome,
        account=row.record.account,
        full_name=row.record.full_name,
        province=row.record.province,
        keys=row.keys,
        cause=row.cause,
        sip_status=row.sip_status,
        simulated=row.simulated,
        settled_at=row.settled_at,
        record=row.record_id,
        campaign_id=row.campaign_id,
    )
