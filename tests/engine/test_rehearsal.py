"""A whole campaign, cranked: every row of the carrier's table comes to its outcome."""

import itertools
from collections import Counter
from datetime import timedelta

from esl_dialer.core.words import Outcome, RecordStatus, RunState
from esl_dialer.store import models
from tests.engine.account import (
    assert_as_dictated,
    assert_closed,
    assert_each_once,
    contact_invites,
)
from tests.engine.campaigns import active_campaign
from tests.fakes import START, World

EVERY_ROW = [[f"41655501{row:02}"] for row in range(100)]


def run_until_quiet(world: World, most: timedelta = timedelta(minutes=20)) -> None:
    while world.clock.now() - START < most:
        world.crank()
        if not world.engine.tracker.calls and not ready_records():
            return
    raise AssertionError("the campaign does not come to rest")


def ready_records() -> int:
    table = models.Record
    due = table.ready | (table.not_before <= START + timedelta(minutes=10))
    dialable = table.status.in_([RecordStatus.PENDING, RecordStatus.RETRY])
    return int(table.select().where(due & dialable).count())


def test_every_row_of_the_carrier_ends_as_dictated(world: World) -> None:
    active_campaign(EVERY_ROW)
    run_until_quiet(world)
    assert_closed(world)
    assert_each_once(world)
    assert assert_as_dictated(world) >= 100
    outcomes = {row.outcome for row in models.Attempt.select()}
    assert outcomes >= {
        Outcome.COMPLETED,
        Outcome.TRANSFERRED,
        Outcome.WRONG_PERSON,
        Outcome.HUNG_UP,
        Outcome.NO_ANSWER,
        Outcome.BUSY,
        Outcome.FAILED,
        Outcome.REFUSED,
    }


def test_starts_are_evenly_spaced_at_the_campaigns_speed(world: World) -> None:
    active_campaign(EVERY_ROW[:60], cpm=120.0)
    run_until_quiet(world)
    starts = sorted(attempt.start_at for attempt in models.Attempt.select())
    gaps = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert min(gaps) >= timedelta(milliseconds=499)
    assert Counter(gaps).most_common(1)[0][0] <= timedelta(milliseconds=501)


def test_a_paused_campaign_starts_no_call_that_was_already_claimed(world: World) -> None:
    campaign = active_campaign(EVERY_ROW[:20], cpm=120.0)
    for _ in range(10):
        world.crank()
    placed = len(contact_invites(world))
    assert placed
    models.Campaign.update(run_state=RunState.PAUSED).where(
        models.Campaign.id == campaign
    ).execute()
    for _ in range(50):
        world.crank()
    assert len(contact_invites(world)) == placed


def test_a_number_stopped_after_the_claim_is_not_dialed(world: World) -> None:
    active_campaign([["4165550178"]])
    claimed = world.engine.tick()
    assert len(claimed) == 1
    models.Stop.create(scope="number", value="4165550178", reason="dnc", created_at=START)
    for _ in range(40):
        world.crank()
    assert not contact_invites(world)
    assert models.Record.get().status is RecordStatus.DNC


def test_nothing_is_claimed_while_the_switch_is_away(world: World) -> None:
    active_campaign(EVERY_ROW[:5])
    world.switch.cut()
    for _ in range(20):
        world.crank()
    assert not models.Attempt.select().count()
