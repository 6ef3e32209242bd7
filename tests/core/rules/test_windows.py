"""Dialing windows in the callee's time, against a slow oracle that tries every minute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from esl_dialer.core.campaigns.hours import DailyHours, OwnHours, Window
from esl_dialer.core.people.provinces import ZONES
from esl_dialer.core.rules.windows import DAYS_AHEAD, is_open, next_open, zone

HOURS = DailyHours(9 * 60, 18 * 60 + 45)
DAY = Window.of(HOURS)
EVERY_DAY = Window.of(replace(HOURS, saturday=True, sunday=True))
ALWAYS = Window((((0, 24 * 60),),) * 7)
MINUTE = timedelta(minutes=1)
NAMES_OF_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TORONTO, VANCOUVER, ST_JOHNS = "America/Toronto", "America/Vancouver", "America/St_Johns"
WINNIPEG, EDMONTON, REGINA = "America/Winnipeg", "America/Edmonton", "America/Regina"
ALL_ZONES = sorted(set().union(*ZONES.values()))
CLOCKS_ODDLY_SET = ("America/Havana", "Australia/Lord_Howe", "Africa/Casablanca")
"""At midnight; by half an hour; by the moon."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str, name: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone(name)).astimezone(UTC)


def every_other_piece(cuts: set[int]) -> tuple[tuple[int, int], ...]:
    ends = sorted(cuts)
    return tuple(zip(ends[::2], ends[1::2], strict=False))


minutes = st.integers(0, 24 * 60) | st.sampled_from([0, 60, 90, 120, 150, 180, 24 * 60])
days = st.sets(minutes, max_size=6).map(every_other_piece)
windows = st.lists(days, min_size=7, max_size=7).map(lambda week: Window(tuple(week)))
gates = st.sets(st.sampled_from([*ALL_ZONES, *CLOCKS_ODDLY_SET]), min_size=1, max_size=3).map(
    lambda names: "|".join(sorted(names))
)
instants = st.integers(0, 2 * 366 * 24 * 3600).map(
    lambda s: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
)


def slow_is_open(window: Window, gate: str, now: datetime) -> bool:
    return all(_slow_open_in(window, now.astimezone(zone(name))) for name in gate.split("|"))


def _slow_open_in(window: Window, there: datetime) -> bool:
    spans = dict(zip(NAMES_OF_DAYS, window.days, strict=True))[there.strftime("%a")]
    return any(written(start) <= f"{there:%H:%M}" < written(end) for start, end in spans)


def written(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def slow_next_open(window: Window, gate: str, now: datetime) -> datetime | None:
    """The first open minute of the next fifteen days; every zone changes on full minutes."""
    if slow_is_open(window, gate, now):
        return now
    minute = now.replace(second=0, microsecond=0) + MINUTE
    for _ in range(DAYS_AHEAD * 24 * 60):
        if slow_is_open(window, gate, minute):
            return minute
        minute += MINUTE
    return None


@given(windows, gates, instants)
def test_open_as_the_clock_on_the_wall_says(window, gate, now):
    assert is_open(window, gate, now) == slow_is_open(window, gate, now)


zone_names = st.sampled_from([*ALL_ZONES, *CLOCKS_ODDLY_SET])


@given(windows, gates, zone_names, instants)
def test_a_named_zones_clock_counts_in_place_of_the_persons(window, gate, name, now):
    named = replace(window, zone=name)
    assert is_open(named, gate, now) == slow_is_open(window, name, now)
    assert next_open(named, gate, now) == next_open(window, name, now)
    assert not is_open(replace(ALWAYS, zone=name), "", now)


@settings(max_examples=40)
@given(windows, gates, instants)
@example(DAY, TORONTO, utc("2026-10-31T23:00:00"))
@example(DAY, TORONTO, utc("2027-03-12T23:30:00"))
@example(EVERY_DAY, f"{ST_JOHNS}|{VANCOUVER}", utc("2027-03-14T06:00:00"))
@example(EVERY_DAY, f"{TORONTO}|{WINNIPEG}", utc("2026-11-01T05:30:00"))
def test_the_next_opening_is_the_first(window, gate, now):
    assert next_open(window, gate, now) == slow_next_open(window, gate, now)


@given(windows, gates, instants)
def test_the_next_opening_is_open_and_not_past(window, gate, now):
    opens = next_open(window, gate, now)
    if opens is not None:
        assert opens >= now
        assert is_open(window, gate, opens)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-23T08:59:59", False),
        ("2026-11-23T09:00:00", True),
        ("2026-11-23T18:44:59.999999", True),
        ("2026-11-23T18:45:00", False),
    ],
)
def test_the_end_is_excluded(moment, open_):
    assert is_open(DAY, TORONTO, local(moment, TORONTO)) is open_


@pytest.mark.parametrize(
    ("saturday", "sunday", "opens"),
    [
        (False, False, "2026-11-23T09:00:00"),
        (True, False, "2026-11-21T09:00:00"),
        (False, True, "2026-11-22T09:00:00"),
    ],
)
def test_weekends_are_allowed_day_by_day(saturday, sunday, opens):
    friday_night = local("2026-11-20T20:00:00", TORONTO)
    window = Window.of(replace(HOURS, saturday=saturday, sunday=sunday))
    assert next_open(window, TORONTO, friday_night) == local(opens, TORONTO)


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        (VANCOUVER, -7),
        (EDMONTON, -6),
        (WINNIPEG, -5),
        (REGINA, -6),
        (TORONTO, -5),
        (ST_JOHNS, -3.5),
        ("America/Whitehorse", -7),
        ("America/Halifax", -4),
    ],
)
def test_the_clocks_of_december_2026(name, hours):
    """BC, Alberta, Manitoba and the NWT did not set theirs back; tables before 2026f say so."""
    december = utc("2026-12-15T17:00:00").astimezone(zone(name))
    assert december.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("name", [VANCOUVER, EDMONTON, WINNIPEG, REGINA])
def test_where_clocks_do_not_change_the_window_stays(name):
    summer = next_open(EVERY_DAY, name, utc("2026-08-03T06:00:00"))
    winter = next_open(EVERY_DAY, name, utc("2026-12-14T06:00:00"))
    assert summer.time() == winter.time()


@pytest.mark.parametrize(
    ("night", "opens"),
    [
        ("2026-10-31T20:00:00", "2026-11-01T14:00:00"),
        ("2027-03-13T20:00:00", "2027-03-14T13:00:00"),
    ],
)
def test_the_night_in_which_clocks_change(night, opens):
    assert next_open(EVERY_DAY, TORONTO, local(night, TORONTO)) == utc(opens)


def test_a_person_who_may_be_in_two_zones_is_called_when_both_are_open():
    gate = f"{ST_JOHNS}|{VANCOUVER}"
    before = local("2026-11-23T08:59:00", VANCOUVER)
    assert is_open(DAY, ST_JOHNS, before)
    assert not is_open(DAY, gate, before)
    assert next_open(DAY, gate, before) == local("2026-11-23T09:00:00", VANCOUVER)


def test_zones_that_are_never_open_together_never_open():
    short = Window.of(DailyHours(9 * 60, 10 * 60, saturday=True, sunday=True))
    assert next_open(short, f"{TORONTO}|{VANCOUVER}", utc("2026-11-23T15:00:00")) is None


@given(instants)
def test_without_a_zone_nobody_is_called(now):
    for gate in ("", "@CA-ON"):
        assert not is_open(ALWAYS, gate, now)
        assert next_open(ALWAYS, gate, now) is None


@given(gates, instants)
def test_a_whole_day_is_always_open(gate, now):
    assert is_open(ALWAYS, gate, now)


@given(gates, windows, instants)
def test_whose_law_holds_does_not_move_the_clock(gate, window, now):
    assert is_open(window, gate, now) == is_open(window, f"{gate}@CA-QC", now)
    assert next_open(window, gate, now) == next_open(window, f"{gate}@CA-QC", now)


def only_on(day: int, *spans: tuple[int, int]) -> Window:
    return Window(tuple(spans if n == day else () for n in range(7)))


@pytest.mark.parametrize(
    ("spans", "after", "opens"),
    [
        (((2 * 60 + 30, 5 * 60),), "2027-03-14T06:00:00", "2027-03-14T07:00:00"),
        (((2 * 60 + 30, 2 * 60 + 45),), "2027-03-14T06:00:00", "2027-03-21T06:30:00"),
        (((60, 90),), "2026-11-01T05:30:00", "2026-11-01T06:00:00"),
        (((90, 120),), "2026-11-01T06:00:00", "2026-11-01T06:30:00"),
        (((0, 60), (14 * 60, 24 * 60)), "2026-11-01T05:00:00", "2026-11-01T19:00:00"),
        (((14 * 60, 24 * 60),), "2026-11-02T04:59:59", "2026-11-02T04:59:59"),
        (((14 * 60, 24 * 60),), "2026-11-02T05:00:00", "2026-11-08T19:00:00"),
    ],
    ids=["into a span", "over a span", "back into a span", "a span twice", "two spans",
         "until midnight", "not after"],
)  # fmt: skip
def test_a_sunday_on_which_clocks_are_set(spans, after, opens):
    assert next_open(only_on(6, *spans), TORONTO, utc(after)) == utc(opens)


@given(
    st.builds(DailyHours, st.integers(0, 700), st.integers(701, 1440), st.booleans(), st.booleans())
)
def test_the_short_form_of_a_window_is_what_it_was_made_of(hours):
    window = Window.of(hours)
    assert window.valid
    assert window.hours == hours
    assert window.changed_to(hours) is window


@given(windows)
def test_a_window_with_more_spans_stays_until_its_short_form_is_changed(window):
    assert window.changed_to(window.hours) is window
    later = replace(window.hours, end=window.hours.end + 1)
    if window.is_short:
        assert window.changed_to(later) == Window.of(later)
        return
    with pytest.raises(OwnHours):
        window.changed_to(later)
    other = window.changed_to(replace(window.hours, sunday=not window.hours.sunday))
    assert other.days[:6] == window.days[:6]
    assert bool(other.days[6]) is not bool(window.days[6])


@pytest.mark.parametrize(
    "spans",
    [((9, 9),), ((10, 9),), ((-1, 9),), ((9, 1441),), ((9, 12), (12, 14)), ((12, 14), (9, 10))],
)
def test_spans_that_are_none_make_no_window(spans):
    assert not only_on(3, *spans).valid
    assert only_on(3, (9, 12), (13, 1440)).valid


def test_an_unknown_zone_is_an_error_and_not_a_default():
    with pytest.raises(ZoneInfoNotFoundError):
        is_open(DAY, "America/Nowhere", utc("2026-11-23T15:00:00"))


def test_zones_come_from_the_package():
    assert isinstance(zone(TORONTO), ZoneInfo)
    assert zone(TORONTO) is zone(TORONTO)
