"""Dialing windows in the callee's time, against a slow oracle that tries every minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from esl_dialer.core.campaigns.campaign import Window
from esl_dialer.core.people.provinces import ZONES
from esl_dialer.core.rules.windows import DAYS_AHEAD, is_open, next_open, zone

DAY = Window(9 * 60, 18 * 60 + 45)
EVERY_DAY = Window(9 * 60, 18 * 60 + 45, saturday=True, sunday=True)
MINUTE = timedelta(minutes=1)
TORONTO, VANCOUVER, ST_JOHNS = "America/Toronto", "America/Vancouver", "America/St_Johns"
WINNIPEG, EDMONTON, REGINA = "America/Winnipeg", "America/Edmonton", "America/Regina"
ALL_ZONES = sorted(set().union(*ZONES.values()))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str, name: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone(name)).astimezone(UTC)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """From 04:00 on: no clock of Canada changes after that hour."""
    start = draw(st.integers(4 * 60, 23 * 60))
    end = draw(st.integers(start + 1, 24 * 60))
    return Window(start, end, draw(st.booleans()), draw(st.booleans()))


gates = st.sets(st.sampled_from(ALL_ZONES), min_size=1, max_size=3).map(
    lambda names: "|".join(sorted(names))
)
instants = st.integers(0, 2 * 366 * 24 * 3600).map(
    lambda s: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
)


def slow_is_open(window: Window, gate: str, now: datetime) -> bool:
    return all(_slow_open_in(window, now.astimezone(zone(name))) for name in gate.split("|"))


def _slow_open_in(window: Window, there: datetime) -> bool:
    if (there.strftime("%a") == "Sat" and not window.saturday) or (
        there.strftime("%a") == "Sun" and not window.sunday
    ):
        return False
    return (
        f"{window.start // 60:02}:{window.start % 60:02}"
        <= f"{there:%H:%M}"
        < (f"{window.end // 60:02}:{window.end % 60:02}")
    )


def slow_next_open(window: Window, gate: str, now: datetime) -> datetime | None:
    """The first open minute of the next eight days; every zone changes on full minutes."""
    if slow_is_open(window, gate, now):
        return now
    minute = now.replace(second=0, microsecond=0) + MINUTE
    for _ in range(DAYS_AHEAD * 24 * 60):
        if slow_is_open(window, gate, minute):
            return minute
        minute += MINUTE
    return None


@given(windows(), gates, instants)
def test_open_as_the_clock_on_the_wall_says(window, gate, now):
    assert is_open(window, gate, now) == slow_is_open(window, gate, now)


@settings(max_examples=40)
@given(windows(), gates, instants)
@example(DAY, TORONTO, utc("2026-10-31T23:00:00"))
@example(DAY, TORONTO, utc("2027-03-12T23:30:00"))
@example(EVERY_DAY, f"{ST_JOHNS}|{VANCOUVER}", utc("2027-03-14T06:00:00"))
@example(EVERY_DAY, f"{TORONTO}|{WINNIPEG}", utc("2026-11-01T05:30:00"))
def test_the_next_opening_is_the_first(window, gate, now):
    assert next_open(window, gate, now) == slow_next_open(window, gate, now)


@given(windows(), gates, instants)
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
    window = Window(DAY.start, DAY.end, saturday, sunday)
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
    short = Window(9 * 60, 10 * 60, saturday=True, sunday=True)
    assert next_open(short, f"{TORONTO}|{VANCOUVER}", utc("2026-11-23T15:00:00")) is None


@given(instants)
def test_without_a_zone_nobody_is_called(now):
    whole_day = Window(0, 24 * 60, saturday=True, sunday=True)
    assert not is_open(whole_day, "", now)
    assert next_open(whole_day, "", now) is None


@given(gates, instants)
def test_a_whole_day_is_always_open(gate, now):
    assert is_open(Window(0, 24 * 60, saturday=True, sunday=True), gate, now)


def test_an_unknown_zone_is_an_error_and_not_a_default():
    with pytest.raises(ZoneInfoNotFoundError):
        is_open(DAY, "America/Nowhere", utc("2026-11-23T15:00:00"))


def test_zones_come_from_the_package():
    assert isinstance(zone(TORONTO), ZoneInfo)
    assert zone(TORONTO) is zone(TORONTO)
