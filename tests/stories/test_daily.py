"""Daily tasks: each day once, missed days by the stated rule."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.campaigns.by_itself import AUTO_STOP
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.system import daily_tasks as rules
from esl_dialer.core.system.daily_tasks import MOST_DAYS, Missed
from esl_dialer.core.words import RunState
from esl_dialer.engine.daily_tasks import DailyTask, DailyTasks, TaskFailed
from esl_dialer.store import models
from esl_dialer.store.system import daily_runs, settings
from tests.engine.campaigns import active_campaign
from tests.fakes import START, HandClock, open_test_database, run_here

TORONTO = zone("America/Toronto")
INSTANTS = st.integers(0, 700 * 24 * 3600).map(lambda s: START + timedelta(seconds=s))
MINUTES = st.integers(0, 24 * 60 - 1)
ZONES = st.sampled_from(["America/Toronto", "America/St_Johns", "America/Vancouver", "UTC"])


@given(INSTANTS, MINUTES, ZONES)
def test_the_latest_day_is_the_last_whose_edge_has_passed(now, minute, name):
    where = zone(name)
    day = rules.latest_day(minute, where, now)
    assert rules.edge_of(day, minute, where) <= now
    assert rules.edge_of(day + timedelta(days=1), minute, where) > now


@given(INSTANTS, MINUTES, st.integers(0, 60), st.sampled_from(Missed))
def test_each_missed_day_is_dealt_with_once_and_none_of_the_future(now, minute, back, missed):
    latest = rules.latest_day(minute, TORONTO, now)
    found = rules.due(minute, TORONTO, now, latest - timedelta(days=back), missed)
    days = [one.day for one in found]
    assert days == sorted(set(days))
    assert len(days) == min(back, MOST_DAYS)
    assert all(one.edge <= now for one in found)
    done = [one.day for one in found if not one.skip]
    assert done == (days if missed is Missed.EVERY else days[-1:])


def test_a_new_installation_has_missed_nothing():
    (only,) = rules.due(18 * 60, TORONTO, START, None, Missed.EVERY)
    assert only.skip


def test_tries_come_at_growing_distances_up_to_an_hour():
    waits = [rules.again_at(tries, START) - START for tries in range(1, 9)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=2)
    assert waits[-1] == timedelta(hours=1)


@pytest.fixture
def clock(tmp_path: Path):
    opened = open_test_database(tmp_path / "dialer.db")
    yield HandClock()
    opened.close()


def run_at(clock: HandClock, at: datetime, *tasks: DailyTask) -> None:
    clock.instant = at
    DailyTasks(sql=run_here, clock=clock, tasks=tasks).run_due()


def state_of(campaign: int) -> RunState:
    return models.Campaign.get_by_id(campaign).run_state


NOON, EVENING = START + timedelta(hours=1), START + timedelta(hours=8)
"""12:00 and 19:00 in Toronto on 2026-11-23: the auto-stop is at 18:45."""
DAY = timedelta(days=1)


def started(at: datetime, name: str = "Spring") -> int:
    campaign = active_campaign([], name=name)
    models.Campaign.update(run_state_at=at).where(models.Campaign.id == campaign).execute()
    return campaign


def test_auto_stop_pauses_at_its_edge_and_says_why(clock):
    campaign = started(NOON)
    run_at(clock, NOON)
    assert state_of(campaign) is RunState.ACTIVE
    run_at(clock, EVENING)
    row = models.Campaign.get_by_id(campaign)
    assert (row.run_state, row.run_reason) == (RunState.PAUSED, AUTO_STOP)
    assert models.Audit.get().actor == "scheduler"


def test_who_starts_again_after_the_auto_stop_goes_on(clock):
    campaign = started(NOON)
    run_at(clock, NOON)
    run_at(clock, EVENING)
    models.Campaign.update(run_state=RunState.ACTIVE, run_state_at=EVENING).execute()
    run_at(clock, EVENING + timedelta(hours=3))
    assert state_of(campaign) is RunState.ACTIVE


def test_an_auto_stop_missed_while_down_is_applied_at_the_next_start(clock):
    run_at(clock, NOON)
    before, after = started(NOON, "before"), started(EVENING, "after")
    run_at(clock, EVENING + timedelta(hours=12))
    assert state_of(before) is RunState.PAUSED
    assert state_of(after) is RunState.ACTIVE


def test_the_first_start_of_an_installation_stops_nothing(clock):
    campaign = started(NOON)
    run_at(clock, EVENING)
    assert state_of(campaign) is RunState.ACTIVE


def test_without_a_time_there_is_no_auto_stop(clock):
    run_at(clock, NOON)
    settings.put("auto_stop_time", "", NOON, "test")
    campaign = started(NOON)
    run_at(clock, EVENING + 3 * DAY)
    assert state_of(campaign) is RunState.ACTIVE


def test_a_time_set_later_on_the_same_day_counts_again(clock):
    run_at(clock, NOON)
    run_at(clock, EVENING)
    campaign = started(EVENING)
    settings.put("auto_stop_time", "20:00", EVENING, "test")
    run_at(clock, EVENING + timedelta(minutes=59))
    assert state_of(campaign) is RunState.ACTIVE
    run_at(clock, EVENING + timedelta(minutes=61))
    assert state_of(campaign) is RunState.PAUSED


def test_edges_that_passed_without_a_time_are_not_made_up(clock):
    settings.put("auto_stop_time", "", NOON, "test")
    run_at(clock, NOON)
    campaign = started(NOON)
    run_at(clock, EVENING)
    run_at(clock, NOON + DAY)
    settings.put("auto_stop_time", "18:45", NOON, "test")
    run_at(clock, NOON + DAY)
    assert state_of(campaign) is RunState.ACTIVE
    run_at(clock, EVENING + DAY)
    assert state_of(campaign) is RunState.PAUSED


class Recorded:
    """A task that notes its days and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.days: list[date] = []
        self.failures = failures

    def __call__(self, day: date) -> str:
        self.days.append(day)
        if self.failures:
            self.failures -= 1
            raise TaskFailed("the server is away")
        return "done"


def task(do: Recorded, missed: Missed = Missed.EVERY, switch: str = "") -> DailyTask:
    return DailyTask("export", "sftp_time", missed, do, switch)


def test_a_task_runs_once_a_day(clock):
    do = Recorded()
    for hours in range(0, 72, 3):
        run_at(clock, NOON + timedelta(hours=hours), task(do))
    assert do.days == [date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)]


@pytest.mark.parametrize(("missed", "made_up"), [(Missed.EVERY, 4), (Missed.LATEST, 1)])
def test_days_missed_while_down(clock, missed, made_up):
    do = Recorded()
    run_at(clock, NOON, task(do, missed))
    run_at(clock, NOON + 4 * DAY, task(do, missed))
    assert len(do.days) == made_up
    assert do.days[-1] == date(2026, 11, 27)


def test_a_failed_task_is_tried_again_and_its_error_is_kept(clock):
    do = Recorded(failures=2)
    run_at(clock, NOON, task(do))
    at = NOON + DAY
    run_at(clock, at, task(do))
    (run,) = daily_runs.pending("export")
    assert (run.tries, run.detail) == (1, "the server is away")
    run_at(clock, at + timedelta(minutes=1), task(do))
    assert len(do.days) == 1
    for minutes in (3, 8, 20):
        run_at(clock, at + timedelta(minutes=minutes), task(do))
    assert len(do.days) == 3
    assert daily_runs.status_of("export", do.days[0]) == daily_runs.DONE


def test_a_day_on_which_the_task_is_off_is_skipped_for_good(clock):
    do = Recorded()
    for day in range(3):
        run_at(clock, NOON + day * DAY, task(do, switch="sftp_export"))
    settings.put("sftp_export", True, NOON, "test")
    run_at(clock, NOON + 3 * DAY, task(do, switch="sftp_export"))
    assert do.days == [date(2026, 11, 26)]
