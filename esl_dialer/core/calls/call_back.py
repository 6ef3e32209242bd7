"""A call-back: somebody set when a record is called, whatever the retry rule says.

It is first in line when its time has come, and is not put off because the person heard a message
that day: they, or whoever spoke with them, asked for that call. The hours of the law and every stop
hold all the same. Once the record is taken for dialing the call-back is over.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from esl_dialer.core.calls.progress import PROTECTED_STATUSES, Progress
from esl_dialer.core.says import Says, word
from esl_dialer.core.words import CLAIMED_STATUSES, DIALABLE_STATUSES, RecordStatus

FARTHEST = timedelta(days=366)
LONGEST_NOTE = 255

NO_TIME = Says("say a day and a time, as 2026-11-24 15:00")
NO_SUCH_HOUR = Says("clocks are set forward there: that hour does not exist on that day")
IN_PROGRESS = Says("it is being called now: wait until the call has ended")
PAST = Says("it is in the past: choose a later time")
TOO_FAR = Says("it is more than a year ahead")
PROTECTED = Says("a stop protects it: it is not called")
FINISHED = Says("it is finished ({status}): say that it is to be called again")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record stood, or stands, without a call-back."""

    status: RecordStatus
    urgent: bool
    not_before: datetime | None


def read_time(text: str, zone: tzinfo) -> datetime | Says:
    """An instant of ISO 8601; without a zone of its own it is the zone's time. Of an hour that
    comes twice as clocks are set back, the first."""
    try:
        at = datetime.fromisoformat(text.strip())
        there = at if at.tzinfo else at.replace(tzinfo=zone)
        instant = there.astimezone(UTC)
        exists = bool(at.tzinfo) or instant.astimezone(zone).replace(tzinfo=None) == at
    except (ValueError, OverflowError):
        return NO_TIME
    return instant if exists else NO_SUCH_HOUR


def time_problem(at: datetime, now: datetime) -> Says | None:
    """What is wrong with the time itself."""
    if at <= now:
        return PAST
    return TOO_FAR if at > now + FARTHEST else None


def refusal(status: RecordStatus, *, stopped: bool, again: bool) -> Says | None:
    """Why this record gets no call-back. ``again``: whoever asks knows that it is finished."""
    if status in CLAIMED_STATUSES:
        return IN_PROGRESS
    if stopped or status in PROTECTED_STATUSES:
        return PROTECTED
    if status is RecordStatus.FILTERED_OUT:
        return Says("its campaign's filter leaves it out")
    if is_finished(status) and not again:
        return FINISHED.of(status=word(status))
    return None


def refusal_to_clear(status: RecordStatus) -> Says | None:
    """Why this record's call-back is not taken back: it would stand where it stood before a stop
    came, which is for good."""
    return PROTECTED if status in PROTECTED_STATUSES else None


def is_finished(status: RecordStatus) -> bool:
    """Nobody would call it again, but for a call-back."""
    return status not in DIALABLE_STATUSES | CLAIMED_STATUSES


def standing(progress: Progress) -> Standing:
    return Standing(progress.status, progress.urgent, progress.not_before)


def waits(progress: Progress, at: datetime) -> Progress:
    """The record with its call-back: a finished one is to be called again, once."""
    finished = is_finished(progress.status)
    status = RecordStatus.RETRY if finished else progress.status
    return replace(progress, status=status, urgent=True, not_before=at)


def without(progress: Progress, before: Standing) -> Progress:
    """The record as it was before it got its call-back."""
    return replace(
        progress, status=before.status, urgent=before.urgent, not_before=before.not_before
    )
