"""The end of an attempt: what is asked before it is decided, and the writing of what was decided.

Both inside one transaction of the caller's. What follows is decided in ``core.calls.settlement``.
"""

from dataclasses import fields

from esl_dialer.core.calls.progress import Progress
from esl_dialer.core.calls.retry import RetryPolicy
from esl_dialer.core.calls.settlement import (
    Attempted,
    Before,
    KnownPhone,
    PhoneChange,
    Settlement,
    Sibling,
)
from esl_dialer.core.words import CallState, CampaignKind
from esl_dialer.store.calls import attempts
from esl_dialer.store.models import Attempt, Campaign, Claim, Phone, Record
from esl_dialer.store.people import stops
from esl_dialer.store.statements import Select, Update, run
from esl_dialer.store.system import outbox

_BEFORE = Select(
    "FROM attempt JOIN record ON record.id = attempt.record_id"
    " JOIN campaign ON campaign.id = attempt.campaign_id"
    " LEFT JOIN claim ON claim.record_id = attempt.record_id WHERE attempt.id = ?",
    (Attempt, [field.name for field in fields(Attempted)]),
    (Record, [field.name for field in fields(Progress)]),
    (Record, ["audio"]),
    (Claim, ["attempt_id"]),
    (Campaign, ["run_number", "run_state", "run_state_at"]),
    (Campaign, ["kind", "max_attempts", "retry_minutes", "retry_policy"]),
)
_PHONES = Select(
    "FROM phone WHERE record_id = ? ORDER BY position",
    (Phone, ["id", "position", "invalid", "do_not_call"]),
)
_SIBLINGS = Select(
    "FROM attempt WHERE record_id = ? AND run = ? AND id <> ?",
    (Attempt, ["claimed_at", "outcome", "answered_at", "contact"]),
)

_CLOSE = Update(
    Attempt,
    ("state", "outcome", "cause", "settled_at", "contact", "heard_at", *attempts.HEARD),
    "id = ? AND COALESCE(outcome, '') = ?",
)
_MOVE_ON = Update(Record, [*(field.name for field in fields(Progress)), "ready"], "id = ?")


def before(attempt_id: str, *, siblings: bool) -> Before | None:
    """The attempt and all around it; ``siblings``: the run's other attempts too, by a read more."""
    found = next(_BEFORE.groups(attempt_id), None)
    if found is None:
        return None
    attempt, progress, (audio,), (claimed_for,), now, policy = found
    attempted = Attempted(*attempt)
    run_number, run_state, run_state_at = now
    return Before(
        attempt=attempted,
        progress=Progress(*progress),
        audio=audio,
        claimed_for=claimed_for or "",
        run=run_number,
        run_state=run_state,
        run_state_at=run_state_at,
        policy=_policy(*policy),
        phones=tuple(KnownPhone(*phone) for phone in _PHONES.rows(attempted.record)),
        siblings=_siblings(attempted) if siblings else (),
    )


def _policy(
    kind: CampaignKind, most: int, minutes: int, by_outcome: dict[str, int] | None
) -> RetryPolicy:
    return RetryPolicy(kind, most, minutes, by_outcome or {})


def _siblings(attempt: Attempted) -> tuple[Sibling, ...]:
    return tuple(
        Sibling(claimed_at, outcome, answered_at is not None, contact)
        for claimed_at, outcome, answered_at, contact in _SIBLINGS.rows(
            attempt.record, attempt.run, attempt.id
        )
    )


def commit(done: Settlement) -> bool:
    """Write all that it says; False, and nothing written, when the attempt's outcome is another
    than it was."""
    if not _close(done):
        return False
    attempt, call = done.was, done.call
    attempts.end_leg(attempt.id, done.cause, call.ended_at or done.settled_at)
    if done.phone is not None:
        _note_phone(done.phone)
    if done.releases:
        run("DELETE FROM claim WHERE record_id = ? AND attempt_id = ?", attempt.record, attempt.id)
    if done.progress is not None:
        _move_on(done, done.progress)
    if done.stop is not None:
        stops.put(done.stop, done.at)
    _tell(done)
    return True


def _close(done: Settlement) -> bool:
    how = (CallState.ENDED, done.outcome, done.cause, done.settled_at)
    values = (*how, done.contact, done.heard_at, *attempts.heard_of(done.call))
    return bool(_CLOSE(values, done.was.id, done.was.outcome or ""))


def _note_phone(phone: PhoneChange) -> None:
    text = "UPDATE phone SET dialed = dialed + ?, invalid = ? WHERE id = ?"
    run(text, phone.dials, phone.invalid, phone.id)


def _move_on(done: Settlement, to: Progress) -> None:
    values = [getattr(to, field.name) for field in fields(Progress)]
    _MOVE_ON([*values, done.ready], done.was.record)


def _tell(done: Settlement) -> None:
    if done.reopened:
        outbox.put("campaign.reopened", {"completed": done.reopened}, done.at, done.was.campaign)
    was, ended = done.was, CallState.ENDED
    outbox.put_attempt(was.id, was.record, was.campaign, ended, done.at, outcome=done.outcome)
