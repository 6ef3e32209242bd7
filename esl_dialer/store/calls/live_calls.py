"""Calls as the floor sees them: the live feed, the day's numbers, the queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from esl_dialer.core.words import NOT_IN_RESULTS, OPEN_STATES, CallState, CampaignKind, Outcome
from esl_dialer.store import models
from esl_dialer.store.calls.attempts import talk_s
from esl_dialer.store.campaigns.campaigns import title_of


@dataclass(frozen=True, slots=True)
class CallView:
    """One call of the feed. ``at`` is when it was last heard of.

    ``talk_s`` is seconds from answer to end, 0 when unanswered or not ended.
    """

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
    talk_s: float
    keys: str
    cause: str
    simulated: bool
    """Nobody was called."""
    law_decision: int
    """The number of what the law let it through by; 0: no rule was asked."""
    caller_id: str
    """What the person's phone shows."""
    gateway: str
    """Its name; empty until the call is sent."""
    answered_at: datetime | None
    connected_at: datetime | None
    """When a representative took it."""
    disposition: str = ""
    """The key of what somebody said it came to; empty: nobody did."""

    @property
    def phase(self) -> str:
        """How it stands, for people: its outcome once it ended; queued until it is sent;
        connected while a representative is on it."""
        if self.outcome is not None or self.state is CallState.ENDED:
            return str(self.outcome or self.state)
        if self.state is CallState.ANSWERED and self.connected_at is not None:
            return "connected"
        return "queued" if self.state is CallState.CLAIMED else str(self.state)

    @property
    def phase_since(self) -> datetime | None:
        """Since when it stands so; None once it ended."""
        return None if self.phase in set(Outcome) | {CallState.ENDED} else self.at


def newest(campaign_id: int | None, limit: int) -> list[CallView]:
    """The newest calls, of a campaign or of all, newest first."""
    attempt = models.Attempt
    where = attempt.outcome.is_null() | attempt.outcome.not_in(list(NOT_IN_RESULTS))
    if campaign_id is not None:
        return _views(where & (attempt.campaign == campaign_id), limit)
    return _views(where, limit, attempt.start_at)


def of_record(record_id: int, limit: int) -> list[CallView]:
    """A record's attempts, newest first."""
    return _views(models.Attempt.record == record_id, limit)


def _views(where: object, limit: int, newest_by: Any = models.Attempt.claimed_at) -> list[CallView]:
    attempt = models.Attempt
    query = (
        attempt.select(attempt, models.Record, models.Person, models.Campaign)
        .join(models.Record)
        .join(models.Person)
        .switch(attempt)
        .join(models.Campaign)
        .where(where)
        .order_by(newest_by.desc())
        .limit(limit)
    )
    return [_view(row) for row in query]


def _view(row: models.Attempt) -> CallView:
    told = (row.ended_at, row.bridged_at, row.answered_at, row.ringing_at, row.sent_at)
    return CallView(
        attempt=row.id,
        campaign_id=row.campaign_id,
        campaign=title_of(row.campaign),
        kind=row.campaign.kind,
        record=row.record_id,
        account=row.record.account,
        full_name=row.record.person.full_name,
        province=row.record.person.province,
        number=row.number,
        state=row.state,
        outcome=row.outcome,
        claimed_at=row.claimed_at,
        at=next((at for at in told if at is not None), row.claimed_at),
        talk_s=talk_s(row),
        keys=row.keys,
        cause=row.cause,
        simulated=row.simulated,
        law_decision=row.law_decision,
        caller_id=row.caller_id,
        gateway=row.gateway,
        answered_at=row.answered_at,
        connected_at=row.bridged_at,
        disposition=row.disposition,
    )


def open_calls(limit: int) -> list[CallView]:
    """Calls that have not ended, oldest first: the guide's Call Queue."""
    return sorted(
        _views(models.Attempt.state.in_(OPEN_STATES), limit), key=lambda view: view.claimed_at
    )


def open_since(at: datetime) -> int:
    """How many calls were started since and have not ended."""
    table = models.Attempt
    begun = (table.start_at >= at) & table.sent_at.is_null(False)
    return int(table.select().where(table.state.in_(OPEN_STATES) & begun).count())


def starts_since(at: datetime) -> int:
    """How many calls were started since."""
    table = models.Attempt
    return int(table.select().where((table.start_at >= at) & table.sent_at.is_null(False)).count())
