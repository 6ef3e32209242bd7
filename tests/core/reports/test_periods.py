"""Days that reports are asked for, and how far calls came."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.reports.arithmetic import HEARD, PRESSED_1, Kind, Sums, report
from esl_dialer.core.reports.periods import Preset, before, days_of
from esl_dialer.core.rules.business_day import business_zone
from esl_dialer.core.words import NOT_IN_RESULTS, Outcome

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(days, st.sampled_from(Preset))
def test_the_days_before_are_as_many_and_end_where_these_begin(today, preset):
    first, last = days_of(preset, today)
    earlier, until = before((first, last))
    assert first <= last <= today
    assert until + timedelta(days=1) == first
    assert until - earlier == last - first


def test_the_usual_days():
    today = date(2026, 11, 23)
    assert days_of(Preset.WEEK, today) == (date(2026, 11, 17), today)
    assert days_of(Preset.MONTH, today) == (date(2026, 11, 1), today)


def test_each_step_of_the_funnel_is_of_the_one_before():
    answered = HEARD | {Outcome.HUNG_UP, Outcome.ABANDONED, Outcome.MACHINE}
    shown = [outcome for outcome in Outcome if outcome not in NOT_IN_RESULTS]
    kinds = tuple(Kind("ON", one, 0, 2, 2 * (one in answered), 0.0) for one in shown)
    steps = [*report(Sums((), kinds), business_zone()).funnel.values()]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] == 2 * len(shown)
    assert steps[1:4] == [2 * len(answered), 2 * len(HEARD), 2 * len(PRESSED_1)]
