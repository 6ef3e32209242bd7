"""Several gateways: shared by weight, within their limits, one in place of another."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from esl_dialer.core.calls.events import KeyPressed
from esl_dialer.core.campaigns.lifecycle import Verb
from esl_dialer.core.words import CallState, DtmfMode, Outcome, RecordStatus
from esl_dialer.engine.gateways import judge
from esl_dialer.simulator.trunks import Trunk
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.campaigns.transitions import transition
from esl_dialer.store.routing import gateways
from esl_dialer.store.system import settings
from tests.engine.account import assert_each_once, contact_invites
from tests.engine.campaigns import active_campaign
from tests.engine.trunks import add, through
from tests.fakes import START, STEP, World

LISTENS = "4165550178"


def listeners(count: int) -> list[list[str]]:
    """Numbers that answer and hear the message out, each another one."""
    return [[f"{area}55501{n}"] for area in range(416, 500) for n in range(78, 85)][:count]


def crank(world: World, seconds: float) -> None:
    for _ in range(round(seconds * 5)):
        world.crank()


def told(kind: str) -> list[str]:
    rows = models.Outbox.select().where(models.Outbox.kind == kind)
    return [row.payload["gateway"] for row in rows]


def test_without_rows_the_configured_dial_string_is_the_gateway(world):
    active_campaign([[LISTENS]])
    crank(world, 2)
    assert through() == ["carrier"]


def test_calls_are_shared_by_weight(world):
    add("carrier", weight=3)
    add("backup", weight=1)
    active_campaign(listeners(40))
    crank(world, 14)
    assert Counter(through()) == {"carrier": 30, "backup": 10}
    dialed = {e.uuid for e in contact_invites(world)}
    assert dialed == {row.id for row in models.Attempt.select()}


def test_each_gateways_speed_is_kept_at_the_switch(world):
    add("carrier", max_cps=2)
    add("backup", max_cps=1)
    settings.put("global_max_cpm", 6000, START, "test")
    settings.put("global_cpm", 6000, START, "test")
    active_campaign(listeners(60), cpm=6000.0)
    crank(world, 12)
    by_id = {row.id: row.gateway for row in models.Attempt.select()}
    for name, cps in (("carrier", 2), ("backup", 1)):
        sent = [e.at for e in contact_invites(world) if by_id[e.uuid] == name]
        assert len(sent) == pytest.approx(12 * cps, abs=2)
        assert all(b - a >= timedelta(seconds=0.99 / cps) for a, b in pairwise(sent[:: cps + 1]))


def test_a_gateway_never_holds_more_than_its_channels(world):
    add("carrier", max_channels=3)
    active_campaign(listeners(30), cpm=6000.0)
    most = 0
    for _ in range(400):
        world.crank()
        most = max(most, len(world.simulated.live()))
    assert most == 3
    assert models.Attempt.select().where(models.Attempt.state == CallState.ENDED).count() >= 6


@pytest.mark.parametrize("bad", ["congested", "forbids", "down"])
def test_what_a_gateway_refuses_goes_through_another_as_a_linked_attempt(world, bad):
    add(bad, weight=9)
    add("carrier", weight=0)
    active_campaign([[LISTENS]])
    gateways.set_up(bad, True, START)
    crank(world, 4)
    first, second = models.Attempt.select().order_by(models.Attempt.claimed_at)
    assert (first.gateway, first.outcome) == (bad, Outcome.REFUSED)
    assert (second.gateway, second.linked_to) == ("carrier", first.id)
    crank(world, 60)
    record = models.Record.get()
    assert models.Attempt.get_by_id(second.id).outcome == Outcome.COMPLETED
    assert (record.attempts, record.refusals) == (1, 0)
    assert len(through()) == 2


def test_each_gateway_is_tried_once_and_then_the_record_is_refused(world):
    for name in ("congested", "forbids"):
        add(name)
    active_campaign([[LISTENS]])
    crank(world, 6)
    assert sorted(through(outcome=Outcome.REFUSED)) == ["congested", "forbids"]
    record = models.Record.get()
    assert (record.status, record.attempts, record.refusals) == (RecordStatus.PENDING, 0, 1)
    assert record.not_before is not None
    assert not models.Claim.select().count()


def test_a_number_that_is_wrong_or_busy_is_no_gateways_fault(world):
    add("carrier")
    add("backup")
    active_campaign([["4165550170"], ["4165550140"]])
    crank(world, 6)
    assert len(through()) == 2
    assert {row.linked_to for row in models.Attempt.select()} == {""}


def test_what_the_switch_itself_refuses_is_not_asked_of_it_again(world):
    add("carrier")
    add("backup")
    world.simulated.api("fsctl pause", lambda _: None)
    active_campaign([[LISTENS]])
    crank(world, 4)
    (attempt,) = models.Attempt.select()
    assert (attempt.outcome, attempt.cause) == (Outcome.REFUSED, "DESTINATION_OUT_OF_ORDER")


def test_nothing_is_placed_again_for_a_campaign_that_was_paused(world):
    add("congested")
    add("carrier", weight=0)
    campaign = active_campaign([[LISTENS]])
    crank(world, 0.2)
    transition("somebody", campaigns.get(campaign), Verb.PAUSE, START)
    crank(world, 3)
    assert len(through()) == 1
    assert models.Record.get().status == RecordStatus.PENDING


def test_a_failover_keeps_to_the_speed_of_its_campaign(world):
    add("congested", weight=9)
    add("carrier", weight=0)
    active_campaign(listeners(20), cpm=60.0)
    crank(world, 20)
    sent = sorted(e.at for e in contact_invites(world))
    assert len(sent) >= 18
    assert all(b - a >= timedelta(milliseconds=900) for a, b in pairwise(sent))


def test_a_gateway_that_goes_down_is_told_once_and_gets_no_call(world):
    add("carrier")
    add("backup")
    crank(world, 6)
    world.simulated.set_gateway("carrier", Trunk.DOWN)
    crank(world, 12)
    assert told("gateway.down") == ["carrier"]
    active_campaign(listeners(5))
    crank(world, 3)
    assert set(through()) == {"backup"}
    world.simulated.set_gateway("carrier", Trunk.WORKS)
    crank(world, 12)
    assert (told("gateway.down"), told("gateway.up")) == (["carrier"], ["carrier"])


def test_with_all_gateways_away_nothing_is_claimed(world):
    add("carrier", enabled=False)
    active_campaign([[LISTENS]])
    crank(world, 3)
    assert not through()
    assert models.Record.get().ready


def test_a_gateway_is_disabled_between_the_claim_and_its_instant(world):
    add("carrier")
    active_campaign([[LISTENS]])
    claimed = world.engine.tick()
    assert len(claimed) == 1
    models.Gateway.update(enabled=False).execute()
    world.engine.sender.send_due()
    world.engine.tracker.drain()
    attempt = models.Attempt.get()
    assert (attempt.outcome, attempt.cause) == (Outcome.NOT_PLACED, "GATEWAY_AWAY")
    assert not contact_invites(world)


def test_the_representative_is_called_through_the_same_gateway_and_keys_come_as_it_sends_them(
    world,
):
    add("backup", keys=DtmfMode.INFO)
    active_campaign([["4165550190"]])
    sent = []
    world.switch.originate = sent.append
    crank(world, 1)
    (call,) = sent
    assert call.dial_string == "sofia/gateway/backup/14165550190"
    assert call.variables["dialer_transfer"].endswith("]sofia/gateway/backup/14165559999")
    assert call.variables["dtmf_type"] == "info"


def ended_calls(count: int, gateway: str, **values: object) -> None:
    campaign = active_campaign([[LISTENS]], name=f"of {gateway} {count}")
    record = models.Record.get(models.Record.campaign == campaign)
    for n in range(count):
        models.Attempt.create(
            id=f"{gateway}-{count}-{n}", campaign=campaign, record=record, run=1, number="+1",
            owner="x", state=CallState.ENDED, gateway=gateway, claimed_at=START, start_at=START,
            created_at=START, ended_at=START + timedelta(seconds=9), **values,
        )  # fmt: skip


def test_short_calls_are_warned_of_once_and_again_after_they_were_few(world):
    add("carrier", zero_limit=0)
    ended_calls(30, "carrier", answered_at=START + timedelta(seconds=5))
    ended_calls(70, "carrier", answered_at=START)
    ended_calls(500, "elsewhere", answered_at=START)
    now = START + timedelta(minutes=1)
    for _ in range(3):
        judge(False, now)
    assert told("gateway.short_calls") == ["carrier"]
    ended_calls(900, "carrier", answered_at=START)
    judge(False, now)
    assert gateways.every()[0].warned == ()
    ended_calls(400, "carrier", answered_at=START + timedelta(seconds=6))
    judge(False, now)
    assert told("gateway.short_calls") == ["carrier", "carrier"]
    judge(True, now)
    assert gateways.every()[0].warned == ()


def test_calls_of_more_than_a_day_ago_no_longer_count(world):
    add("carrier")
    ended_calls(200, "carrier")
    judge(False, START + timedelta(hours=25))
    assert told("gateway.short_calls") == []
    judge(False, START + timedelta(hours=23))
    assert told("gateway.short_calls") == ["carrier"]


def test_in_a_batch_that_is_written_one_by_one_a_refused_call_fails_over_too(world):
    """What can't be written (a key that is no text) is closed as lost, and only that."""
    add("congested", weight=9)
    add("carrier", weight=0)
    active_campaign([["4165550178"], ["4165550179"]], cpm=600.0)
    calls = models.Attempt.select()
    spoiled = None
    for _ in range(100):
        world.clock.instant += STEP
        world.simulated.advance(world.clock.now())
        world.switch.pump()
        talking = calls.where(models.Attempt.state == CallState.ANSWERED).first()
        refused = any(getattr(news, "cause", "") for news in world.engine.tracker._news)
        if talking and refused and spoiled is None:
            spoiled = talking.id
            world.engine.tracker.put(KeyPressed(spoiled, world.clock.now(), "\udc80"))
        world.engine.tracker.drain()
        if talking and not refused and not spoiled and models.Record.select().count() == 2:
            active_campaign([["4165550180"]], name="Another", cpm=600.0)
        world.engine.tick()
        world.engine.sender.send_due()
    assert spoiled is not None
    assert models.Attempt.get_by_id(spoiled).outcome == Outcome.LOST
    late = models.Record.get_by_id(3)
    first, second = calls.where(models.Attempt.record == late).order_by(models.Attempt.claimed_at)
    assert (first.gateway, first.outcome) == ("congested", Outcome.REFUSED)
    assert (second.gateway, second.linked_to) == ("carrier", first.id)
    assert_each_once(world)
