from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.lists.dates import DateOrder
from esl_dialer.core.lists.moments import NO_TIME, instant_in, read_moment


def wall(*parts: int) -> datetime:
    """By the clock where the person is."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[arg-type,misc]


HALF_PAST_TWO = wall(2026, 12, 1, 14, 30)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01T14:30",
        "2026-12-01 14:30:00",
        "2026-12-01 14:30:00.000",
        "2026/12/01 2:30 PM",
        "2026-12-01 2:30pm",
        "2026-12-01, 2:30 p.m.",
        "12/01/2026 14:30",
        "Dec 1, 2026 2:30 PM",
        "December 1, 2026 at 2:30 PM",
        "1 December 2026 14:30",
        "1er décembre 2026 à 14 h 30",
        "1 déc. 2026 14h30",
        "46357.6041666667",
    ],
)
def test_forms_of_one_moment(text: str) -> None:
    assert read_moment(text, DateOrder.MONTH_FIRST) == (HALF_PAST_TWO, None)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("2026-12-01", 0), ("2026-12-01 9 AM", 9), ("2026-12-01 12 am", 0), ("2026-12-01 12PM", 12),
     ("2026-12-01 9h", 9)],
)  # fmt: skip
def test_a_day_alone_is_its_midnight_and_an_hour_needs_no_minutes(text: str, hour: int) -> None:
    assert read_moment(text).at == wall(2026, 12, 1, hour)


@pytest.mark.parametrize(
    "text", ["2026-12-01T19:30Z", "2026-12-01T14:30-05:00", "2026-12-01 14:30:00 -0500"]
)
def test_a_zone_that_is_said_counts(text: str) -> None:
    at = read_moment(text).at
    assert at
    assert instant_in(at, "") == datetime(2026, 12, 1, 19, 30, tzinfo=UTC)


def test_by_the_clock_it_is_that_of_the_zone() -> None:
    at = instant_in(HALF_PAST_TWO, "America/Vancouver")
    assert at == datetime(2026, 12, 1, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["tomorrow", "14:30", "2026-13-01 14:30", "2026-12-01 25:00", "2026-12-01 13:00 PM", "12",
     "2026-12-01T14:30+99:00", "2026-02-30"],
)  # fmt: skip
def test_what_is_no_moment_is_told(text: str) -> None:
    at, problem = read_moment(text)
    assert (at, bool(problem)) == (None, True)


def test_nothing_is_nothing_and_an_order_that_nobody_said_is_told() -> None:
    assert read_moment("") == read_moment("n/a") == NO_TIME
    assert "day or month first" in str(read_moment("03/04/2026 10:00").problem)
    assert read_moment("03/04/2026 10:00", DateOrder.DAY_FIRST).at == wall(2026, 4, 3, 10)


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    at, problem = read_moment(text)
    assert at is None or problem is None
