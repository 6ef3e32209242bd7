"""The seconds of all states are the time that passed."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.agents.times import Time, sums
from esl_dialer.core.words import AgentState

START = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def at(seconds):
    return START + timedelta(seconds=seconds)


def test_a_morning():
    told = sums(
        [
            Time(AgentState.LOGGED_OUT, "", 0, "", at(-900), at(10)),
            Time(AgentState.WAITING, "", 0, "", at(10), at(30)),
            Time(AgentState.IN_CALL, "", 1, "a-1", at(30), at(90)),
            Time(AgentState.PAUSED, "Lunch", 0, "", at(90), None),
        ],
        START,
        at(100),
    )
    assert told.seconds[AgentState.IN_CALL] == 60
    assert (told.at_work, told.calls, told.pauses) == (90, 1, {"Lunch": 10})
    assert set(told.seconds) == set(AgentState)


@given(st.lists(st.tuples(st.sampled_from(AgentState), st.integers(0, 500)), min_size=1))
def test_the_sum_is_the_time_that_passed(spans):
    times, begun = [], -100
    for number, (state, lasted) in enumerate(spans):
        last = number == len(spans) - 1
        times.append(Time(state, "", 0, "", at(begun), None if last else at(begun + lasted)))
        begun += lasted
    until = at(max(1, begun + 7))
    told = sums(times, START, until)
    assert sum(told.seconds.values()) == (until - START).total_seconds()
