from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.business import business_zone, start_of_day
from esl_dialer.core.reports import Cell, report
from esl_dialer.core.words import NOT_IN_RESULTS, SUCCESSES, Outcome

HOUR = datetime(2026, 11, 1, tzinfo=UTC)
cells = st.lists(
    st.builds(
        lambda hour, province, outcome, count, share: Cell(
            HOUR + timedelta(hours=hour), province, outcome, count, round(count * share), 10.0
        ),
        st.integers(0, 24 * 60),
        st.sampled_from(["ON", "QC", "BC"]),
        st.sampled_from([o for o in Outcome if o not in NOT_IN_RESULTS]),
        st.integers(1, 1000),
        st.floats(0, 1),
    )
)


@given(cells)
def test_every_breakdown_adds_up_to_the_total(found):
    sums = report(found, business_zone())
    total = sum(cell.count for cell in found)
    assert sums.total == total
    assert sum(sums.outcomes.values()) == total
    assert sum(sums.by_day.values()) == total
    assert sum(rate.total for rate in sums.by_hour) == total
    assert sum(rate.total for rate in sums.by_province.values()) == total
    assert sums.succeeded.part == sum(c.count for c in found if c.outcome in SUCCESSES)
    answered = sum(cell.answered for cell in found)
    assert sum(rate.part for rate in sums.by_hour) == sums.answered.part == answered


def test_hours_are_those_of_the_business_zone():
    noon = datetime(2026, 11, 20, 17, tzinfo=UTC)
    sums = report([Cell(noon, "ON", Outcome.COMPLETED, 4, 4, 60.0)], business_zone())
    assert sums.by_hour[12].total == 4
    assert sums.by_day == {"2026-11-20": 4}
    assert sums.mean_talk == 15.0


def test_nothing_has_no_rate():
    sums = report([], business_zone())
    assert sums.answered.share is None
    assert sums.mean_talk is None


def test_a_day_begins_at_midnight_there_also_when_clocks_change():
    where = business_zone()
    in_autumn = datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert start_of_day(in_autumn, where) == datetime(2026, 11, 1, 4, tzinfo=UTC)
    late = datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert start_of_day(late, where) == datetime(2026, 11, 20, 5, tzinfo=UTC)
