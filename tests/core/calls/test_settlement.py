"""What the end of an attempt changes, all of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls.progress import (
    NEW,
    PROMISED_IN_A_CALL,
    PROTECTED_STATUSES,
    Progress,
)
from esl_dialer.core.calls.settlement import PhoneChange, Sibling, passed_on, reached_at, settled
from esl_dialer.core.people.stops import NumberStop
from esl_dialer.core.words import Outcome, RecordAudio, RecordStatus, StopReason
from tests.core.calls.settlements import (
    BEFORE,
    BUSY,
    CALLS,
    CONGESTED,
    HEARD,
    LATER,
    MINE,
    NO_SUCH_NUMBER,
    NOTHING_HEARD,
    NOW,
    SIBLING,
    WRONG,
    befores,
)

HOUR = timedelta(hours=1)


def test_a_call_that_counts_moves_its_record_and_its_phone_on():
    done = settled(BEFORE, BUSY, Outcome.BUSY, "USER_BUSY", LATER)
    assert (done.outcome, done.cause, done.settled_at) == (Outcome.BUSY, "USER_BUSY", LATER)
    assert done.progress == Progress(
        RecordStatus.RETRY, 1, 0, 2, LATER + 4 * HOUR, last_outcome=Outcome.BUSY
    )
    assert done.phone == PhoneChange(101, dials=1, invalid=False)
    assert (done.releases, done.ready, done.stop, done.reopened) == (True, False, None, "")


@pytest.mark.parametrize("how", [Outcome.REFUSED, Outcome.NOT_PLACED])
def test_what_never_rang_is_no_dial_of_the_phone(how):
    done = settled(BEFORE, CONGESTED, how, "", LATER)
    assert done.phone is None
    assert (done.progress.attempts, done.progress.next_phone) == (0, 1)


def test_a_number_that_does_not_exist_gives_way_at_once():
    done = settled(BEFORE, NO_SUCH_NUMBER, Outcome.FAILED, "", LATER)
    assert done.phone == PhoneChange(101, dials=1, invalid=True)
    assert (done.progress.next_phone, done.progress.not_before) == (2, LATER)


def test_without_a_good_phone_the_record_is_at_its_end():
    alone = replace(BEFORE, phones=(BEFORE.phones[1],))
    assert settled(alone, NO_SUCH_NUMBER, Outcome.FAILED, "", LATER).progress.status == "failed"


def test_a_wrong_person_stops_the_number_and_not_for_a_rehearsal():
    done = settled(BEFORE, WRONG, Outcome.WRONG_PERSON, "", LATER)
    assert done.progress.status is RecordStatus.WRONG_PERSON
    assert done.phone == PhoneChange(101, dials=1, invalid=True)
    assert done.stop == NumberStop(
        "4165550100", StopReason.WRONG_PERSON, "pressed 2", "callee", MINE.id
    )
    rehearsed = replace(BEFORE, attempt=replace(MINE, simulated=True))
    assert settled(rehearsed, WRONG, Outcome.WRONG_PERSON, "", LATER).stop is None


def test_a_record_that_another_attempt_holds_is_left_alone():
    done = settled(replace(BEFORE, claimed_for="another"), BUSY, Outcome.BUSY, "", LATER)
    assert (done.releases, done.progress) == (False, None)
    assert done.phone is not None


@pytest.mark.parametrize("audio", RecordAudio)
def test_a_record_whose_campaign_was_reset_meanwhile_begins_the_new_run(audio):
    done = settled(replace(BEFORE, run=4, audio=audio), HEARD, Outcome.COMPLETED, "", LATER)
    assert (done.releases, done.progress) == (True, NEW)
    assert done.ready == (audio is RecordAudio.READY)


def test_one_that_has_begun_it_already_stays_as_it_is():
    begun = replace(BEFORE, run=4, progress=NEW)
    assert settled(begun, HEARD, Outcome.COMPLETED, "", LATER).progress is None


def test_an_attempt_without_a_phone_tells_none():
    gone = replace(BEFORE, attempt=replace(MINE, phone=None), progress=Progress("dialing", 0, 0, 2))
    done = settled(gone, BUSY, Outcome.BUSY, "", LATER)
    assert (done.phone, done.progress.next_phone) == (None, 0)


def test_a_refused_attempt_that_another_follows_leaves_all_to_it():
    done = passed_on(BEFORE, CONGESTED, LATER)
    assert (done.outcome, done.cause) == (Outcome.REFUSED, "SWITCH_CONGESTION")
    assert (done.releases, done.progress, done.phone, done.stop) == (False, None, None, None)


@pytest.mark.parametrize(
    ("siblings", "reached"),
    [
        ((), 1),
        ((SIBLING,), 2),
        ((replace(SIBLING, outcome=Outcome.REFUSED),), 1),
        ((replace(SIBLING, outcome=None),), 1),
        ((replace(SIBLING, answered=True),), 0),
        ((replace(SIBLING, contact=1),), 0),
        ((replace(SIBLING, claimed_at=NOW + HOUR),), 1),
        ((replace(SIBLING, claimed_at=NOW + HOUR, contact=2),), 0),
    ],
)
def test_at_which_attempt_the_person_was_reached(siblings: tuple[Sibling, ...], reached):
    before = replace(BEFORE, siblings=siblings)
    assert reached_at(before) == reached
    assert settled(before, HEARD, Outcome.COMPLETED, "", LATER).contact == reached
    assert settled(before, BUSY, Outcome.BUSY, "", LATER).contact == 0


@given(befores(), st.sampled_from(Outcome), st.sampled_from([NOTHING_HEARD, *CALLS.values()]))
def test_a_settlement_is_whole(before, how, call):
    """Whatever became of it: the record is free, dialed later or never, and ready never at once."""
    done = settled(before, call, how, "", LATER)
    assert done.releases
    assert done.progress.status not in {RecordStatus.QUEUED, RecordStatus.DIALING}
    assert done.progress.last_outcome is how
    assert not done.ready
    assert (done.stop is not None) == (how is Outcome.WRONG_PERSON and not before.attempt.simulated)
    if done.phone is not None and done.phone.invalid and done.progress.dialable:
        assert done.progress.next_phone != 1


def test_a_promise_not_to_call_stands_and_what_a_call_came_to_may_have_been_simulated():
    assert {"dnc", "wrong_person", "stopped", "deleted"} == PROTECTED_STATUSES
    assert PROTECTED_STATUSES - {"deleted"} == PROMISED_IN_A_CALL


def test_no_number_is_dialed_more_often_in_a_run_than_the_campaign_says():
    once = replace(BEFORE, policy=replace(BEFORE.policy, max_per_number=1))
    done = settled(once, BUSY, Outcome.BUSY, "", LATER)
    assert (done.progress.status, done.progress.next_phone) == (RecordStatus.RETRY, 2)
    others = tuple(replace(SIBLING, phone=phone) for phone in (100, 102))
    spent = settled(replace(once, siblings=others), BUSY, Outcome.BUSY, "", LATER)
    assert spent.progress.status is RecordStatus.BUSY
    refused = tuple(replace(one, outcome=Outcome.REFUSED) for one in others)
    left = settled(replace(once, siblings=refused), BUSY, Outcome.BUSY, "", LATER)
    assert left.progress.status is RecordStatus.RETRY
