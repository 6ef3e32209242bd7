"""Calls as the floor sees them: the live feed, the day's numbers, the queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from esl_dialer.core.words import NOT_IN_RESULTS, CallState, CampaignKind, Outcome
from esl_dialer.store import models


@dataclass(frozen=True, slots=True)
class CallView:
    """One call of the feed. ``at`` is when it was last heard of."""

    attempt: str
    campaign_id: int
    campaign: str
    kind: CampaignKind
    record: int
    account: str
    full_name: str
    province: str
    number: str
    state: CallState
    outcome: Outcome | None
    claimed_at: datetime
    at: datetime


def newest(campaign_ids: Iterable[int], limit: int) -> list[CallView]:
    """The newest calls of these campaigns, newest first; one short index walk for each."""
    found = [view for one in campaign_ids for view in _newest_of(one, limit)]
    return sorted(found, key=lambda view: view.claimed_at, reverse=True)[:limit]


def _newest_of(campaign_id: int, limit: int) -> list[CallView]:
    attempt = models.Attempt
    return _views(
        (attempt.campaign == campaign_id)
        & (attempt.outcome.is_null() | attempt.outcome.not_in(list(NOT_IN_RESULTS))),
        limit,
    )


def of_record(record_id: int, limit: int) -> list[CallView]:
    """A record's attempts, newest first."""
    return _views(models.Attempt.record == record_id, limit)


def _views(where: object, limit: int) -> list[CallView]:
    attempt = models.Attempt
    query = (
        attempt.select(attempt, models.Record, models.Campaign)
        .join(models.Record)
        .switch(attempt)
        .join(models.Campaign)
        .where(where)
        .order_by(attempt.claimed_at.desc())
        .limit(limit)
    )
    return [_view(row) for row in query]


def _view(row: models.Attempt) -> CallView:
    told = (row.ended_at, row.bridged_at, row.answered_at, row.ringing_at, row.sent_at)
    return CallView(
        attempt=row.id,
        campaign_id=row.campaign_id,
        campaign=row.campaign.name,
        kind=row.campaign.kind,
        record=row.record_id,
        account=row.record.account,
        full_name=row.record.full_name,
        province=row.record.province,
        number=row.number,
        state=row.state,
        outcome=row.outcome,
        claimed_at=row.claimed_at,
        at=next((at for at in told if at is not None), row.claimed_at),
    )


def open_calls(limit: int) -> list[CallView]:
    """Calls that have not ended, oldest first: the guide's Call Queue."""
    states = [state for state in CallState if state is not CallState.ENDED]
    return sorted(_views(models.Attempt.state.in_(states), limit), key=lambda view: view.claimed_at)


def outcomes_since(at: datetime) -> dict[Outcome, int]:
    """How the calls ended that were settled since, those that rang nowhere left out."""
    table = models.Attempt
    rows = (
        table.select(table.outcome, fn.COUNT(table.id))
        .where((table.settled_at >= at) & table.outcome.not_in(list(NOT_IN_RESULTS)))
        .group_by(table.outcome)
        .tuples()
    )
    return {Outcome(outcome): count for outcome, count in rows}


def starts_since(campaign_ids: Iterable[int], at: datetime) -> int:
    """How many calls of these campaigns were started since."""
    table = models.Attempt
    return sum(
        table.select()
        .where((table.campaign == one) & (table.claimed_at >= at) & table.sent_at.is_null(False))
        .count()
        for one in campaign_ids
    )
