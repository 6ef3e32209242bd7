"""A refused attempt and the one that takes its place, through another gateway: one transaction."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.calls.call import Call
from esl_dialer.core.words import CallState, Outcome
from esl_dialer.store import models
from esl_dialer.store.calls import attempts
from esl_dialer.store.system import outbox

COPIED = (
    "campaign", "record", "phone", "list_id", "run", "number", "caller_id", "transfer_number",
    "province", "simulated", "owner", "switch_core", "message_text", "template_version", "voice",
    "audio_path", "audio_ms", "decision",
)  # fmt: skip
"""What a linked attempt has from the one it follows."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An attempt that was refused, and the gateways tried since the first it is linked to."""

    number: str
    caller_id: str
    transfer_number: str
    tried: frozenset[str]


@dataclass(frozen=True, slots=True)
class Linked:
    """The attempt that follows."""

    id: str
    gateway: str
    transfer_leg: str
    start_at: datetime


def refused(attempt_id: str) -> Refused | None:
    """None when the record is not claimed for this attempt, or its campaign was reset since."""
    row = models.Attempt.get_by_id(attempt_id)
    claim = models.Claim.get_or_none(models.Claim.record == row.record_id)
    run = models.Campaign.get_by_id(row.campaign_id).run_number
    if claim is None or claim.attempt_id != attempt_id or row.run != run or row.settled_at:
        return None
    return Refused(row.number, row.caller_id, row.transfer_number, _tried(row))


def _tried(row: models.Attempt | None) -> frozenset[str]:
    names = set()
    while row is not None:
        names.add(row.gateway)
        row = models.Attempt.get_or_none(models.Attempt.id == row.linked_to)
    return frozenset(names)


def link(call: Call, following: Linked, now: datetime) -> bool:
    """Close the attempt as refused and hand its record's claim to the one that follows.

    Runs inside the caller's transaction, after ``refused``. False when another hand settled the
    attempt meanwhile: then nothing follows, for its record may be free or called already.
    """
    row = models.Attempt.get_by_id(call.attempt)
    if not attempts.close(call, Outcome.REFUSED, call.cause, now):
        return False
    attempts.end_leg(call.attempt, call.cause, call.ended_at or now)
    claim = models.Claim
    handed = claim.update(attempt_id=following.id, claimed_at=now)
    handed.where(claim.record == row.record_id).execute()
    models.Attempt.create(
        **{name: getattr(row, name) for name in COPIED},
        id=following.id,
        gateway=following.gateway,
        linked_to=row.id,
        transfer_leg=following.transfer_leg,
        claimed_at=now,
        start_at=following.start_at,
    )
    record, campaign = row.record_id, row.campaign_id
    outbox.put_attempt(row.id, record, campaign, CallState.ENDED, now, outcome=Outcome.REFUSED)
    outbox.put_attempt(following.id, record, campaign, CallState.CLAIMED, now)
    return True
