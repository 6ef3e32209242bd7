"""May one more be tried? However tries come, no more than the most are looked at and wrong."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.accounts.throttle import (
    SPAN,
    UNDER_WAY,
    Try,
    Turn,
    forgiven,
    of_all,
    of_password,
    turn,
)

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
NEVER = timedelta(0)


def ago(seconds: float, *, wrong: bool = True) -> Try:
    return Try(NOW - timedelta(seconds=seconds), wrong)


def test_below_the_most_it_is_looked_at_now():
    assert turn([], 1, NOW) == Turn(now=True)
    assert turn([ago(1), ago(2)], 3, NOW) == Turn(now=True)


def test_at_the_most_it_waits_until_the_oldest_that_counts_is_over():
    tries = [ago(60), ago(120), ago(180)]
    assert turn(tries, 3, NOW) == Turn(now=False, wait=SPAN - timedelta(seconds=180))
    assert turn(tries, 2, NOW) == Turn(now=False, wait=SPAN - timedelta(seconds=120))


def test_those_under_way_may_be_wrong_too_and_are_waited_for():
    assert turn([ago(0, wrong=False)] * 3, 3, NOW) == Turn(now=False, wait=NEVER)
    assert turn([ago(0, wrong=False)] * 2, 3, NOW) == Turn(now=True)


def test_one_that_was_cut_off_counts_as_wrong():
    cut = ago(UNDER_WAY.total_seconds(), wrong=False)
    assert turn([cut], 1, NOW).wait == SPAN - UNDER_WAY


def test_after_the_span_all_is_forgotten():
    assert turn([ago(SPAN.total_seconds())] * 9, 1, NOW) == Turn(now=True)


def test_the_strictest_of_all_holds():
    wait = Turn(now=False, wait=SPAN)
    assert of_all([Turn(now=True), wait]) == wait
    assert of_all([Turn(now=True), Turn(now=False)]) == Turn(now=False)
    assert of_all([Turn(now=True)]) == Turn(now=True)


def test_a_right_one_clears_the_names_and_not_the_places():
    assert [forgiven(key) for key in of_password("Admin ", "192.0.2.1")] == [True, False]
    assert of_password("Admin ", "192.0.2.1") == of_password("admin", "192.0.2.1")


@given(
    st.lists(st.tuples(st.integers(0, 1800), st.booleans()), max_size=40),
    st.integers(1, 12),
)
def test_it_is_looked_at_only_while_there_is_room_and_the_wait_makes_room(given_tries, most):
    tries = [ago(seconds, wrong=wrong) for seconds, wrong in given_tries]
    found = turn(tries, most, NOW)
    recent = [one for one in tries if one.at > NOW - SPAN]
    assert found.now == (len(recent) < most)
    if found.wait:
        assert timedelta(0) < found.wait <= SPAN
        assert not turn(tries, most, NOW + found.wait - timedelta(microseconds=1)).now
        judged = [one for one in tries if one.wrong or one.at <= NOW - UNDER_WAY]
        assert turn(judged, most, NOW + found.wait).now
