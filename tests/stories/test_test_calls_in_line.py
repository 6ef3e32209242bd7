"""Test calls wait in line with campaigns: for channels and starts; and how late they may be."""

from datetime import timedelta
from itertools import pairwise

import pytest

from esl_dialer.core.calls.events import Answered, Ended
from esl_dialer.core.words import RunState
from esl_dialer.engine.spacing import limits_of_gateway
from esl_dialer.esl.switch import NotSent, Originate, SwitchRefused, SwitchTimeout
from esl_dialer.services.calls import test_calls
from esl_dialer.services.context import Context
from esl_dialer.store import models
from esl_dialer.store.people import stops
from esl_dialer.store.routing import gateways
from esl_dialer.store.system import leases
from tests.engine.campaigns import active_campaign
from tests.engine.trunks import add
from tests.fakes import World, run_here
from tests.stories.test_test_calls import crank_until_done, number_that_ends


def place(world: World, ctx: Context, number: str = "4165550178") -> int:
    """A test call of a record's own message, taken by the engine."""
    campaign = active_campaign([["4165550179"]], name=f"Of {number}", run_state=RunState.PAUSED)
    act = test_calls.of_record(ctx, campaign, "A0", number)
    world.engine.orders.look()
    return act


def test_a_test_call_takes_a_channel_of_its_gateway(world, ctx):
    add("carrier", max_channels=2)
    act = place(world, ctx)
    for _ in range(20):
        world.crank()
    assert gateways.channels_in_use() == {"carrier": 1}
    active_campaign([[f"{area}5550178"] for area in range(416, 430)], cpm=600.0)
    most = 0
    while not test_calls.progress(ctx, act).done:
        world.crank()
        most = max(most, len(world.simulated.live()))
    assert most == 2
    assert models.Attempt.select().count() >= 1
    assert test_calls.progress(ctx, act).outcome == "completed"


def test_one_that_is_with_a_representative_takes_two(world, ctx):
    add("carrier")
    act = place(world, ctx, number_that_ends("transferred"))
    most = 0
    while not test_calls.progress(ctx, act).done:
        world.crank()
        most = max(most, gateways.channels_in_use()["carrier"])
    assert most == 2
    assert gateways.channels_in_use() == {}


def test_a_test_call_waits_for_its_gateways_turn_and_campaigns_for_it(world, ctx):
    add("carrier", max_cps=0.5)
    active_campaign([[f"{area}5550178"] for area in range(416, 440)], cpm=600.0)
    placed = []
    for n in range(50):
        world.crank()
        if n in (5, 10):
            placed.append(place(world, ctx, f"416555010{n // 5}"))
    sent = sorted(entry.at for entry in world.entries("INVITE"))
    tests = [e for e in world.entries("INVITE") if e.number[-10:] in ("4165550101", "4165550102")]
    assert len(tests) == 2
    assert len(sent) >= 5
    assert all(b - a >= timedelta(seconds=1.8) for a, b in pairwise(sent))


def test_a_test_call_is_never_sent_late(world, ctx):
    """Its gateway's turn comes after the wish grew stale."""
    add("carrier", max_cps=0.01)
    first, second = place(world, ctx, "4165550101"), place(world, ctx, "4165550102")
    third = place(world, ctx, "4165550103")
    for _ in range(70):
        world.crank(timedelta(seconds=1))
    assert not test_calls.progress(ctx, first).error
    for act in (second, third):
        assert "in time" in str(test_calls.progress(ctx, act).error)
    assert [entry.number[-10:] for entry in world.entries("INVITE")] == ["4165550101"]


def test_what_is_heard_while_it_is_written_is_written_too(world, ctx):
    """Its end comes as the database writes that it was answered."""
    act = place(world, ctx)
    leg = test_calls.progress(ctx, act).leg
    heard = [Answered(leg, world.clock.now()), Ended(leg, world.clock.now(), "NORMAL_CLEARING")]
    writing = world.engine.orders.test_calls

    def sql(work, *args):
        if heard:
            writing.take(heard.pop())
        return run_here(work, *args)

    writing.take(heard.pop(0))
    writing._sql = sql
    writing.write()
    assert not test_calls.progress(ctx, act).done
    writing.write()
    assert test_calls.progress(ctx, act).done


def test_a_call_written_while_stops_are_asked_for_keeps_a_test_call_waiting(world, ctx):
    add("carrier", max_cps=0.5)
    spacing, placing = world.engine.placement.spacing, world.engine.orders.test_calls
    limits = limits_of_gateway(gateways.find("carrier").gateway)

    def sql(work, *args):
        if work is stops.matching and not spacing.taken(world.clock.now()):
            spacing.begin(limits, world.clock.now()).acknowledged = world.clock.now()
        return run_here(work, *args)

    placing._sql = sql
    began = world.clock.now()
    place(world, ctx)
    assert not world.entries("INVITE")
    for _ in range(30):
        world.crank()
    (invite,) = world.entries("INVITE")
    assert invite.at >= began + timedelta(seconds=1)


def test_one_whose_order_was_not_answered_is_followed_all_the_same(world, ctx):
    """It counts as its gateway's until it has ended, or until nobody heard of it for long."""
    add("carrier")
    order = world.switch.originate

    def without_an_answer(call):
        order(call)
        raise SwitchTimeout("no reply")

    world.switch.originate = without_an_answer
    act = place(world, ctx)
    assert not test_calls.progress(ctx, act).done
    assert gateways.channels_in_use() == {"carrier": 1}
    assert crank_until_done(world, ctx, act).outcome == "completed"


@pytest.mark.parametrize("why", [NotSent("no longer allowed"), SwitchRefused("-ERR")])
def test_one_that_the_switch_did_not_take_takes_nothing(world, ctx, why):
    add("carrier")

    def refuse(_call):
        raise why

    world.switch.originate = refuse
    act = place(world, ctx)
    assert "did not take the call" in str(test_calls.progress(ctx, act).error)
    assert gateways.channels_in_use() == {}


def test_the_switch_is_told_until_when_a_test_call_may_begin(world, ctx):
    add("carrier")
    sent: list[Originate] = []
    world.switch.originate = sent.append
    place(world, ctx)
    (call,) = sent
    lease = world.clock.now() + leases.LEASE
    assert call.valid_until is not None
    assert world.clock.now() < call.valid_until <= lease
