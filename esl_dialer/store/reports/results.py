"""Results: ended attempts that count, newest first or oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN

from esl_dialer.core.words import CampaignKind, Outcome
from esl_dialer.store import models
from esl_dialer.store.calls.attempts import talk_s
from esl_dialer.store.campaigns.campaigns import title_of
from esl_dialer.store.database import without_index
from esl_dialer.store.reports.result_filter import ALL, ResultFilter, condition, spans

__all__ = ["ALL", "Result", "ResultFilter", "rows"]

OUTBOUND = "outbound"
"""The direction of every call that is placed."""


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the results. ``duration`` in seconds from answer to end, 0 when unanswered.

    ``at`` is when the call was sent; results are ordered and picked by ``start_at``, when it was to
    be sent. ``settled_at`` is when it was over.
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
    start_at: datetime
    settled_at: datetime
    record: int
    campaign_id: int
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    """When the call ended, as the switch said; None: nobody can say."""
    direction: str = OUTBOUND
    said: str = ""
    """The key of the disposition that somebody gave it; empty: nobody did."""
    run: int = 1
    """The number of the campaign's run that it was placed in."""


def rows(
    wanted: ResultFilter = ALL, *, oldest_first: bool = False, limit: int | None = None
) -> Iterator[Result]:
    """By start, newest first or oldest first; ``limit`` at most. Reads as it is asked."""
    if wanted.number:
        yield from _rows(wanted, oldest_first=oldest_first, limit=limit)
        return
    left = limit
    for span in spans(wanted, oldest_first=oldest_first, limit=limit):
        for result in _rows(span, oldest_first=oldest_first, limit=left):
            yield result
            left = None if left is None else left - 1
        if left == 0:
            return


def _rows(wanted: ResultFilter, *, oldest_first: bool, limit: int | None) -> Iterator[Result]:
    attempt, record, person = models.Attempt, models.Record, models.Person
    campaign, lists = models.Campaign, models.List
    start = without_index(attempt.start_at) if wanted.number else attempt.start_at
    order = (start, attempt.id)
    query = (
        attempt.select(attempt, record, person, campaign, lists.name.alias("list_name"))
        .join(record)
        .join(person)
        .switch(attempt)
        .join(campaign)
        .switch(attempt)
        .join(lists, JOIN.LEFT_OUTER, on=(lists.id == attempt.list_id), attr="its_list")
        .where(condition(wanted))
        .order_by(*(order if oldest_first else (column.desc() for column in order)))
        .limit(limit)
    )
    for row in query.iterator():
        yield _result(row)


def _result(row: models.Attempt) -> Result:
    its_list = getattr(row, "its_list", None)
    return Result(
        attempt=row.id,
        at=row.sent_at or row.start_at,
        number=row.number,
        campaign=title_of(row.campaign),
        kind=row.campaign.kind,
        list_name=its_list.list_name if its_list is not None else "",
        duration=talk_s(row),
        outcome=row.outcome,
        account=row.record.account,
        full_name=row.record.person.full_name,
        province=row.record.person.province,
        keys=row.keys,
        cause=row.cause,
        sip_status=row.sip_status,
        simulated=row.simulated,
        start_at=row.start_at,
        settled_at=row.settled_at,
        record=row.record_id,
        campaign_id=row.campaign_id,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        said=row.disposition,
        run=row.run,
    )
