"""What events do to a call: late, twice, in another order, or not at all."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls.call import Call, advance, heard, number_is_bad, outcome_of
from esl_dialer.core.calls.events import (
    Answered,
    Bridged,
    CallEvent,
    Created,
    Ended,
    KeyPressed,
    MessageStarted,
    PlacementAccepted,
    PlacementFailed,
    Ringing,
)
from esl_dialer.core.flows import LINK_BACK_CONFIRMED
from esl_dialer.core.words import CallState, Outcome, Step
from tests.core.calls.call_stories import LEG, Story, an_end, answered, at, lb, replay, stories
from tests.core.calls.causes_of_freeswitch import NAMES

RANK = {state: rank for rank, state in enumerate(CallState)}
INSTANTS = ("created_at", "ringing_at", "answered_at", "message_at", "bridged_at", "ended_at")


def any_event() -> st.SearchStrategy[CallEvent]:
    """Events that need not fit together."""
    when = st.integers(0, 20_000).map(at)
    perhaps = st.one_of(st.none(), when)
    cause = st.sampled_from(sorted(NAMES))
    key = st.sampled_from("0123456789*#")
    return st.one_of(
        st.builds(Created, st.just(LEG), when),
        st.builds(Ringing, st.just(LEG), when, st.booleans()),
        st.builds(Answered, st.just(LEG), when),
        st.builds(MessageStarted, st.just(LEG), when),
        st.builds(KeyPressed, st.just(LEG), when, key),
        st.builds(Bridged, st.just(LEG), when, st.just("other")),
        st.builds(PlacementAccepted, st.just(LEG), when),
        st.builds(PlacementFailed, st.just(LEG), when, cause),
        st.builds(
            Ended,
            st.just(LEG),
            when,
            cause,
            ringing_at=perhaps,
            answered_at=perhaps,
            bridged_at=perhaps,
            step=st.sampled_from(Step),
            terminator=st.sampled_from(["", "1", "2", "none"]),
            keys=st.text(alphabet="129#", max_size=4),
        ),
    )


# --- any order, twice, not at all ------------------------------------------------------------


@st.composite
def tellings(draw: st.DrawFn, of: st.SearchStrategy[Story]) -> tuple[Story, list[CallEvent]]:
    """A story, and its events lost, repeated and shuffled; the end is among them."""
    story = draw(of)
    some = [event for event in story.told for _ in range(draw(st.integers(0, 2)))]
    ends = [story.end] * draw(st.integers(1, 2))
    return story, draw(st.permutations(some + ends))


@given(tellings(stories()))
def test_however_it_is_told_a_call_has_one_outcome(telling):
    story, events = telling
    in_order = replay(story.call(), [*story.told, story.end])
    alone = replay(story.call(), [story.end])
    told = replay(story.call(), events)
    assert outcome_of(told) is outcome_of(alone) is outcome_of(in_order)
    assert heard(told) == heard(alone) == heard(in_order)
    assert number_is_bad(told) == number_is_bad(alone)


@given(tellings(answered()))
def test_however_it_is_told_the_same_key_decides(telling):
    story, events = telling
    assert replay(story.call(), events).key == replay(story.call(), [story.end]).key


@given(tellings(stories()))
def test_the_end_is_told_by_the_end(telling):
    story, events = telling
    told = replay(story.call(), events)
    assert told.state is CallState.ENDED
    assert (told.cause, told.step, told.ended_at) == (
        story.end.cause,
        story.end.step,
        story.end.at,
    )


@given(st.lists(any_event(), max_size=12))
def test_a_call_only_moves_forward(events):
    call = lb()
    for event in events:
        after = advance(call, event)
        assert RANK[after.state] >= RANK[call.state]
        lost = [n for n in INSTANTS if getattr(call, n) and not getattr(after, n)]
        assert lost == []
        assert call.key in ("", after.key) or isinstance(event, Ended)
        call = after


@given(st.lists(any_event(), max_size=8), st.lists(any_event(), max_size=8))
def test_after_its_end_only_a_key_can_change_a_call(before, after):
    ended = replay(lb(), [*before, Created(LEG, at(0)), an_end()])
    later = replay(ended, after)
    assert replace(later, key=ended.key, keys=ended.keys) == ended


@given(st.lists(any_event(), max_size=8), any_event())
def test_an_event_that_is_told_again_at_once_changes_nothing(before, event):
    if isinstance(event, KeyPressed):
        return
    once = advance(replay(lb(), before), event)
    assert advance(once, event) is once


def behind_the_gate(*events: CallEvent, end: Ended) -> Call:
    """A call whose person is asked first who they are, for four seconds."""
    call = Call(LEG, LINK_BACK_CONFIRMED, 5000)
    return replay(call, [Answered(LEG, at(0)), *events, end])


def an_end_at(ms: int, step: Step, keys: str = "", terminator: str = "") -> Ended:
    return an_end(at=at(ms), answered_at=at(0), step=step, keys=keys, terminator=terminator)


@pytest.mark.parametrize(
    ("told", "end", "outcome", "key", "whole"),
    [
        ([], an_end_at(10_000, Step.CONFIRM), Outcome.HUNG_UP, "", False),
        ([], an_end_at(3000, Step.WRONG_PERSON, "2"), Outcome.WRONG_PERSON, "2", False),
        (["1"], an_end_at(15_100, Step.HEARD, "1", ""), Outcome.COMPLETED, "", True),
        (["1"], an_end_at(8900, Step.MESSAGE, "1", ""), Outcome.HUNG_UP, "", False),
        ([], an_end_at(15_100, Step.HEARD, "1", ""), Outcome.COMPLETED, "", True),
        (["1", "1"], an_end_at(9500, Step.APOLOGY, "11", "1"), Outcome.TRANSFER_FAILED, "1", True),
        (["1", "2"], an_end_at(9500, Step.WRONG_PERSON, "12"), Outcome.WRONG_PERSON, "2", True),
        (["9", "1"], an_end_at(15_100, Step.HEARD, "91", ""), Outcome.COMPLETED, "", True),
    ],
)
def test_the_first_1_confirms_and_the_next_key_decides(told, end, outcome, key, whole):
    """The message, of five seconds, begins with the four thousandth millisecond."""
    heard_of = [KeyPressed(LEG, at(3900 + n), pressed) for n, pressed in enumerate(told)]
    begun = [MessageStarted(LEG, at(4000))] if told else []
    call = behind_the_gate(*heard_of, *begun, end=end)
    assert (outcome_of(call), call.key, heard(call)) == (outcome, key, whole)
    assert not replay(Call(LEG, LINK_BACK_CONFIRMED, 5000), heard_of[:1]).transfers


RECORDED = {
    "a person presses 1 and is bridged": (
        [
            Created(LEG, at(0)),
            Ringing(LEG, at(20)),
            Answered(LEG, at(322)),
            PlacementAccepted(LEG, at(341)),
            MessageStarted(LEG, at(542)),
            KeyPressed(LEG, at(3530), "1"),
            Bridged(LEG, at(4576), "other"),
            Ended(
                LEG,
                at(6101),
                "NORMAL_CLEARING",
                200,
                ringing_at=at(20),
                answered_at=at(322),
                bridged_at=at(4576),
                step=Step.TRANSFER,
                keys="1",
            ),
        ],
        Outcome.TRANSFERRED,
    ),
    "a person presses 2": (
        [
            Created(LEG, at(0)),
            Ringing(LEG, at(19)),
            Answered(LEG, at(321)),
            PlacementAccepted(LEG, at(340)),
            MessageStarted(LEG, at(542)),
            KeyPressed(LEG, at(3529), "2"),
            Ended(
                LEG,
                at(3551),
                "NORMAL_CLEARING",
                ringing_at=at(19),
                answered_at=at(321),
                step=Step.MESSAGE,
                keys="2",
            ),
        ],
        Outcome.WRONG_PERSON,
    ),
    "a person listens to the end": (
        [
            Created(LEG, at(0)),
            Ringing(LEG, at(20)),
            Answered(LEG, at(322)),
            PlacementAccepted(LEG, at(341)),
            MessageStarted(LEG, at(542)),
            Ended(
                LEG,
                at(11148),
                "NORMAL_CLEARING",
                ringing_at=at(20),
                answered_at=at(322),
                step=Step.HEARD,
            ),
        ],
        Outcome.COMPLETED,
    ),
    "a person hangs up mid-message": (
        [
            Created(LEG, at(0)),
            Ringing(LEG, at(20)),
            Answered(LEG, at(321)),
            PlacementAccepted(LEG, at(341)),
            MessageStarted(LEG, at(542)),
            Ended(
                LEG,
                at(3330),
                "NORMAL_CLEARING",
                ringing_at=at(20),
                answered_at=at(321),
                step=Step.MESSAGE,
            ),
        ],
        Outcome.HUNG_UP,
    ),
    "busy": (
        [
            Created(LEG, at(0)),
            Ringing(LEG, at(20)),
            Ended(LEG, at(521), "USER_BUSY", 486, ringing_at=at(20)),
            PlacementFailed(LEG, at(521), "USER_BUSY"),
        ],
        Outcome.BUSY,
    ),
    "the job ends before the channel": (
        [
            Created(LEG, at(0)),
            Ringing(LEG, at(20)),
            PlacementFailed(LEG, at(4953), "NO_ANSWER"),
            Ended(LEG, at(4953), "NO_ANSWER", ringing_at=at(20)),
        ],
        Outcome.NO_ANSWER,
    ),
    "early media, then not found": (
        [
            Created(LEG, at(0)),
            Ringing(LEG, at(20), early_media=True),
            Ended(LEG, at(522), "UNALLOCATED_NUMBER", 404, ringing_at=at(20)),
            PlacementFailed(LEG, at(522), "UNALLOCATED_NUMBER"),
        ],
        Outcome.FAILED,
    ),
    "503 at once": (
        [
            Created(LEG, at(0)),
            Ended(LEG, at(20), "NORMAL_TEMPORARY_FAILURE", 503),
            PlacementFailed(LEG, at(21), "NORMAL_TEMPORARY_FAILURE"),
        ],
        Outcome.REFUSED,
    ),
    "503 after ringing": (
        [
            Created(LEG, at(0)),
            Ringing(LEG, at(20)),
            Ended(LEG, at(900), "NORMAL_TEMPORARY_FAILURE", 503, ringing_at=at(20)),
            PlacementFailed(LEG, at(901), "NORMAL_TEMPORARY_FAILURE"),
        ],
        Outcome.FAILED,
    ),
    "a fast answer without ringing": (
        [
            Created(LEG, at(0)),
            Answered(LEG, at(20)),
            PlacementAccepted(LEG, at(40)),
            Ended(LEG, at(362), "NORMAL_CLEARING", answered_at=at(20), step=Step.MESSAGE),
        ],
        Outcome.HUNG_UP,
    ),
}
"""Orders as recorded from a real switch, with the variables the dialer's flow would have set."""


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_calls_end_alike_in_every_order(name):
    events, outcome = RECORDED[name]
    orders = permutations(events) if len(events) <= 5 else _nearly_in_order(events)
    assert {outcome_of(replay(lb(), order)) for order in orders} == {outcome}


def _nearly_in_order(events: list[CallEvent]) -> list[list[CallEvent]]:
    """Each event, in turn, at each place."""
    return [
        [*rest[:place], event, *rest[place:]]
        for i, event in enumerate(events)
        for rest in [events[:i] + events[i + 1 :]]
        for place in range(len(events))
    ]


@pytest.mark.parametrize(
    "cause", ["DESTINATION_OUT_OF_ORDER", "INVALID_GATEWAY", "CHAN_NOT_IMPLEMENTED"]
)
def test_a_refusal_without_a_channel_ends_the_call(cause):
    call = replay(lb(), [PlacementFailed(LEG, at(2), cause)])
    assert (call.state, outcome_of(call)) == (CallState.ENDED, Outcome.REFUSED)


def test_a_refusal_waits_for_the_end_of_a_channel_that_was_seen():
    call = replay(lb(), [Created(LEG, at(0)), PlacementFailed(LEG, at(500), "USER_BUSY")])
    assert call.state is CallState.DIALING
