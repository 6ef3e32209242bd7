"""The engine is stopped at every point at which it can be, and the switch with it.

In one clean run the points are counted: after every commit, before and after every command, after
every reply. Then the same campaign is run once for each point, killed there, and finished by new
engines that know only the database. A third of the points, begun by chance, is tried unless the
whole tests are asked for.
"""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from esl_dialer.core.words import Outcome
from esl_dialer.store import models
from tests.engine.account import (
    assert_as_dictated,
    assert_closed,
    assert_each_once,
    contact_invites,
)
from tests.engine.campaigns import active_campaign
from tests.engine.test_rehearsal import ready_records
from tests.engine.trunks import add
from tests.fakes import Killed, Trap, World
from tests.whole import WHOLE

PHONES = [["4165550190"], ["4165550196"], ["4165550140"], ["4165550178", "4165550170"]]
"""Presses 1; presses 2; busy; listens to the end, with an unallocated second phone."""

STEP = timedelta(seconds=1)
KEYS = {"1": {Outcome.TRANSFERRED, Outcome.TRANSFER_FAILED}, "2": {Outcome.WRONG_PERSON}}


def finish(world: World) -> None:
    for _ in range(600):
        world.crank(STEP)
        if not world.engine.tracker.calls and not ready_records():
            return
    raise AssertionError("the campaign does not come to rest")


def run_with_kill(
    directory: Path, point: int | None, *, switch_too: bool = False, failing_over: bool = False
) -> World:
    world = World(directory, Trap(point))
    if failing_over:
        add("congested")
        add("carrier", weight=0)
    active_campaign(PHONES[:1] if failing_over else PHONES)
    try:
        finish(world)
    except Killed:
        world.trap.at = None
        world.clock.instant += timedelta(seconds=3)
        if not switch_too:
            world.simulated.advance(world.clock.now())
        world.after_kill(switch_too=switch_too)
        finish(world)
    return world


def points(directory: Path, *, failing_over: bool = False) -> range:
    directory.mkdir()
    world = run_with_kill(directory, None, failing_over=failing_over)
    world.close()
    every = 1 if WHOLE else 3
    return range(random.randint(1, every), world.trap.seen + 1, every)


def assert_no_key_lost(world: World) -> None:
    """Each key of the carrier's log that acted is in the outcome of its call."""
    outcomes = {row.id: row.outcome for row in models.Attempt.select()}
    for entry in world.entries("KEY"):
        if entry.uuid in outcomes and str(entry.fields["key"]) in KEYS:
            assert outcomes[entry.uuid] in KEYS[str(entry.fields["key"])], entry


def assert_lost_only_with_the_switch(world: World) -> None:
    """A call is lost only if the switch that had it died: the new one's calls are all known."""
    core = world.simulated.core_uuid
    lost = models.Attempt.select().where(models.Attempt.outcome == Outcome.LOST)
    assert all(row.switch_core != core for row in lost)


def test_a_clean_run_passes_every_kind_of_point(tmp_path: Path) -> None:
    world = run_with_kill(tmp_path, None)
    assert set(world.trap.names) >= {
        "commit",
        "before originate",
        "after originate",
        "reply to originate",
        "before channels",
        "after channels",
        "reply to channels",
    }
    world.close()


def test_killed_at_every_point_nothing_is_lost_or_repeated(tmp_path: Path) -> None:
    tried = points(tmp_path / "clean")
    for point in tried:
        directory = tmp_path / f"at-{point}"
        directory.mkdir()
        world = run_with_kill(directory, point)
        assert_closed(world)
        assert_each_once(world)
        assert_as_dictated(world)
        assert_no_key_lost(world)
        assert {record.attempts > 0 for record in models.Record.select()} == {True}
        world.close()


@pytest.mark.parametrize("switch_too", [False, True])
def test_killed_between_a_refused_call_and_the_one_linked_to_it(
    tmp_path: Path, switch_too: bool
) -> None:
    tried = points(tmp_path / "clean", failing_over=True)
    for point in tried:
        directory = tmp_path / f"at-{point}"
        directory.mkdir()
        world = run_with_kill(directory, point, switch_too=switch_too, failing_over=True)
        assert_closed(world)
        assert_each_once(world)
        assert_as_dictated(world, but=frozenset({Outcome.LOST}))
        assert_one_call_for_each_chain()
        if not switch_too:
            assert_no_key_lost(world)
        world.close()


def assert_one_call_for_each_chain() -> None:
    """Whatever was linked follows one refused attempt through another gateway, and it alone."""
    attempts = {row.id: row for row in models.Attempt.select()}
    linked = [row for row in attempts.values() if row.linked_to]
    assert len({row.linked_to for row in linked}) == len(linked)
    for row in linked:
        first = attempts[row.linked_to]
        assert (first.outcome, first.gateway) == (Outcome.REFUSED, "congested")
        assert row.gateway == "carrier"
        assert row.record_id == first.record_id


def test_killed_with_the_switch_nothing_is_repeated_or_left_open(tmp_path: Path) -> None:
    tried = points(tmp_path / "clean")
    for point in tried:
        directory = tmp_path / f"at-{point}"
        directory.mkdir()
        world = run_with_kill(directory, point, switch_too=True)
        assert_closed(world)
        assert_each_once(world)
        assert_as_dictated(world, but=frozenset({Outcome.LOST}))
        assert_lost_only_with_the_switch(world)
        world.close()


@pytest.mark.parametrize("every", [23, 31, 37])
def test_killed_again_and_again_the_campaign_still_comes_to_its_end(
    tmp_path: Path, every: int
) -> None:
    world = World(tmp_path, Trap(every))
    active_campaign([[f"41655501{row:02}"] for row in range(40, 100, 4)])
    for _ in range(400):
        try:
            finish(world)
            break
        except Killed:
            world.trap.at = world.trap.seen + every * world.engines
            world.clock.instant += timedelta(milliseconds=200)
            world.simulated.advance(world.clock.now())
            world.after_kill()
    assert_closed(world)
    assert_each_once(world)
    assert_as_dictated(world)
    assert_no_key_lost(world)
    assert world.engines >= 4
    assert len(contact_invites(world)) >= 15
    world.close()
