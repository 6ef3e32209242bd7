"""What a call meant: which key decides, and how it ended."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls.call import Call, advance, heard, number_is_bad, outcome_of
from esl_dialer.core.calls.events import Answered, Bridged, Ended, KeyPressed
from esl_dialer.core.flows import LINK_BACK, MESSAGE_DROP
from esl_dialer.core.words import CallState, Outcome, Step
from tests.core.calls.call_stories import LEG, MESSAGE_MS, an_end, at, lb, md, replay, unanswered
from tests.core.calls.causes_of_freeswitch import NAMES


def test_the_first_key_that_means_something_decides():
    presses = [KeyPressed(LEG, at(1000 + i), key) for i, key in enumerate("9*12")]
    call = replay(lb(), [Answered(LEG, at(300)), *presses])
    assert (call.key, call.keys) == ("1", "9*12")


def test_a_key_in_the_representatives_menu_does_not_count():
    bridged = [Answered(LEG, at(300)), Bridged(LEG, at(4000), "other")]
    call = replay(lb(), [*bridged, KeyPressed(LEG, at(4000), "2")])
    assert (call.key, call.keys) == ("", "")
    ended = advance(call, an_end(bridged_at=at(4000), step=Step.TRANSFER, keys="12"))
    assert outcome_of(ended) is Outcome.TRANSFERRED
    assert ended.key == "1"


def test_a_key_pressed_before_the_bridge_and_told_after_it_counts():
    events = [Answered(LEG, at(300)), Bridged(LEG, at(4000), "other")]
    assert replay(lb(), [*events, KeyPressed(LEG, at(3999), "1")]).key == "1"


def test_a_late_key_is_not_lost():
    call = replay(lb(), [an_end(step=Step.MESSAGE), KeyPressed(LEG, at(3000), "2")])
    assert (call.key, outcome_of(call)) == ("2", Outcome.WRONG_PERSON)


def test_a_key_stamped_after_the_end_is_not_of_this_call():
    ended = replay(lb(), [an_end()])
    assert advance(ended, KeyPressed(LEG, at(6301), "2")) is ended


def test_a_key_after_the_decision_does_not_undo_it():
    end = an_end(step=Step.APOLOGY, keys="12", terminator="2")
    assert outcome_of(replay(lb(), [end])) is Outcome.TRANSFER_FAILED
    twisted = [KeyPressed(LEG, at(1010), "2"), KeyPressed(LEG, at(1000), "1"), end]
    assert outcome_of(replay(lb(), twisted)) is Outcome.TRANSFER_FAILED


def test_a_key_that_only_the_terminator_tells_of():
    call = replay(lb(), [an_end(step=Step.HEARD, terminator="1")])
    assert (call.key, call.keys, outcome_of(call)) == ("1", "1", Outcome.TRANSFER_FAILED)


def test_the_default_terminator_of_a_message_drop_is_no_key():
    assert replay(md(), [an_end(terminator="none")]).keys == ""


@given(st.text(alphabet="12345", min_size=1, max_size=4))
def test_keys_decide_nothing_in_a_message_drop(keys):
    presses = [KeyPressed(LEG, at(1000 + i), key) for i, key in enumerate(keys)]
    call = replay(md(), [Answered(LEG, at(300)), *presses, an_end(keys=keys)])
    assert (call.key, call.keys, outcome_of(call)) == ("", keys, Outcome.COMPLETED)


def test_a_person_who_leans_on_the_keys_fills_no_more_than_the_column():
    presses = [KeyPressed(LEG, at(1000 + i), "5") for i in range(100)]
    assert len(replay(lb(), presses).keys) == 32
    assert len(replay(lb(), [an_end(keys="5" * 100)]).keys) == 32


def test_a_missing_file_is_not_a_message_heard():
    """Its playback ends at once, and the flow goes on to the step ``heard``."""
    call = replay(md(), [an_end(at=at(310), step=Step.HEARD)])
    assert outcome_of(call) is Outcome.HUNG_UP
    assert not heard(call)


def test_a_message_of_unknown_length_is_never_heard():
    call = replay(replace(md(), message_ms=0), [an_end(step=Step.HEARD)])
    assert outcome_of(call) is Outcome.HUNG_UP


@pytest.mark.parametrize(
    ("ms", "outcome"), [(MESSAGE_MS - 1, Outcome.HUNG_UP), (MESSAGE_MS, Outcome.COMPLETED)]
)
def test_heard_to_the_end_means_to_the_last_millisecond(ms, outcome):
    assert outcome_of(replay(md(), [an_end(at=at(300 + ms))])) is outcome


def test_a_hangup_in_the_pause_is_counted_as_heard_but_not_as_completed():
    call = replay(lb(), [an_end(step=Step.MESSAGE)])
    assert heard(call)
    assert outcome_of(call) is Outcome.HUNG_UP


@given(
    st.builds(
        Call,
        st.just(LEG),
        st.sampled_from([LINK_BACK, MESSAGE_DROP]),
        st.sampled_from([0, MESSAGE_MS, 60_000]),
        state=st.just(CallState.ENDED),
        answered_at=st.sampled_from([None, at(0)]),
        bridged_at=st.sampled_from([None, at(1)]),
        ended_at=st.just(at(9000)),
        step=st.sampled_from(Step),
        key=st.sampled_from(["", "1", "2"]),
        cause=st.one_of(st.sampled_from(sorted(NAMES)), st.text(max_size=20)),
    )
)
def test_every_ended_call_has_an_outcome(call):
    was_answered, bridged = call.answered_at is not None, call.bridged_at is not None
    outcome = outcome_of(call)
    of_answered = {
        Outcome.TRANSFERRED,
        Outcome.TRANSFER_FAILED,
        Outcome.WRONG_PERSON,
        Outcome.COMPLETED,
        Outcome.HUNG_UP,
        Outcome.ABANDONED,
    }
    assert (outcome in of_answered) == was_answered
    if was_answered:
        assert (outcome is Outcome.TRANSFERRED) == bridged


@given(unanswered())
def test_what_nobody_answered_was_not_heard(story):
    call = replay(story.call(), [story.end])
    assert not heard(call)


def test_only_the_network_can_call_a_number_bad():
    unallocated = Ended(LEG, at(20), "UNALLOCATED_NUMBER")
    assert number_is_bad(replay(lb(), [unallocated]))
    assert not number_is_bad(replay(lb(), [replace(unallocated, answered_at=at(10))]))
    assert not number_is_bad(replay(lb(), [replace(unallocated, cause="USER_BUSY")]))
