"""The scheduler's jobs. It holds no truth: it only starts things whose state is in the database."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.gevent import GeventScheduler

from esl_dialer.core.calls.closing import FINISHED
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.words import RunState
from esl_dialer.engine.daily_tasks import SCHEDULER, DailyTasks
from esl_dialer.engine.schedules import Forbids, Schedules
from esl_dialer.engine.writer import Sql
from esl_dialer.runtime.clock import Clock, ScaledClock
from esl_dialer.runtime.logs import line
from esl_dialer.store.agents import agents
from esl_dialer.store.campaigns import campaigns, closing, renewing
from esl_dialer.store.campaigns.transitions import transition
from esl_dialer.store.database import StoreBusy, take_turns, transaction
from esl_dialer.store.lists import filtering
from esl_dialer.store.notices import notices
from esl_dialer.store.people import gate_renewal
from esl_dialer.store.reports import recounting
from esl_dialer.store.system import outbox

log = logging.getLogger(__name__)

SWEEP_EVERY_S = 60
COMPLETE_EVERY_S = 5
SCHEDULE_EVERY_S = 5
MARK_FOR_S = 4
"""Real seconds of each look at the schedules in which records are made ready or marked."""
TRIM_EVERY_S = 600
DAILY_EVERY_S = 5
FOLD_EVERY_S = 30
FILTER_EVERY_S = 5
GATES_EVERY_S = 5
GATE_STEPS = 40
"""Of ``gate_renewal``, in a row: 12,000 records."""

SHORTEST_S = 0.2
"""Seconds of the injected clock, but the last: no job runs more often in real time."""


class Housekeeping:
    """``simulated``: whether the switch is; None: it is not known now. ``forbids``: what else
    forbids a start that a schedule wants."""

    def __init__(
        self,
        *,
        sql: Sql,
        clock: Clock,
        sweep: Callable[[], Any],
        daily: DailyTasks,
        simulated: Callable[[], bool | None],
        forbids: Forbids,
    ) -> None:
        self._sql, self._clock, self._sweep = sql, clock, sweep
        self._simulated, self._schedules = simulated, Schedules(forbids)
        self.daily = daily
        self._scheduler = GeventScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None}
        )
        self._greenlet: Any = None

    def start(self) -> None:
        self.add(SWEEP_EVERY_S, self._sweep, "reconcile")
        self.add(COMPLETE_EVERY_S, self.complete, "complete")
        self.add(SCHEDULE_EVERY_S, self.schedule, "schedule")
        self.add(TRIM_EVERY_S, self.trim, "trim")
        self.add(FILTER_EVERY_S, self.filter, "filter")
        self.add(GATES_EVERY_S, self.renew_gates, "gates")
        self.add(FOLD_EVERY_S, self.fold, "fold")
        self.add(
            DAILY_EVERY_S, self.daily.run_due, "daily",
            next_run_time=datetime.now(UTC), max_instances=2,
        )  # fmt: skip
        self._greenlet = self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    def add(self, seconds: float, job: Callable[[], Any], name: str, **options: Any) -> None:
        """Run the job every so many seconds of the injected clock."""
        factor = self._clock.factor if isinstance(self._clock, ScaledClock) else 1.0
        real = max(SHORTEST_S, seconds / factor)
        self._scheduler.add_job(
            guarded(job), "interval", seconds=real, id=name, name=name, **options
        )

    def complete(self) -> None:
        """Campaigns with nothing left to dial, ever, are completed."""
        self._sql(complete_finished, self._clock.now())

    def schedule(self) -> None:
        """Campaigns start and end as their schedules say; everybody is made ready for a new run,
        and what was not dialed by an end is marked: of each campaign some at a time, so that none
        waits for another's million, and no start for either."""
        self._sql(self._schedules.carry_out, self._clock.now(), self._simulated())
        until = time.monotonic() + MARK_FOR_S
        left: list[tuple[Callable[[int], Any], int]]
        left = [(renewing.step, one) for one in self._sql(renewing.due)]
        left += [(closing.step, one) for one in self._sql(closing.due)]
        while left and time.monotonic() < until:
            left = [(step, one) for step, one in left if self._sql(step, one)]

    def filter(self) -> None:
        """Apply the filters of campaigns where that is due: a new day, or what others left. A
        transaction at a time, so that the tick comes between."""
        for campaign in self._sql(filtering.due, self._clock.now()):
            at: filtering.Round | None = self._sql(filtering.begin, campaign, self._clock.now())
            while at is not None:
                at = self._sql(filtering.step, at, self._clock.now())
            log.info(line("filter.applied", campaign=campaign))

    def renew_gates(self) -> None:
        """Gates that an earlier release made. A transaction at a time, so that the tick comes
        between, and not all at once."""
        for _ in range(GATE_STEPS):
            if not self._sql(gate_renewal.step):
                return

    def fold(self) -> None:
        """Add up what each transaction counted."""
        self._sql(fold_tallies)

    def trim(self) -> None:
        self._sql(outbox.trim, self._clock.now())
        self._sql(notices.trim, self._clock.now())


def guarded(job: Callable[[], Any]) -> Callable[[], None]:
    """A database that is busy or away is waited for until the job's next turn."""

    def run() -> None:
        with suppress(StoreBusy):
            job()

    return run


def fold_tallies() -> None:
    with transaction():
        take_turns(recounting.TURN)
        recounting.fold()


def complete_finished(now: datetime) -> list[int]:
    """Move active campaigns without a dialable or claimed record to ``completed``, once nobody is
    left who may still say that somebody is to be called again."""
    active = campaigns.in_state(RunState.ACTIVE)
    talking = agents.with_calls_of()
    finished = (one for one in active if one.id not in talking and not campaigns.unfinished(one.id))
    return [one.id for one in finished if _complete(one, now)]


def _complete(campaign: Campaign, now: datetime) -> bool:
    """Asked again inside the transaction: a list may have brought records meanwhile."""
    with transaction():
        campaigns.hold(campaign.id)
        if campaigns.unfinished(campaign.id):
            return False
        done = transition(SCHEDULER, campaign, Verb.FINISH, now, reason=FINISHED)
    if done.happened:
        log.info(line("campaign.completed", campaign=campaign.id))
    return done.happened
