"""The tasks of the day, done once a day: auto-stop here, longer work in a process of its own."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from esl_dialer.core.campaigns.by_itself import AUTO_STOP
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.rules.business_day import business_zone
from esl_dialer.core.system import daily_tasks as rules
from esl_dialer.core.system.daily_tasks import Due, Missed
from esl_dialer.core.text.clock_times import minutes_of
from esl_dialer.core.words import RunState
from esl_dialer.engine.writer import Sql
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.campaigns.transitions import transition
from esl_dialer.store.database import transaction
from esl_dialer.store.system import daily_runs, outbox, settings

log = logging.getLogger(__name__)

SCHEDULER = "scheduler"
NOTE_OFF_EVERY = timedelta(minutes=5)


class TaskFailed(Exception):
    """The task could not be done now: it is tried again. The text says why."""


@dataclass(frozen=True, slots=True)
class DailyTask:
    """``do`` returns what was done; it may take long, but never blocks the loop.

    ``time_setting`` names the setting with the time of day (empty: never); ``switch_setting`` the
    one that turns the task on, if there is one: a day on which it is off is skipped.
    """

    name: str
    time_setting: str
    missed: Missed
    do: Callable[[date], str]
    switch_setting: str = ""


class DailyTasks:
    """``run_due`` looks at every task; what is due is written down before it is done."""

    def __init__(self, *, sql: Sql, clock: Clock, tasks: tuple[DailyTask, ...] = ()) -> None:
        self._sql, self._clock, self._tasks = sql, clock, tasks
        self._busy = False

    def run_due(self) -> None:
        """Auto-stop first: it must not wait for an upload."""
        self._sql(auto_stop_due, self._clock.now())
        if self._busy:
            return
        self._busy = True
        try:
            left = self._tasks
            while left:
                due, left = self._sql(begin_first_due, left, self._clock.now())
                for task, day in due:
                    self._do(task, day)
        finally:
            self._busy = False

    def _do(self, task: DailyTask, day: date) -> None:
        try:
            done = task.do(day)
        except TaskFailed as error:
            log.error(line("daily.failed", task=task.name, day=day, error=error))
            self._sql(note_failure, task.name, day, str(error), self._clock.now())
            return
        log.info(line("daily.done", task=task.name, day=day, done=done))
        self._sql(daily_runs.put, task.name, day, daily_runs.DONE, done, self._clock.now())


Tasks = tuple[DailyTask, ...]


def begin_first_due(tasks: Tasks, now: datetime) -> tuple[list[tuple[DailyTask, date]], Tasks]:
    """The days of the first task that has some to do, written down, and the tasks after it."""
    for place, task in enumerate(tasks, 1):
        if days := begin_due(task, now):
            return [(task, day) for day in days], tasks[place:]
    return [], ()


def begin_due(task: DailyTask, now: datetime) -> list[date]:
    """Write down the days that are due or to be tried again, and return those to do."""
    on = not task.switch_setting or settings.get(task.switch_setting)
    again = [
        run.day
        for run in daily_runs.pending(task.name)
        if on and rules.again_at(run.tries, run.updated_at) <= now
    ]
    fresh = _due(task.name, task.time_setting, task.missed, now)
    if not (fresh or again):
        return []
    with transaction():
        for one in fresh:
            status = daily_runs.PENDING if on and not one.skip else daily_runs.SKIPPED
            daily_runs.put(task.name, one.day, status, "", now)
        for day in again:
            daily_runs.put(task.name, day, daily_runs.PENDING, "", now)
    return again + [one.day for one in fresh if on and not one.skip]


def note_failure(task: str, day: date, error: str, now: datetime) -> None:
    """The try was counted as it began; only its error is new."""
    with transaction():
        daily_runs.fail(task, day, error, now)
        outbox.put("daily", {"task": task, "day": day.isoformat(), "error": error}, now)


def _due(name: str, time_setting: str, missed: Missed, now: datetime) -> list[Due]:
    at: str = settings.get(time_setting)
    where = business_zone(settings.read().business_zone)
    return rules.due(minutes_of(at), where, now, daily_runs.last_day(name), missed) if at else []


def auto_stop_due(now: datetime) -> list[int]:
    """Pause what has been active since before the latest edge, once for each edge.

    The last edge is stored as an instant: a time that is set later on the same day counts again.
    A campaign that a person started after the edge goes on, even when the edge was missed.
    """
    last, edge = daily_runs.last_instant(AUTO_STOP), _auto_stop_edge(now)
    if edge is None:
        _note_off(last, now)
        return []
    if last is not None and edge <= last:
        return []
    with transaction():
        paused = [] if last is None else _pause_all(edge, now)
        daily_runs.put(AUTO_STOP, edge.date(), daily_runs.DONE, f"{len(paused)} campaigns", edge)
    log.info(line("auto_stop", edge=edge.isoformat(), paused=len(paused)))
    return paused


def _auto_stop_edge(now: datetime) -> datetime | None:
    """The last instant at which all was to be paused; None when there is no such time."""
    chosen = settings.read()
    if not chosen.auto_stop_time:
        return None
    where, minute = business_zone(chosen.business_zone), minutes_of(chosen.auto_stop_time)
    return rules.edge_of(rules.latest_day(minute, where, now), minute, where)


def _note_off(last: datetime | None, now: datetime) -> None:
    """Edges that pass while there is no time are not made up when there is one again."""
    if last is None or now - last > NOTE_OFF_EVERY:
        daily_runs.put(AUTO_STOP, now.date(), daily_runs.SKIPPED, "no time is set", now)


def _pause_all(edge: datetime, now: datetime) -> list[int]:
    """Each since the edge, however late it is: in a schedule's time it goes on the day after it,
    and a start that came since then waits still."""
    paused = []
    for campaign in campaigns.in_state(RunState.ACTIVE):
        if campaign.run_state_at is not None and campaign.run_state_at >= edge:
            continue
        since = {"run_state_at": edge}
        done = transition(
            SCHEDULER, campaign, Verb.PAUSE, now, reason=AUTO_STOP, decides=False, also=since
        )
        if done.happened:
            paused.append(campaign.id)
    return paused
