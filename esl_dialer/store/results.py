"""Results: ended attempts that count, newest first or oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN

from esl_dialer.core.words import NOT_IN_RESULTS, CampaignKind, Outcome
from esl_dialer.store import models


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the results. ``duration`` in seconds from answer to end, 0 when unanswered."""

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


def rows(
    campaign_id: int | None = None, *, oldest_first: bool = False, limit: int | None = None
) -> Iterator[Result]:
    """Streams from the database; ``limit`` rows at most."""
    attempt, record, campaign, lists = models.Attempt, models.Record, models.Campaign, models.List
    where = attempt.settled_at.is_null(False) & attempt.outcome.not_in(list(NOT_IN_RESULTS))
    if campaign_id is not None:
        where &= attempt.campaign == campaign_id
    order = attempt.settled_at if oldest_first else attempt.settled_at.desc()
    query = (
        attempt.select(attempt, record, campaign, lists.name.alias("list_name"))
        .join(record)
        .switch(attempt)
        .join(campaign)
        .switch(attempt)
        .join(lists, JOIN.LEFT_OUTER, on=(lists.id == attempt.list_id), attr="its_list")
        .where(where)
        .order_by(order, attempt.id)
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
    )
