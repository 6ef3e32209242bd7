"""A gateway that fails every call is rested, tried with one call, and never forgotten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.routing.choosing import Line, free_at, rest_ends, take, why_none
from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.routing.resting import (
    FAILURES,
    FIRST_REST,
    FRESH,
    LONGEST_REST,
    PROBE_WAIT,
    Rest,
    State,
    failed,
    started,
    state,
    takes_calls,
    worked,
)
from esl_dialer.store.column_types import from_ms, to_ms

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def after_failures(count: int, rest: Rest = FRESH, at: datetime = NOW) -> Rest:
    for n in range(count):
        rest = failed(rest, at, at + n * SECOND / 10)
    return rest


def probed_in_vain(rest: Rest) -> Rest:
    """The next call is sent as soon as it may be, and refused a second later."""
    assert rest.until is not None
    start = rest.until
    return failed(started(rest, start), start, start + SECOND)


def test_it_rests_after_so_many_failures_in_a_row_and_not_before():
    almost = after_failures(FAILURES - 1)
    assert (takes_calls(almost, NOW), state(almost, NOW)) == (True, State.TAKES_CALLS)
    resting = after_failures(FAILURES)
    assert state(resting, NOW) is State.RESTING
    assert not takes_calls(resting, NOW + FIRST_REST - SECOND)
    assert takes_calls(resting, NOW + FIRST_REST + SECOND)


def test_one_that_works_between_them_begins_the_count_anew():
    rest = worked(after_failures(FAILURES - 1), NOW + SECOND)
    assert rest == FRESH
    assert takes_calls(after_failures(FAILURES - 1, rest), NOW)


def test_what_rang_before_the_last_failure_says_nothing_of_now():
    before = after_failures(FAILURES)
    assert worked(before, NOW) == before


def test_rests_double_up_to_the_longest():
    rest, lasted = after_failures(FAILURES), []
    for _ in range(8):
        lasted.append(rest.until - rest.failed_at)
        rest = probed_in_vain(rest)
    minutes = [0.5, 1, 2, 4, 8, 10, 10, 10]
    assert lasted == [timedelta(minutes=m) for m in minutes]
    assert lasted[-1] == LONGEST_REST


def test_calls_that_were_under_way_do_not_lengthen_the_rest():
    rest = after_failures(FAILURES)
    assert after_failures(30, rest, NOW + SECOND) == rest


def test_one_call_alone_is_the_probe():
    rest = after_failures(FAILURES)
    start = rest.until
    probed = started(rest, start)
    assert state(rest, start) is State.PROBED
    assert not takes_calls(probed, start)
    assert not takes_calls(probed, start + PROBE_WAIT - SECOND)
    assert worked(probed, start + 3 * SECOND) == FRESH
    assert takes_calls(probed, start + PROBE_WAIT), "a probe of which nobody heard is sent again"


@given(st.integers(0, 999_999))
def test_the_probe_is_known_by_its_start_as_it_is_kept(microseconds):
    rest = after_failures(FAILURES)
    start = (rest.until + SECOND).replace(microsecond=microseconds)
    probed = started(rest, start)
    kept = replace(probed, probe_at=from_ms(to_ms(probed.probe_at)))
    assert kept == probed
    for told in (start, from_ms(to_ms(start))):
        assert failed(kept, told, start + SECOND).rests == 2


def test_a_clock_that_was_set_back_keeps_no_gateway_resting():
    rest = after_failures(FAILURES)
    earlier = NOW - timedelta(days=1)
    assert takes_calls(rest, earlier)
    assert state(rest, earlier) is State.PROBED
    probed = started(rest, earlier)
    assert not takes_calls(probed, earlier + SECOND)
    assert worked(probed, earlier + SECOND) == FRESH
    assert failed(probed, earlier, earlier + SECOND).until == earlier + SECOND + 2 * FIRST_REST


@given(st.integers(0, 60), st.timedeltas(timedelta(0), LONGEST_REST))
def test_no_rest_is_taken_for_one_of_another_clock(rests, later):
    rest = Rest(FAILURES, NOW, rests, NOW)
    resting = failed(replace(rest, probe_at=NOW), NOW, NOW)
    assert takes_calls(resting, NOW + later) is (NOW + later >= resting.until)


def test_a_gateway_that_takes_calls_is_not_changed_by_them():
    assert started(FRESH, NOW) is FRESH
    almost = after_failures(FAILURES - 1)
    assert started(almost, NOW) is almost


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 900)), max_size=60))
def test_whatever_happens_it_is_tried_again_within_the_longest_rest(story):
    """And while every call fails, it is sent no more than one for each rest."""
    rest, now, row = FRESH, NOW, 0
    for works, seconds in story:
        now += seconds * SECOND
        if not takes_calls(rest, now):
            continue
        rest = started(rest, now)
        rest = worked(rest, now + SECOND) if works else failed(rest, now, now + SECOND)
        row = 0 if works else row + 1
        assert takes_calls(rest, now + SECOND + LONGEST_REST)
        assert takes_calls(rest, now + SECOND) == (row < FAILURES)
        assert (rest == FRESH) == works


def line(name: str, rest: Rest = FRESH, **given: object) -> Line:
    return Line(Gateway(name, f"sofia/gateway/{name}/{{number}}", **given), rest=rest)  # type: ignore[arg-type]


def test_while_it_rests_the_others_take_its_calls_the_spare_one_too():
    resting, spare = line("main", after_failures(FAILURES)), line("spare", weight=0)
    assert take((resting, spare), NOW)[1].name == "spare"
    assert free_at((resting,), NOW) is None


def test_after_its_rest_it_gets_one_call_and_then_the_others_again():
    lines = (line("main", after_failures(FAILURES)), line("spare", weight=0))
    names = []
    for n in range(4):
        lines, gateway = take(lines, NOW + FIRST_REST + (n + 1) * SECOND)
        names.append(gateway.name)
    assert names == ["main", "spare", "spare", "spare"]


@pytest.mark.parametrize(
    ("given", "ends"),
    [({}, True), ({"enabled": False}, False)],
)
def test_when_all_rest_it_says_until_when(given, ends):
    rest = after_failures(FAILURES)
    lines = (line("a", replace(rest, until=NOW + 9 * SECOND)), line("b", rest, **given))
    first = "a rests after refusing calls"
    second = "b rests after refusing calls" if ends else "b is disabled"
    assert str(why_none(lines, NOW)) == f"{first}, {second}"
    assert rest_ends(lines) == NOW + 9 * SECOND
    assert (rest_ends(lines[1:]) is not None) == ends


def test_one_that_is_being_tried_says_so():
    probed = started(after_failures(FAILURES), NOW + FIRST_REST + SECOND)
    now = NOW + FIRST_REST + 2 * SECOND
    assert str(why_none((line("a", probed),), now)) == "a is tried with one call"
