"""What becomes of a record whom an agent saw, and did not want dialed."""

from dataclasses import replace
from datetime import datetime, timedelta

from esl_dialer.core.calls.progress import Progress
from esl_dialer.core.words import RecordStatus


def skipped(before: Progress, most: int, minutes: int, now: datetime) -> Progress:
    """What the record comes to: as after an attempt that reached nobody, by the campaign's retry
    rule; it has ``most`` attempts, ``minutes`` apart. No law counts it: nobody was called."""
    attempts = before.attempts + 1
    if attempts < most:
        wait = now + timedelta(minutes=minutes)
        return replace(before, status=RecordStatus.RETRY, attempts=attempts, not_before=wait)
    ended = _FINAL.get(str(before.last_outcome), RecordStatus.NO_ATTEMPT)
    return replace(before, status=ended, attempts=attempts, not_before=None, urgent=False)


_FINAL = {
    str(status): status
    for status in RecordStatus
    if status not in {RecordStatus.PENDING, RecordStatus.QUEUED, RecordStatus.RETRY}
}
"""The status of a record whose last outcome is that word."""
