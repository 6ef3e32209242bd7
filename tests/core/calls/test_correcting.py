"""What may still be set right of an attempt that was settled."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls import correcting
from esl_dialer.core.calls.closing import FINISHED
from esl_dialer.core.calls.correcting import record_waits
from esl_dialer.core.calls.progress import Progress
from esl_dialer.core.calls.settlement import PhoneChange, settled
from esl_dialer.core.words import Outcome, RecordStatus, RunState
from tests.core.calls.settlements import (
    BEFORE,
    BUSY,
    CALLS,
    CONGESTED,
    HEARD,
    LATER,
    NOTHING_HEARD,
    NOW,
    SIBLING,
    WRONG,
    befores,
    closed,
)

HOUR = timedelta(hours=1)
LOST = Progress(RecordStatus.RETRY, attempts=1, last_outcome=Outcome.LOST)
LEFT = replace(closed(BEFORE, Outcome.LOST), progress=LOST)
MOVED_ON = [
    replace(LEFT, progress=replace(LOST, urgent=True)),
    replace(LEFT, run=4),
    replace(LEFT, claimed_for="another"),
    replace(LEFT, siblings=(replace(SIBLING, claimed_at=LATER),)),
    replace(LEFT, attempt=replace(LEFT.attempt, disposition="not_interested")),
    replace(LEFT, progress=replace(LOST, status=RecordStatus.DNC)),
    replace(LEFT, progress=replace(LOST, status=RecordStatus.PENDING)),
    replace(LEFT, progress=replace(LOST, last_outcome=Outcome.BUSY)),
]


# --- a lost attempt's end ----------------------------------------------------------------------


def test_a_record_that_stands_where_it_was_left_waits():
    assert record_waits(LEFT)
    assert record_waits(replace(LEFT, siblings=(SIBLING,)))
    assert record_waits(replace(LEFT, progress=replace(LOST, status=RecordStatus.FAILED)))


@pytest.mark.parametrize("before", MOVED_ON)
def test_of_a_record_that_has_moved_on_only_the_attempt_is_corrected(before):
    assert not record_waits(before)
    done = correcting.found_after_all(before, BUSY, LATER)
    assert (done.outcome, done.cause, done.progress) == (Outcome.BUSY, "USER_BUSY", None)
    assert done.settled_at == before.attempt.settled_at


@given(befores(), st.sampled_from([*CALLS.values()]))
def test_lost_and_found_is_as_if_it_had_been_known_at_once(before, call):
    """But for a place first in line, which a lost call has taken."""
    lost = settled(before, NOTHING_HEARD, Outcome.LOST, "", LATER)
    since = replace(closed(before, Outcome.LOST), progress=lost.progress)
    found = correcting.found_after_all(since, call, LATER + HOUR)
    at_once = settled(before, call, found.outcome, call.cause, call.ended_at)
    in_line = found.outcome is not Outcome.REFUSED and at_once.progress.urgent
    assert found.progress == replace(at_once.progress, urgent=in_line)
    assert (found.contact, found.stop) == (at_once.contact, at_once.stop)
    assert _dials(lost.phone) + _dials(found.phone) == _dials(at_once.phone)


def _dials(change: PhoneChange | None) -> int:
    return change.dials if change else 0


def test_a_completed_campaign_that_has_something_to_dial_again_is_told_of():
    completed = replace(LEFT, run_state=RunState.COMPLETED, run_reason=FINISHED)
    assert correcting.found_after_all(completed, BUSY, LATER).reopened == str(NOW)
    assert correcting.found_after_all(LEFT, BUSY, LATER).reopened == ""
    assert correcting.found_after_all(completed, WRONG, LATER).reopened == ""


@pytest.mark.parametrize("how", [o for o in Outcome if o is not Outcome.LOST])
def test_only_what_was_lost_is_found(how):
    assert correcting.found_after_all(closed(BEFORE, how), BUSY, LATER) is None


# --- a channel of what was never placed --------------------------------------------------------


def test_what_was_never_placed_and_rings_counts_from_now_on():
    waits = Progress(RecordStatus.PENDING, not_before=LATER, last_outcome=Outcome.NOT_PLACED)
    before = replace(closed(BEFORE, Outcome.NOT_PLACED), progress=waits)
    done = correcting.stray(before, NOTHING_HEARD, LATER)
    assert done.outcome is Outcome.LOST
    assert (done.progress.status, done.progress.attempts) == (RecordStatus.RETRY, 1)
    assert done.phone == PhoneChange(101, dials=1, invalid=False)


@pytest.mark.parametrize("status", [RecordStatus.QUEUED, RecordStatus.DNC])
def test_a_record_that_is_called_again_or_stopped_is_left_alone_by_a_stray(status):
    before = replace(closed(BEFORE, Outcome.NOT_PLACED), progress=Progress(status))
    assert correcting.stray(before, NOTHING_HEARD, LATER).progress is None


def test_only_what_was_not_placed_becomes_a_stray():
    found = {how: correcting.stray(closed(BEFORE, how), BUSY, LATER) for how in Outcome}
    assert [how for how, done in found.items() if done] == [Outcome.NOT_PLACED]


# --- a late key --------------------------------------------------------------------------------


@pytest.mark.parametrize("how", Outcome)
def test_a_late_2_makes_a_wrong_persons_of_what_had_no_key(how):
    done = correcting.wrong_person(closed(BEFORE, how), WRONG, LATER)
    assert (done is not None) == (how in {Outcome.HUNG_UP, Outcome.COMPLETED, Outcome.LOST})
    if done is not None:
        assert done.progress.status is RecordStatus.WRONG_PERSON
        assert done.phone == PhoneChange(101, dials=0, invalid=True)
        assert done.stop is not None


def test_of_an_old_run_the_number_is_stopped_and_the_record_stays():
    done = correcting.wrong_person(replace(closed(BEFORE, Outcome.HUNG_UP), run=4), WRONG, LATER)
    assert done.progress is None
    assert done.stop is not None


def test_what_a_correction_does_not_tell_stays():
    before = closed(BEFORE, Outcome.HUNG_UP)
    before = replace(before, attempt=replace(before.attempt, contact=3))
    done = correcting.wrong_person(before, replace(HEARD, key="2"), LATER + HOUR)
    assert (done.contact, done.settled_at, done.at) == (3, LATER, LATER + HOUR)
    assert correcting.stray(before, CONGESTED, LATER) is None
