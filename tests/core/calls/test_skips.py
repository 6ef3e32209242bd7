"""What a skip means for the record."""

from datetime import UTC, datetime, timedelta

from esl_dialer.core.calls.progress import Progress
from esl_dialer.core.calls.skips import skipped
from esl_dialer.core.words import Outcome, RecordStatus

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def test_a_skip_is_an_attempt_by_the_retry_rule():
    after = skipped(Progress(RecordStatus.PENDING), 2, 30, NOW)
    assert (after.status, after.attempts) == (RecordStatus.RETRY, 1)
    assert after.not_before == NOW + timedelta(minutes=30)


def test_the_last_skip_leaves_the_record_as_its_last_call_did():
    never = skipped(Progress(RecordStatus.RETRY, attempts=1), 2, 30, NOW)
    assert (never.status, never.not_before) == (RecordStatus.NO_ATTEMPT, None)
    rang = Progress(RecordStatus.RETRY, attempts=1, last_outcome=Outcome.NO_ANSWER)
    assert skipped(rang, 2, 30, NOW).status is RecordStatus.NO_ANSWER
