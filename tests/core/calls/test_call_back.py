"""A call-back: when it may be, of which records, and what it leaves when it is taken back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls import call_back
from esl_dialer.core.calls.progress import NEW, PROTECTED_STATUSES, Progress
from esl_dialer.core.words import CLAIMED_STATUSES, DIALABLE_STATUSES, RecordStatus

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TORONTO = ZoneInfo("America/Toronto")
FREE = sorted(set(RecordStatus) - CLAIMED_STATUSES - PROTECTED_STATUSES)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-24 15:00", datetime(2026, 11, 24, 20, 0, tzinfo=UTC)),
        ("2026-11-24T15:00", datetime(2026, 11, 24, 20, 0, tzinfo=UTC)),
        ("2026-11-24T15:00Z", datetime(2026, 11, 24, 15, 0, tzinfo=UTC)),
        ("2026-11-24T15:00-08:00", datetime(2026, 11, 24, 23, 0, tzinfo=UTC)),
        ("2026-11-01 01:30", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("2027-03-14 02:30", call_back.NO_SUCH_HOUR),
        ("2027-03-14 03:00", datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        ("tomorrow", call_back.NO_TIME),
        ("", call_back.NO_TIME),
        ("2026-02-30 10:00", call_back.NO_TIME),
        ("9999-12-31T23:59", call_back.NO_TIME),
    ],
)
def test_a_time_without_a_zone_is_the_callees(text, at):
    assert call_back.read_time(text, TORONTO) == at


@pytest.mark.parametrize(
    ("later", "problem"),
    [
        (timedelta(0), call_back.PAST),
        (timedelta(minutes=-1), call_back.PAST),
        (timedelta(minutes=1), None),
        (call_back.FARTHEST, None),
        (call_back.FARTHEST + timedelta(minutes=1), call_back.TOO_FAR),
    ],
)
def test_a_call_back_is_ahead_by_a_year_at_most(later, problem):
    assert call_back.time_problem(NOW + later, NOW) == problem


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("status", RecordStatus)
def test_nobody_who_is_protected_left_out_or_being_called_gets_one(status, again):
    refused = call_back.refusal(status, stopped=False, again=again)
    if status in DIALABLE_STATUSES:
        assert refused is None
    elif status in CLAIMED_STATUSES | PROTECTED_STATUSES | {RecordStatus.FILTERED_OUT}:
        assert refused is not None
    else:
        assert (refused is None) == again
    assert call_back.refusal(status, stopped=True, again=again) is not None


@given(st.sampled_from(FREE), st.booleans(), st.sampled_from([None, NOW]), st.integers(0, 6))
def test_what_is_cleared_is_as_if_it_had_not_been_set(status, urgent, not_before, attempts):
    before = Progress(status, attempts, urgent=urgent, not_before=not_before)
    at = NOW + timedelta(hours=3)
    waiting = call_back.waits(before, at)
    assert waiting.dialable
    assert (waiting.urgent, waiting.not_before, waiting.attempts) == (True, at, attempts)
    assert call_back.without(waiting, call_back.standing(before)) == before


def test_one_that_was_not_dialed_yet_stays_so():
    assert call_back.waits(NEW, NOW).status is RecordStatus.PENDING
