from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.reports.arithmetic import Hour, Kind, Sums, contacts_of, report
from esl_dialer.core.rules.business_day import business_zone, start_of_day
from esl_dialer.core.words import NOT_IN_RESULTS, SUCCESSES, Outcome

HOUR = datetime(2026, 11, 1, tzinfo=UTC)
RESULTS = [o for o in Outcome if o not in NOT_IN_RESULTS]
calls = st.lists(
    st.tuples(
        st.integers(0, 24 * 60),
        st.sampled_from(["ON", "QC", "BC"]),
        st.sampled_from(RESULTS),
        st.booleans(),
    )
)


def sums_of(found: list[tuple[int, str, Outcome, bool]]) -> Sums:
    """One call each: hours after HOUR, province, outcome, whether it was answered."""
    return Sums(
        tuple(Hour(HOUR + timedelta(hours=hour), 1, int(up)) for hour, _, _, up in found),
        tuple(Kind(where, how, int(up), 1, int(up), 10.0 * up) for _, where, how, up in found),
    )


@given(calls)
def test_every_breakdown_adds_up_to_the_total(found):
    sums = report(sums_of(found), business_zone())
    assert sums.total == len(found)
    assert sum(sums.outcomes.values()) == len(found)
    assert sum(sums.by_day.values()) == len(found)
    assert sum(rate.total for rate in sums.by_hour) == len(found)
    assert sum(rate.total for rate in sums.by_province.values()) == len(found)
    assert sums.succeeded.part == sum(how in SUCCESSES for _, _, how, _ in found)
    answered = sum(up for *_, up in found)
    assert sum(rate.part for rate in sums.by_hour) == sums.answered.part == answered
    assert contacts_of(sums_of(found)) == ({1: answered} if answered else {})


def test_hours_are_those_of_the_business_zone():
    noon = datetime(2026, 11, 20, 17, tzinfo=UTC)
    kind = Kind("ON", Outcome.COMPLETED, 1, 4, 4, 60.0)
    sums = report(Sums((Hour(noon, 4, 4),), (kind,)), business_zone())
    assert sums.by_hour[12].total == 4
    assert sums.by_day == {"2026-11-20": 4}
    assert sums.mean_talk == 15.0


def test_nothing_has_no_rate():
    sums = report(Sums((), ()), business_zone())
    assert sums.answered.share is None
    assert sums.mean_talk is None


def test_a_day_begins_at_midnight_there_also_when_clocks_change():
    where = business_zone()
    in_autumn = datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert start_of_day(in_autumn, where) == datetime(2026, 11, 1, 4, tzinfo=UTC)
    late = datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert start_of_day(late, where) == datetime(2026, 11, 20, 5, tzinfo=UTC)
