"""A refused attempt and the one that takes its place, through another gateway: one transaction."""

from datetime import datetime

from esl_dialer.core.call import Call
from esl_dialer.core.words import Outcome
from esl_dialer.store import attempts, models, outbox

COPIED = (
    "campaign", "record", "phone", "list_id", "run", "number", "caller_id", "transfer_number",
    "province", "simulated", "owner", "switch_core", "message_text", "template_version", "voice",
    "audio_path", "audio_ms", "decision",
)  # fmt: skip
"""What a linked attempt has from the one it follows."""


def tried(attempt_id: str) -> frozenset[str]:
    """The gateways of this attempt and of those it was linked to, back to the first."""
    table, names = models.Attempt, set()
    row = table.get_or_none(table.id == attempt_id)
    while row is not None:
        names.add(row.gateway)
        row = table.get_or_none(table.id == row.linked_to) if row.linked_to else None
    return frozenset(names)


def holds_its_record(attempt_id: str) -> bool:
    """Whether the record is still claimed for this attempt, in the campaign's present run."""
    row = models.Attempt.get_by_id(attempt_id)
    claim = models.Claim.get_or_none(models.Claim.record == row.record_id)
    campaign = models.Campaign.get_by_id(row.campaign_id)
    mine = claim is not None and claim.attempt_id == attempt_id
    return mine and row.run == campaign.run_number and row.settled_at is None


def link(
    call: Call, new_id: str, transfer_leg: str, gateway: str, start_at: datetime, now: datetime
) -> None:
    """Close the attempt as refused and hand its record's claim to a new one.

    Runs inside the caller's transaction, after ``holds_its_record``.
    """
    row = models.Attempt.get_by_id(call.attempt)
    attempts.close(call, Outcome.REFUSED, call.cause, now)
    attempts.end_leg(call.attempt, call.cause, call.ended_at or now)
    claim = models.Claim
    claim.update(attempt_id=new_id, claimed_at=now).where(claim.record == row.record_id).execute()
    models.Attempt.create(
        **{name: getattr(row, name) for name in COPIED},
        id=new_id,
        gateway=gateway,
        linked_to=row.id,
        transfer_leg=transfer_leg,
        claimed_at=now,
        start_at=start_at,
    )
    told = {"record": row.record_id}
    ended = told | {"attempt": row.id, "state": "ended", "outcome": str(Outcome.REFUSED)}
    outbox.put("attempt", ended, now, row.campaign_id)
    begun = told | {"attempt": new_id, "state": "claimed"}
    outbox.put("attempt", begun, now, row.campaign_id)
