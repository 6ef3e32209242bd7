"""A gateway that refuses every call gets none for a while, and one call shows when it works."""

from datetime import timedelta

import pytest

from esl_dialer.core.calls.events import KeyPressed
from esl_dialer.core.routing.resting import FAILURES, FIRST_REST, FRESH, State, state
from esl_dialer.core.words import CallState, Outcome, RecordStatus, RunState
from esl_dialer.engine.committing import commit_late
from esl_dialer.runtime.config import Config
from esl_dialer.services.calls import test_calls
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.simulator.trunks import Trunk
from esl_dialer.store import models
from esl_dialer.store.database import StoreBusy
from esl_dialer.store.routing import gateways
from tests.engine.account import assert_each_once
from tests.engine.campaigns import active_campaign
from tests.engine.test_gateways import crank, listeners, told
from tests.engine.trunks import add, through
from tests.fakes import World


@pytest.fixture
def ctx(world: World) -> Context:
    return Context(Config(data=world.directory), world.clock, OPERATOR)


def until_it_rests(world: World, name: str) -> None:
    for _ in range(100):
        if name in gateways.rests() and gateways.rests()[name].rests:
            return
        world.crank()
    raise AssertionError("it does not rest")


@pytest.mark.parametrize("bad", ["congested", "forbids"])
def test_a_gateway_that_fails_every_call_gets_none_for_a_while(world, bad):
    add(bad, weight=9)
    add("carrier", weight=1)
    active_campaign(listeners(200), cpm=300.0)
    until_it_rests(world, bad)
    crank(world, 1)
    tried = len([one for one in through() if one == bad])
    assert FAILURES <= tried <= FAILURES + 5
    crank(world, FIRST_REST.total_seconds() - 3)
    assert len([one for one in through() if one == bad]) == tried
    assert told("gateway.rests") == [bad]
    assert_each_once(world)


def test_one_probe_at_a_time_and_the_rests_grow(world):
    add("congested", weight=9)
    add("carrier", weight=1)
    active_campaign(listeners(580), cpm=300.0)
    until_it_rests(world, "congested")
    crank(world, 1)
    before = through().count("congested")
    crank(world, 30 + 60 + 5)
    assert through().count("congested") == before + 2
    assert told("gateway.rests") == ["congested"] * 3
    assert told("gateway.works") == []


def test_it_takes_its_share_again_as_soon_as_its_probe_rings(world):
    add("carrier", weight=9)
    add("backup", weight=0)
    world.simulated.set_gateway("carrier", Trunk.CONGESTED)
    active_campaign(listeners(400), cpm=300.0)
    until_it_rests(world, "carrier")
    world.simulated.set_gateway("carrier", Trunk.WORKS)
    crank(world, FIRST_REST.total_seconds() + 12)
    assert gateways.rests() == {}
    assert told("gateway.works") == ["carrier"]
    before = through().count("carrier")
    crank(world, 4)
    assert through().count("carrier") >= before + 12


def test_when_all_rest_nothing_is_claimed_and_no_record_burns_an_attempt(world):
    add("congested")
    active_campaign(listeners(100), cpm=600.0)
    until_it_rests(world, "congested")
    crank(world, 2)
    tried = len(through())
    crank(world, 20)
    assert len(through()) == tried <= FAILURES + 8
    assert {record.attempts for record in models.Record.select()} == {0}
    assert {record.status for record in models.Record.select()} == {RecordStatus.PENDING}
    crank(world, 10)
    assert len(through()) == tried + 1
    assert (
        not models.Claim.select()
        .join(models.Attempt, on=models.Attempt.id == models.Claim.attempt_id)
        .where(models.Attempt.state == CallState.ENDED)
        .count()
    )


def test_what_was_claimed_for_it_before_it_rested_is_not_sent(world):
    add("congested")
    active_campaign(listeners(100), cpm=1200.0)
    crank(world, 4)
    ended = models.Attempt.select().where(models.Attempt.state == CallState.ENDED)
    causes = {(row.outcome, row.cause) for row in ended}
    assert causes <= {
        (Outcome.REFUSED, "NORMAL_TEMPORARY_FAILURE"),
        (Outcome.NOT_PLACED, "GATEWAY_AWAY"),
    }
    assert (Outcome.REFUSED, "NORMAL_TEMPORARY_FAILURE") in causes


@pytest.mark.parametrize("mended", [True, False])
def test_a_test_call_that_is_the_probe_tells_as_much_as_any(world, ctx, mended):
    add("carrier")
    world.simulated.set_gateway("carrier", Trunk.CONGESTED)
    campaign = active_campaign(listeners(100), cpm=600.0)
    until_it_rests(world, "carrier")
    models.Campaign.update(run_state=RunState.PAUSED).execute()
    if mended:
        world.simulated.set_gateway("carrier", Trunk.WORKS)
    crank(world, FIRST_REST.total_seconds() + 1)
    test_calls.of_record(ctx, campaign, "A0", "4165550178")
    crank(world, 10)
    rest = gateways.rests().get("carrier", FRESH)
    assert rest.rests == (0 if mended else 2)
    assert told("gateway.works") == (["carrier"] if mended else [])


def test_test_calls_that_are_refused_rest_a_gateway(world, ctx):
    add("congested")
    campaign = active_campaign(listeners(9), run_state=RunState.PAUSED)
    for n in range(FAILURES):
        test_calls.of_record(ctx, campaign, "A0", f"416555010{n}")
        crank(world, 2)
    assert told("gateway.rests") == ["congested"]


def test_what_was_written_is_not_counted_again_when_the_store_was_busy_after_it(world):
    add("congested", weight=9)
    add("carrier", weight=0)
    active_campaign(listeners(1))
    tracker = world.engine.tracker
    drain, sql, asked = tracker.drain, tracker._sql, []

    def busy_every_other_time(work, *args):
        if work is commit_late:
            asked.append(args)
            if len(asked) % 2:
                raise StoreBusy
        return sql(work, *args)

    def until_it_can():
        tracker.put(KeyPressed("nobody", world.clock.now(), "1"))  # with each batch: news too late
        while True:
            try:
                return drain()
            except StoreBusy:
                pass

    tracker._sql, tracker.drain = busy_every_other_time, until_it_can
    crank(world, 20)
    assert len(asked) > 2
    assert through() == ["congested", "carrier"]
    assert gateways.rests()["congested"].failures == 1
    assert_each_once(world)


def test_numbers_that_are_wrong_or_busy_rest_no_gateway(world):
    add("carrier")
    active_campaign([[f"{area}55501{n}"] for area in (416, 417, 418, 419) for n in (70, 40)])
    crank(world, 20)
    assert len(through()) >= 8
    assert gateways.rests() == {}


def test_the_gateway_of_the_configuration_rests_too(world):
    world.simulated.set_gateway("carrier", Trunk.CONGESTED)
    active_campaign(listeners(60), cpm=600.0)
    until_it_rests(world, "carrier")
    tried = len(through())
    crank(world, 10)
    assert len(through()) <= tried + 6


def test_a_new_engine_knows_who_rests(world):
    add("congested")
    active_campaign(listeners(100), cpm=600.0)
    until_it_rests(world, "congested")
    world.after_kill()
    crank(world, 2)
    tried = len(through())
    crank(world, 10)
    assert len(through()) == tried
    rest = gateways.rests()["congested"]
    assert state(rest, world.clock.now()) is State.RESTING
    assert rest.until - rest.failed_at >= FIRST_REST
    assert rest.until > world.clock.now() - timedelta(seconds=1)
