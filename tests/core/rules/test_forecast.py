from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.rules.forecast import FARTHEST, Plan, due_by, ends

FRIDAY_NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)
EAST, WEST = "America/Toronto", "America/Vancouver"
HOURS = Window.of(DailyHours(9 * 60, 18 * 60))

counts = st.dictionaries(st.sampled_from([EAST, WEST, "America/Halifax"]), st.integers(0, 3000))
speeds = st.floats(1, 500)


def test_a_list_that_fits_today_ends_today():
    plan = Plan({EAST: 120}, HOURS, 10)
    assert ends(plan, FRIDAY_NOON) == FRIDAY_NOON + timedelta(minutes=12)


def test_what_is_closed_waits_for_the_next_working_day():
    evening = FRIDAY_NOON + timedelta(hours=8)
    monday_nine = datetime(2026, 11, 23, 14, tzinfo=UTC)
    plan = Plan({EAST: 10}, HOURS, 10)
    assert ends(plan, evening) == monday_nine + timedelta(minutes=1)
    assert due_by(plan, evening, evening + timedelta(days=2)) == 0
    assert due_by(plan, evening, evening + timedelta(days=3)) == 10


def test_the_west_opens_later():
    nine = datetime(2026, 11, 20, 14, tzinfo=UTC)
    plan = Plan({EAST: 5, WEST: 7}, HOURS, 10)
    assert due_by(plan, nine, nine + timedelta(hours=1)) == 5
    assert due_by(plan, nine, nine + timedelta(hours=4)) == 12


def test_what_never_opens_and_what_stands_still_never_ends():
    assert ends(Plan({"": 1}, HOURS, 10), FRIDAY_NOON) is None
    assert ends(Plan({EAST: 1}, HOURS, 0), FRIDAY_NOON) is None
    assert ends(Plan({EAST: 10_000_000}, None, 1), FRIDAY_NOON) is None


@given(counts, speeds)
def test_without_hours_the_end_is_records_over_speed(waiting, cpm):
    end = ends(Plan(waiting, None, cpm), FRIDAY_NOON)
    needed = timedelta(minutes=sum(waiting.values()) / cpm)
    if needed < FARTHEST - timedelta(hours=1):
        assert end is not None
        assert abs(end - FRIDAY_NOON - needed) <= max(timedelta(minutes=1), needed * 0.05)


@given(counts, speeds)
def test_hours_never_make_it_faster(waiting, cpm):
    held, free = (ends(Plan(waiting, w, cpm), FRIDAY_NOON) for w in (HOURS, None))
    assert held is None or (free is not None and held >= free)
