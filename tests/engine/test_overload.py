"""A tick claims what can be sent in time, and nothing before the events that wait are written."""

from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.calls.events import KeyPressed
from esl_dialer.core.pacing.overload import BACKLOG, FIRST
from esl_dialer.store.system import settings
from tests.engine.campaigns import active_campaign
from tests.fakes import World


def people(count: int) -> list[list[str]]:
    return [[f"416201{n:04}"] for n in range(count)]


def fast(world: World, count: int) -> None:
    active_campaign(people(count), cpm=60_000.0)
    ticking = world.engine.ticking
    ticking._config = replace(ticking._config, max_cps=1000.0)
    for key in ("global_cpm", "global_max_cpm"):
        settings.put(key, 60_000, world.clock.now(), "test")


def test_one_tick_claims_no_more_than_it_may(world: World) -> None:
    fast(world, 60)
    assert len(world.engine.tick()) == int(FIRST)


def test_the_next_may_claim_more_when_all_was_used(world: World) -> None:
    fast(world, 60)
    world.engine.tick()
    world.engine.sender.send_due()
    assert world.engine.ticking._allowed.window > FIRST


def test_nothing_is_claimed_while_events_wait_for_their_commit(world: World) -> None:
    fast(world, 60)
    for _ in range(BACKLOG + 1):
        world.engine.tracker.put(KeyPressed("nobody", world.clock.now(), "1"))
    assert world.engine.tick() == []
    while world.engine.tracker.drain():
        pass
    assert world.engine.tick()


def test_calls_that_wait_beyond_their_instant_leave_less_to_claim(world: World) -> None:
    fast(world, 60)
    claimed = len(world.engine.tick())
    world.clock.instant += timedelta(seconds=0.3)
    assert world.engine.sender.late(world.clock.now()) == (claimed, 0)
    assert len(world.engine.tick()) <= 2


def test_what_was_too_late_is_told_once_and_closes_the_window(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast(world, 1)
    world.engine.tick()
    monkeypatch.setattr(world.engine.placement, "free_at", lambda limits: None)
    world.clock.instant += timedelta(seconds=1)
    world.engine.sender.send_due()
    world.engine.tracker.drain()
    world.engine.tick()
    assert world.engine.ticking._allowed.window < FIRST
    assert world.engine.sender.late(world.clock.now()) == (0, 0)
