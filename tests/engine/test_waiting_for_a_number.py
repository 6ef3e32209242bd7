"""A number that is being called for somebody else: waited for, and said once."""

import logging
from datetime import datetime

from gevent.event import Event

from esl_dialer.core.words import CallState, Outcome, RunState
from esl_dialer.runtime.config import Config
from esl_dialer.services.campaigns import foreground
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.store import models
from tests.engine.campaigns import active_campaign
from tests.fakes import World

HANGS_UP = "4165550186"
"""Before the end of the message: so it may be called again on the same day."""


class Cranking:
    """A clock whose sleeps let the whole installation work."""

    def __init__(self, world: World) -> None:
        self.world, self.slept = world, 0.0

    def now(self) -> datetime:
        return self.world.clock.now()

    def sleep(self, seconds: float) -> None:
        until = self.now().timestamp() + seconds
        while self.now().timestamp() < until:
            self.world.crank()
        self.slept += seconds
        assert self.slept < 300

    def wait(self, event: Event, seconds: float) -> None:
        self.sleep(0 if event.is_set() else seconds)


def two_campaigns(second: RunState) -> tuple[int, int]:
    first = active_campaign([[HANGS_UP]], name="First")
    return first, active_campaign([[HANGS_UP]], name="Second", run_state=second)


def live() -> int:
    return int(models.Attempt.select().where(models.Attempt.state != CallState.ENDED).count())


def test_run_goes_on_until_the_number_was_free_and_dialed(world):
    first, second = two_campaigns(RunState.PAUSED)
    while not live():
        world.crank()
    clock = Cranking(world)
    views = list(
        foreground.until_nothing_left(
            Context(Config(data=world.directory), clock, OPERATOR), second
        )
    )  # type: ignore[arg-type]
    assert len(views) > 10
    ended = {row.campaign_id: row.outcome for row in models.Attempt.select()}
    assert ended == {first: Outcome.HUNG_UP, second: Outcome.HUNG_UP}
    mine = models.Attempt.get(models.Attempt.campaign == second)
    before = models.Attempt.get(models.Attempt.campaign == first)
    assert mine.start_at >= before.ended_at


def test_why_it_waits_is_logged_once(world, caplog):
    caplog.set_level(logging.INFO)
    two_campaigns(RunState.ACTIVE)
    for _ in range(60):
        world.crank()
    assert live() == 1
    said = [record.message for record in caplog.records if "number_in_progress" in record.message]
    assert len(said) == 1
    assert models.Record.select().where(models.Record.not_before.is_null(False)).count() == 1


def test_what_was_dialed_since_is_news_again(world, caplog):
    caplog.set_level(logging.INFO)
    two_campaigns(RunState.ACTIVE)
    while models.Attempt.select().where(models.Attempt.state == CallState.ENDED).count() < 2:
        world.crank()
    models.Record.update(status="retry", not_before=None, ready=True).execute()
    models.Campaign.update(run_state="active").execute()
    while models.Attempt.select().count() < 3:
        world.crank()
    for _ in range(10):
        world.crank()
    said = [record.message for record in caplog.records if "number_in_progress" in record.message]
    assert len(said) == 2
