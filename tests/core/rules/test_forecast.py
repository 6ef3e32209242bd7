from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.rules import gate_rules, why_not
from esl_dialer.core.rules.forecast import FARTHEST, Plan, closes, due_by, ends, open_share
from esl_dialer.core.rules.rule import Conditions, HoursRule, Reason
from esl_dialer.core.rules.why_not import Behind
from esl_dialer.core.says import Says
from tests.core.campaigns.made import a_campaign

FRIDAY_NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)
EAST, WEST = "America/Toronto", "America/Vancouver"
HOURS = Window.of(DailyHours(9 * 60, 18 * 60))
CAMPAIGN = a_campaign(window=HOURS)
HELD, FREE = Conditions(hours_count=True), Conditions(hours_count=False)
"""The campaign's hours count, and in a simulation they do not."""

counts = st.dictionaries(
    st.sampled_from([EAST, WEST, "America/Halifax"]).map(Behind), st.integers(0, 3000)
)
speeds = st.floats(1, 500)


def test_a_list_that_fits_today_ends_today():
    plan = Plan({Behind(EAST): 120}, CAMPAIGN, HELD, 10)
    assert ends(plan, FRIDAY_NOON) == FRIDAY_NOON + timedelta(minutes=12)


def test_what_is_closed_waits_for_the_next_working_day():
    evening = FRIDAY_NOON + timedelta(hours=8)
    monday_nine = datetime(2026, 11, 23, 14, tzinfo=UTC)
    plan = Plan({Behind(EAST): 10}, CAMPAIGN, HELD, 10)
    assert ends(plan, evening) == monday_nine + timedelta(minutes=1)
    assert due_by(plan, evening, evening + timedelta(days=2)) == 0
    assert due_by(plan, evening, evening + timedelta(days=3)) == 10


def test_the_west_opens_later():
    nine = datetime(2026, 11, 20, 14, tzinfo=UTC)
    plan = Plan({Behind(EAST): 5, Behind(WEST): 7}, CAMPAIGN, HELD, 10)
    assert due_by(plan, nine, nine + timedelta(hours=1)) == 5
    assert due_by(plan, nine, nine + timedelta(hours=4)) == 12


def test_what_never_opens_and_what_stands_still_never_ends():
    assert ends(Plan({Behind(""): 1}, CAMPAIGN, HELD, 10), FRIDAY_NOON) is None
    assert ends(Plan({Behind(EAST): 1}, CAMPAIGN, HELD, 0), FRIDAY_NOON) is None
    assert ends(Plan({Behind(EAST): 10_000_000}, CAMPAIGN, FREE, 1), FRIDAY_NOON) is None


@given(counts, speeds)
def test_without_hours_the_end_is_records_over_speed(waiting, cpm):
    end = ends(Plan(waiting, CAMPAIGN, FREE, cpm), FRIDAY_NOON)
    needed = timedelta(minutes=sum(waiting.values()) / cpm)
    if needed < FARTHEST - timedelta(hours=1):
        assert end is not None
        assert abs(end - FRIDAY_NOON - needed) <= max(timedelta(minutes=1), needed * 0.05)


@given(counts, speeds)
def test_hours_never_make_it_faster(waiting, cpm):
    held, free = (ends(Plan(waiting, CAMPAIGN, c, cpm), FRIDAY_NOON) for c in (HELD, FREE))
    assert held is None or (free is not None and held >= free)


def test_every_rule_of_hours_counts_and_not_the_window_alone(monkeypatch):
    """One that is open while the window is shut, and shut on a day on which that is open."""
    tuesday_two = datetime(2026, 11, 24, 19, tzinfo=UTC)

    def is_open(_facts, _campaign, now):
        return now >= tuesday_two or now.hour < 14

    def shut(_facts, _campaign, now):
        night = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
        return Reason("holiday", Says("a holiday"), Says("test"), min(night, tuesday_two))

    monkeypatch.setattr(why_not, "GATE_RULES", (gate_rules.window, HoursRule(is_open, shut)))
    plan = Plan({Behind(EAST): 10}, CAMPAIGN, HELD, 10)
    assert ends(plan, FRIDAY_NOON) == tuesday_two + timedelta(minutes=1)
    assert due_by(plan, FRIDAY_NOON, tuesday_two) == 0
    assert due_by(plan, FRIDAY_NOON, tuesday_two + timedelta(minutes=1)) == 10


def test_rules_of_hours_that_never_open_together_end_never(monkeypatch):
    def is_open(_facts, _campaign, now):
        return now.hour < 12

    def shut(_facts, _campaign, now):
        noon = datetime(now.year, now.month, now.day, tzinfo=UTC)
        return Reason("law", Says("by law"), Says("test"), noon + timedelta(days=1))

    monkeypatch.setattr(why_not, "GATE_RULES", (gate_rules.window, HoursRule(is_open, shut)))
    assert ends(Plan({Behind(EAST): 10}, CAMPAIGN, HELD, 10), FRIDAY_NOON) is None


def test_hours_close_with_the_last_gate_that_is_open():
    east, west = (closes([gate], CAMPAIGN, HELD, FRIDAY_NOON) for gate in (EAST, WEST))
    assert east
    assert closes([EAST, WEST, ""], CAMPAIGN, HELD, FRIDAY_NOON) == max(filter(None, (east, west)))
    assert closes([], CAMPAIGN, HELD, FRIDAY_NOON) is None
    assert closes([EAST], CAMPAIGN, FREE, FRIDAY_NOON) is None


def test_types_of_phones_wait_for_their_own_hours():
    """Records at work phones, on a Friday noon: half of them from two o'clock, none after five."""
    afternoon = a_campaign(
        window=HOURS, kind_hours="work=mon-fri 14:00-17:00; home=sun 10:00-11:00"
    )
    waiting = {Behind(EAST): 10, Behind(EAST, "work"): 30, Behind(EAST, "home"): 5}
    plan = Plan(waiting, afternoon, HELD, 60)
    assert open_share(plan, FRIDAY_NOON) == 10 / 45
    assert due_by(plan, FRIDAY_NOON, FRIDAY_NOON + timedelta(hours=2)) == 10
    assert due_by(plan, FRIDAY_NOON, FRIDAY_NOON + timedelta(hours=3)) == 40
    assert ends(plan, FRIDAY_NOON) is None
    without = Plan({Behind(EAST): 10, Behind(EAST, "work"): 30}, afternoon, HELD, 60)
    assert ends(without, FRIDAY_NOON) == FRIDAY_NOON + timedelta(hours=2, seconds=30)
    nobody = Plan(waiting, afternoon, FREE, 60)
    assert (
        open_share(nobody, FRIDAY_NOON)
        == open_share(Plan({}, afternoon, HELD, 1), FRIDAY_NOON)
        == 1
    )
    assert ends(nobody, FRIDAY_NOON) == FRIDAY_NOON + timedelta(seconds=45)
