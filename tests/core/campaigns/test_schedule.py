"""A schedule's edges: as instants, over clocks that are set, each dealt with once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from esl_dialer.core.campaigns import checks
from esl_dialer.core.campaigns.schedule import (
    FARTHEST,
    SHORTEST,
    Edge,
    NoWallTime,
    Schedule,
    dealt_with,
    due,
    read_wall_time,
    write_wall_time,
)
from esl_dialer.core.campaigns.starting import StartFacts, reasons_not_to_start
from esl_dialer.core.people.clocks import first_shown, zone
from esl_dialer.core.words import RunState
from tests.core.campaigns.made import a_campaign

TORONTO = "America/Toronto"
ZONES = [TORONTO, "America/St_Johns", "America/Havana", "Australia/Lord_Howe", "Africa/Casablanca"]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 12, 1, 14, tzinfo=UTC)
"""09:00 in Toronto."""

walls = st.integers(0, 2 * 366 * 24 * 60).map(
    lambda n: datetime.fromisoformat("2026-01-01T00:00") + n * MINUTE
)


def slow_first_shown(wall: datetime, name: str) -> datetime:
    """Every minute of three days is looked at: the first that shows it, else a later one."""
    minutes = [wall.replace(tzinfo=UTC) + n * MINUTE for n in range(-24 * 60, 24 * 60)]
    shown = [(at, at.astimezone(zone(name)).replace(tzinfo=None)) for at in minutes]
    same = [at for at, there in shown if there == wall]
    return same[0] if same else next(at for at, there in shown if there > wall)


@given(walls, st.sampled_from(ZONES))
@example(datetime.fromisoformat("2027-03-14T02:30"), TORONTO)
@example(datetime.fromisoformat("2027-03-14T02:00"), TORONTO)
@example(datetime.fromisoformat("2026-11-01T01:30"), TORONTO)
@example(datetime.fromisoformat("2026-03-08T00:00"), "America/Havana")
@example(datetime.fromisoformat("2026-10-04T02:15"), "Australia/Lord_Howe")
def test_a_wall_clocks_time_is_the_first_instant_that_shows_it_or_the_next(wall, name):
    assert first_shown(wall, name) == slow_first_shown(wall, name)


def test_what_is_left_out_is_the_next_minute_and_what_comes_twice_the_first():
    def shown(text: str) -> str:
        return f"{first_shown(datetime.fromisoformat(text), TORONTO):%H:%M}"

    assert shown("2027-03-14T02:30") == shown("2027-03-14T03:00") == "07:00"
    assert shown("2026-11-01T01:30") == "05:30"


def planned(start: datetime | None = None, end: datetime | None = None) -> Schedule:
    """Of these instants, by Toronto's clock."""
    walls = [at and at.astimezone(zone(TORONTO)).replace(tzinfo=None) for at in (start, end)]
    return Schedule(*walls, TORONTO)


def test_each_edge_is_due_from_its_instant_on_until_it_was_dealt_with():
    schedule = planned(NOW, NOW + HOUR)
    assert due(schedule, None, NOW - MINUTE) is None
    assert due(schedule, NOW - DAY, NOW) is Edge.START
    assert due(schedule, NOW, NOW + MINUTE) is None
    assert due(schedule, NOW, NOW + HOUR) is Edge.END
    assert due(schedule, NOW - DAY, NOW + DAY) is Edge.END
    assert due(schedule, NOW + HOUR, NOW + 30 * DAY) is None
    assert due(Schedule(), None, NOW) is None


@given(st.lists(st.integers(0, 600), max_size=30), st.integers(0, 300), st.integers(2, 300))
def test_whenever_one_looks_each_edge_is_dealt_with_once(looks, start, length):
    """Of those that passed between two looks the last counts."""
    schedule = planned(NOW + start * MINUTE, NOW + (start + length) * MINUTE)
    until, done = NOW - MINUTE, []
    for at in sorted(looks):
        if edge := due(schedule, until, NOW + at * MINUTE):
            done.append(edge)
            until = NOW + at * MINUTE
    seen = {at >= start + length for at in looks if at >= start}
    assert done == [Edge.START] * (False in seen) + [Edge.END] * (True in seen)


def test_a_new_schedule_leaves_behind_what_is_past_but_a_start_of_this_minute():
    now, dealt = NOW + timedelta(seconds=90), NOW + timedelta(seconds=30)
    assert due(planned(NOW), dealt_with(None, planned(NOW), None, now), now) is Edge.START
    moved = planned(NOW, NOW + HOUR)
    assert due(moved, dealt_with(planned(NOW), moved, dealt, now), now) is None
    later = planned(NOW + HOUR)
    assert dealt_with(planned(NOW), later, dealt, now) == now


@pytest.mark.parametrize("dealt", [None, NOW - DAY])
def test_a_start_that_waits_still_does_where_the_new_schedule_has_it_too(dealt):
    now, moved = NOW + HOUR, planned(NOW, NOW + 2 * HOUR)
    assert due(moved, dealt_with(planned(NOW), moved, dealt, now), now) is Edge.START
    earlier = planned(NOW - MINUTE)
    assert dealt_with(planned(NOW), earlier, dealt, now) == now
    ended = planned(NOW - DAY, NOW - HOUR)
    assert dealt_with(ended, planned(NOW - DAY, NOW + DAY), NOW - 2 * DAY, now) == now


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-12-01T09:00", datetime.fromisoformat("2026-12-01T09:00")),
        (" 2026-12-01 09:00 ", datetime.fromisoformat("2026-12-01T09:00")),
        ("2026-12-01T09:00:59", datetime.fromisoformat("2026-12-01T09:00")),
        ("", None),
        (" ", None),
    ],
)
def test_a_wall_time_is_read_to_the_minute(text, at):
    assert read_wall_time(text) == at
    assert read_wall_time(write_wall_time(at)) == at


@pytest.mark.parametrize(
    "text", ["soon", "2026-12-01", "09:00", "2026-13-01T09:00", "2026-12-01T09:00Z",
             "2026-12-01T09:00-05:00", "2026-12-01T25:00"]
)  # fmt: skip
def test_what_is_no_wall_time_is_refused(text):
    with pytest.raises(NoWallTime):
        read_wall_time(text)


PAST = "it is in the past: choose a later time"
TOO_SOON = "at least two minutes after the start"


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        (planned(NOW), {}),
        (planned(NOW - SHORTEST), {}),
        (planned(NOW - SHORTEST - MINUTE), {"schedule.start": PAST}),
        (planned(NOW + DAY, NOW + DAY + SHORTEST), {}),
        (planned(NOW + DAY, NOW + DAY + MINUTE), {"schedule.end": TOO_SOON}),
        (planned(NOW + DAY, NOW + HOUR), {"schedule.end": TOO_SOON}),
        (planned(end=NOW + SHORTEST), {}),
        (planned(end=NOW + MINUTE), {"schedule.end": PAST}),
        (planned(end=NOW - DAY), {"schedule.end": PAST}),
        (planned(NOW + FARTHEST + DAY), {"schedule.start": "it is more than ten years ahead"}),
        (
            Schedule(datetime.fromisoformat("9999-12-31T23:59"), None, TORONTO),
            {"schedule.start": "it is more than ten years ahead"},
        ),
        (
            Schedule(NOW.replace(tzinfo=None), None, "America/Toronot"),
            {"schedule.zone": "there is no time zone 'America/Toronot': did you mean "
             "America/Toronto?"},
        ),
        (Schedule(NOW.replace(tzinfo=None), None, "UTC"), {}),
        (Schedule(), {}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_part(schedule, told):
    found = checks.schedule_parts(schedule, None, NOW)
    assert {part: str(says) for part, says in found.items()} == told


def test_a_start_that_stays_may_be_past_and_an_end_may_not():
    before = planned(NOW - DAY)
    assert checks.schedule_parts(planned(NOW - DAY, NOW + HOUR), before, NOW) == {}
    assert checks.schedule_parts(planned(NOW - DAY, NOW), before, NOW).keys() == {"schedule.end"}


READY = StartFacts(
    total=1, missing_audio=0, failed_audio=0, importing=False, unfinished=True, left_out=False,
    lacking_transfer=0, has_caller_id=True, was_dialed=False, simulated=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        (planned(NOW + HOUR), "it is scheduled: it starts by itself on 2026-12-01 10:00"),
        (planned(NOW - HOUR), ""),
        (planned(NOW - HOUR, NOW + HOUR), ""),
        (planned(NOW - HOUR, NOW - MINUTE), "its schedule ended on 2026-12-01 08:59"),
        (planned(end=NOW + HOUR), ""),
        (planned(end=NOW), "its schedule ended on 2026-12-01 09:00"),
    ],
)
def test_nobody_starts_it_before_its_start_or_after_its_end(schedule, told):
    campaign = a_campaign(run_state=RunState.STOPPED, schedule=schedule)
    reasons = [str(one) for one in reasons_not_to_start(campaign, READY, NOW)]
    assert (told in reasons[0]) if told else (reasons == [])


def test_it_is_told_with_its_zone():
    assert str(planned(NOW, NOW + HOUR)) == (
        "from 2026-12-01 09:00 until 2026-12-01 10:00 (America/Toronto)"
    )
    assert str(Schedule(zone=TORONTO)) == ""
