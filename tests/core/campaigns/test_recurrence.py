"""Recurrences, against a slow oracle that looks at every day; over both clock changes, month ends,
29 February and the New Year of "every other week"."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from esl_dialer.core.campaigns import checks
from esl_dialer.core.campaigns.hours import WEEKDAYS
from esl_dialer.core.campaigns.recurrence import (
    LAST_DAY,
    Every,
    Recurrence,
    changed,
    last_before,
    occurrences,
    read_month_days,
    write_month_days,
)
from esl_dialer.core.campaigns.schedule import Edge, Schedule, due
from esl_dialer.core.people.clocks import first_shown

TORONTO, HAVANA, LORD_HOWE = "America/Toronto", "America/Havana", "Australia/Lord_Howe"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
wall = datetime.fromisoformat


def slow(first: datetime, often: Recurrence, days: int = 800) -> list[datetime]:
    """Each day from the first start on: is it one?"""
    found = [first + n * DAY for n in range(days) if _is_one(first.date(), often, n)]
    if often.until:
        found = [at for at in found if at.date() <= often.until]
    return found[: often.count] if often.count else found


def _is_one(first: date, often: Recurrence, n: int) -> bool:
    day = first + n * DAY
    match often.every:
        case Every.DAY:
            return n % often.interval == 0
        case Every.WEEK:
            monday = first - first.weekday() * DAY
            wanted = often.days or (WEEKDAYS[first.weekday()],)
            weeks = (day - monday).days // 7
            return weeks % often.interval == 0 and WEEKDAYS[day.weekday()] in wanted
        case Every.MONTH:
            months = (day.year - first.year) * 12 + day.month - first.month
            wanted = often.month_days or (first.day,)
            last = (day + DAY).month != day.month
            on = day.day in wanted or (last and LAST_DAY in wanted)
            return months % often.interval == 0 and on
        case Every.YEAR:
            same = (day.month, day.day) == (first.month, first.day)
            return same and (day.year - first.year) % often.interval == 0


firsts = st.integers(0, 2 * 366 * 24 * 4).map(
    lambda n: wall("2026-01-01T00:00") + n * timedelta(minutes=15)
)
of_week = st.sets(st.sampled_from(WEEKDAYS)).map(
    lambda days: tuple(day for day in WEEKDAYS if day in days)
)
of_month = st.sets(st.sampled_from([1, 15, 28, 29, 30, 31, LAST_DAY])).map(tuple)
recurrences = st.builds(
    Recurrence,
    st.sampled_from(Every),
    st.integers(1, 5),
    of_week,
    of_month,
    st.none() | st.dates(date(2026, 6, 1), date(2028, 6, 1)),
)
counted = st.builds(
    Recurrence, st.sampled_from(Every), st.integers(1, 5), of_week, of_month,
    count=st.integers(1, 20),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(firsts, recurrences | counted)
@example(wall("2026-12-21T09:00"), Recurrence(Every.WEEK, 2, ("mon", "sun")))
@example(wall("2026-01-31T09:00"), Recurrence(Every.MONTH))
@example(wall("2026-01-30T09:00"), Recurrence(Every.MONTH, 1, (), (LAST_DAY,)))
@example(wall("2028-02-29T09:00"), Recurrence(Every.YEAR))
@example(wall("2026-11-02T09:00"), Recurrence(Every.WEEK, 1, ("sun",)))
def test_the_occurrences_are_those_that_a_calendar_shows(first, often):
    expected = slow(first, often)
    horizon = first + 800 * DAY
    found = list(takewhile(lambda at: at < horizon, occurrences(first, often, first)))
    assert found == expected
    if expected:
        middle = expected[len(expected) // 2]
        assert next(occurrences(first, often, middle)) == middle
        earlier = [at for at in expected if at < middle]
        assert last_before(first, often, middle) == (earlier[-1] if earlier else None)


def planned(first: datetime, often: Recurrence, hours: int | None, zone: str) -> Schedule:
    return Schedule(first, first + hours * HOUR if hours else None, zone, often)


def slow_edges(schedule: Schedule) -> list[tuple[datetime, Edge]]:
    found = []
    for start in slow(schedule.start, schedule.recurrence):
        found.append((first_shown(start, schedule.zone), Edge.START))
        if schedule.length:
            found.append((first_shown(start + schedule.length, schedule.zone), Edge.END))
    return found


@settings(max_examples=40, deadline=None)
@given(
    firsts,
    recurrences | counted,
    st.none() | st.integers(1, 20),
    st.sampled_from([TORONTO, HAVANA, LORD_HOWE]),
    st.lists(st.integers(-3 * 24 * 60, 700 * 24 * 60), min_size=1, max_size=3),
)
@example(wall("2026-10-25T01:30"), Recurrence(Every.WEEK, 1, ("sun",)), 1, TORONTO, [7 * 24 * 60])
@example(wall("2027-03-07T02:30"), Recurrence(Every.DAY), 2, TORONTO, [7 * 24 * 60])
def test_the_edges_around_an_instant_are_those_of_the_calendar(first, often, hours, zone, minutes):
    schedule = planned(first, often, hours, zone)
    edges = slow_edges(schedule)
    for after in minutes:
        now = first.replace(tzinfo=UTC) + after * timedelta(minutes=1)
        last = max((one for one in edges if one[0] <= now), default=None)
        coming = [at for at, edge in edges if edge is Edge.START and at > now]
        assert schedule.last_edge(now) == last
        if coming:
            assert schedule.next_start(now) == coming[0]
            assert schedule.next_starts(now, 5)[: len(coming)] == coming[:5]


def test_a_start_that_the_clock_leaves_out_or_shows_twice_comes_once():
    daily = Schedule(wall("2027-03-13T02:30"), None, TORONTO, Recurrence(Every.DAY))
    starts = daily.next_starts(datetime(2027, 3, 13, tzinfo=UTC), 3)
    assert [f"{at:%d %H:%M}" for at in starts] == ["13 07:30", "14 07:00", "15 06:30"]
    twice = Schedule(wall("2026-10-31T01:30"), None, TORONTO, Recurrence(Every.DAY))
    starts = twice.next_starts(datetime(2026, 10, 31, tzinfo=UTC), 3)
    assert [f"{at:%d %H:%M}" for at in starts] == ["31 05:30", "01 05:30", "02 06:30"]


def test_every_other_week_is_the_same_week_over_new_year():
    often = Recurrence(Every.WEEK, 2, ("wed",))
    found = islice(occurrences(wall("2026-12-23T09:00"), often, wall("2026-12-23T09:00")), 3)
    assert [f"{at:%Y-%m-%d}" for at in found] == ["2026-12-23", "2027-01-06", "2027-01-20"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40 * 24), max_size=40), st.integers(1, 23))
def test_each_occurrence_is_dealt_with_once_whenever_one_looks(looks, hours):
    often = Recurrence(Every.DAY, 2)
    schedule = planned(wall("2027-03-01T09:00"), often, hours, TORONTO)
    begins = datetime(2027, 3, 1, tzinfo=UTC)
    until, done = begins, []
    for at in sorted(looks):
        now = begins + at * HOUR
        if due(schedule, until, now):
            done.append(schedule.last_edge(now))
            until = now
    edges = slow_edges(schedule)
    assert done == sorted(set(done))
    assert set(done) <= set(edges)
    assert all(due(schedule, until, begins + at * HOUR) is None for at in looks)


NOW = datetime(2026, 12, 1, 14, tzinfo=UTC)
START = wall("2026-12-07T09:00")


@pytest.mark.parametrize(
    ("often", "end", "told"),
    [
        (Recurrence(Every.DAY), None, {}),
        (Recurrence(Every.DAY), START + DAY, {}),
        (Recurrence(Every.DAY), START + DAY + HOUR,
         {"schedule.end": "an occurrence ends before the next begins"}),
        (Recurrence(Every.DAY), START, {"schedule.end": "at least two minutes after the start"}),
        (Recurrence(Every.DAY, 0), None, {"schedule.interval": "from 1 to 366"}),
        (Recurrence(Every.DAY, count=-1), None,
         {"schedule.count": "from 1 to 3660, or nothing"}),
        (Recurrence(Every.DAY, count=3, until=date(2027, 1, 1)), None,
         {"schedule.count": "until a day or so many times, not both"}),
        (Recurrence(Every.DAY, until=date(2026, 12, 6)), None,
         {"schedule.until": "it is before the first start"}),
        (Recurrence(Every.WEEK, days=("someday",)), None,
         {"schedule.days": "days of the week, as mon, wed"}),
        (Recurrence(Every.MONTH, month_days=(32,)), None,
         {"schedule.month_days": "days of the month, as 1, 15, last"}),
        (Recurrence(Every.WEEK, days=("sun",), until=date(2026, 12, 12)), None,
         {"schedule.every": "it never occurs: no such day comes within ten years"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_part(often, end, told):
    found = checks.schedule_parts(Schedule(START, end, TORONTO, often), None, NOW)
    assert {part: str(says) for part, says in found.items()} == told


def test_what_never_comes_or_not_again_or_has_no_start_is_refused():
    february = Schedule(wall("2027-02-01T09:00"), None, TORONTO,
                        Recurrence(Every.MONTH, 12, (), (30,)))  # fmt: skip
    assert "never occurs" in str(checks.schedule_parts(february, None, NOW)["schedule.every"])
    over = Schedule(wall("2026-11-01T09:00"), None, TORONTO, Recurrence(Every.DAY, count=3))
    same = Schedule(over.start, None, TORONTO)
    assert "not occur again" in str(checks.schedule_parts(over, same, NOW)["schedule.every"])
    bare = Schedule(None, None, TORONTO, Recurrence(Every.DAY))
    assert checks.schedule_parts(bare, None, NOW).keys() == {"schedule.start"}


def test_the_first_start_is_the_first_occurrence_and_not_what_was_typed():
    """A Tuesday was typed; it comes on Mondays and Wednesdays."""
    often = Recurrence(Every.WEEK, 1, ("mon", "wed"))
    plan = Schedule(wall("2026-12-01T09:00"), wall("2026-12-01T17:00"), TORONTO, often)
    assert plan.starts_at == datetime(2026, 12, 2, 14, tzinfo=UTC)
    assert plan.ends_at == datetime(2026, 12, 2, 22, tzinfo=UTC)
    assert (plan.starts_at,) == tuple(plan.next_starts(datetime(2026, 12, 1, tzinfo=UTC), 1))
    never = Schedule(wall("2027-02-01T09:00"), None, TORONTO,
                     Recurrence(Every.MONTH, 12, (), (30,)))  # fmt: skip
    assert (never.starts_at, never.ends_at) == (None, None)


def test_a_part_that_is_given_changes_that_part():
    weekly = changed(None, {"every": "weekly", "days": ("mon",)})
    assert weekly == Recurrence(Every.WEEK, 1, ("mon",))
    assert changed(weekly, {"interval": 2}) == Recurrence(Every.WEEK, 2, ("mon",))
    assert changed(weekly, {}) == weekly
    assert changed(weekly, {"every": ""}) is None
    assert changed(None, {"interval": 2}) is None


@pytest.mark.parametrize("text", ["1, 15, last", "31", ""])
def test_days_of_a_month_are_read_as_they_are_written(text):
    assert write_month_days(read_month_days(text)) == text


def test_a_recurrence_is_told():
    assert str(Recurrence(Every.WEEK, 2, ("mon", "thu"), count=4)) == (
        "every 2 weeks, on mon, thu, 4 times"
    )
    assert str(Recurrence(Every.MONTH, 1, ("mon",), (1, LAST_DAY), date(2027, 6, 30))) == (
        "monthly, on 1, last, until 2027-06-30"
    )
