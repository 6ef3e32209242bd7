import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.esl.health import SequenceCounter, Verdict, backoff, watch


def counted(numbers: list[int], window: int = 16) -> SequenceCounter:
    counter = SequenceCounter(window)
    for number in numbers:
        counter.note(str(number))
    counter.restart()
    return counter


@given(st.integers(0, 1000), st.integers(1, 200), st.data())
def test_small_inversions_are_no_gap(first: int, count: int, data: st.DataObject) -> None:
    numbers = list(range(first, first + count))
    for place in range(0, count - 4, 4):
        numbers[place : place + 4] = data.draw(st.permutations(numbers[place : place + 4]))
    counter = counted(numbers)
    assert (counter.gaps, counter.missing, counter.late) == (0, 0, 0)


@given(st.sets(st.integers(0, 500), min_size=1))
def test_missing_is_what_was_skipped(numbers: set[int]) -> None:
    counter = counted(sorted(numbers))
    assert counter.missing == max(numbers) - min(numbers) + 1 - len(numbers)
    assert counter.late == 0


def test_what_comes_far_too_late_or_twice_is_counted_as_late() -> None:
    counter = counted([1, 3, 4, 5, 6, 7, 2, 7], window=3)
    assert (counter.gaps, counter.missing, counter.late) == (1, 1, 2)


def test_a_new_connection_begins_anywhere() -> None:
    counter = counted([100, 101])
    counter.note("1")
    counter.note("2")
    counter.restart()
    assert (counter.gaps, counter.late) == (0, 0)


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "١"])
def test_what_is_no_number_is_ignored(text: str) -> None:
    counter = SequenceCounter(window=0)
    counter.note("1")
    counter.note(text)
    counter.note("2")
    assert (counter.gaps, counter.late) == (0, 0)


@pytest.mark.parametrize(
    ("idle", "waiting", "verdict"),
    [
        (0.0, None, Verdict.WAIT),
        (29.9, None, Verdict.WAIT),
        (30.0, None, Verdict.PROBE),
        (30.0, 5.0, Verdict.PROBE),
        (0.0, 34.9, Verdict.WAIT),
        (0.0, 35.0, Verdict.DROP),
        (99.0, 99.0, Verdict.DROP),
    ],
)
def test_the_verdict_on_a_link(idle: float, waiting: float | None, verdict: Verdict) -> None:
    now = 1000.0
    asked = None if waiting is None else now - waiting
    assert watch(now, now - idle, asked, silence=30.0, patience=35.0) is verdict


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_backoff_grows_to_its_most_and_never_to_nothing(failures: int, jitter: float) -> None:
    wait = backoff(failures, 0.2, 10.0, jitter)
    assert 0.1 <= wait <= 10.0
    assert wait <= backoff(failures + 1, 0.2, 10.0, jitter)
    assert backoff(failures, 0.2, 10.0, 0.0) == backoff(failures, 0.2, 10.0, 1.0) / 2
