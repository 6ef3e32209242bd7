"""Between the claim and the call, and after the end: what may change meanwhile, and must count."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.words import CallState, Outcome, RecordStatus, RunState
from esl_dialer.engine import settling
from esl_dialer.engine.changes import Closed
from esl_dialer.engine.engine import LeaseHeld
from esl_dialer.store import models
from esl_dialer.store.calls import attempts
from esl_dialer.store.calls import settling as stored
from esl_dialer.store.system import leases, outbox
from tests.engine.account import assert_closed, contact_invites
from tests.engine.campaigns import active_campaign
from tests.engine.trunks import add
from tests.fakes import START, World

LISTENER, RINGS_OUT = "4165550178", "4165550100"


def crank(world: World, seconds: float) -> None:
    for _ in range(int(seconds / 0.2)):
        world.crank()


def invited(world: World) -> list[str]:
    return [entry.number for entry in contact_invites(world)]


def test_a_claim_that_slept_past_the_window_is_not_sent(world: World) -> None:
    models.Setting.create(key="simulated_hours_count", value=True, updated_at=START)
    active_campaign([[LISTENER]])
    assert world.engine.tick()
    world.clock.instant = START + timedelta(hours=12)
    world.engine.renew()
    crank(world, 10)
    assert not invited(world)
    assert models.Record.get().status is RecordStatus.PENDING


def test_a_call_that_may_leave_after_the_window_closes_is_not_sent(world: World) -> None:
    models.Setting.create(key="simulated_hours_count", value=True, updated_at=START)
    closes = DailyHours(0, 11 * 60 + 1, saturday=True, sunday=True)
    active_campaign([[LISTENER]], window=Window.of(closes))
    world.clock.instant = START + timedelta(seconds=59.7)
    world.engine.renew()
    assert world.engine.tick()
    crank(world, 10)
    assert not invited(world)
    assert models.Attempt.get().cause == "WINDOW"


def test_a_stop_of_the_account_after_the_claim_counts(world: World) -> None:
    active_campaign([[LISTENER]])
    assert world.engine.tick()
    models.Stop.create(scope="account", value="A0", reason="legal", created_at=START)
    crank(world, 10)
    assert not invited(world)


def test_a_campaign_started_as_another_deletes_it_never_dials(world: World) -> None:
    active_campaign([[LISTENER], [RINGS_OUT]], cpm=1)
    (claimed,) = world.engine.tick()
    models.Campaign.update(archived_at=START).execute()
    crank(world, 150)
    assert not invited(world)
    (attempt,) = models.Attempt.select()
    assert (attempt.id, attempt.cause) == (claimed.tracked.call.attempt, "CAMPAIGN_NOT_ACTIVE")


def test_an_engine_without_its_lease_writes_nothing(world: World) -> None:
    active_campaign([[LISTENER]])
    assert world.engine.tick()
    world.clock.instant += leases.LEASE
    world.engine.sender.send_due()
    assert not invited(world)


def test_a_second_engine_stands_by(world: World) -> None:
    first = world.engine
    second = type(first)(
        sql=first._sql,
        switch=world.switch,
        clock=world.clock,
        config=first._config,
        owner="another",
    )
    with pytest.raises(LeaseHeld):
        second.take_up()


@pytest.mark.parametrize("records", ["missing", "gone"])
def test_without_readable_records_nobody_is_called_again_at_once(
    world: World, records: str
) -> None:
    """Killed while the person listens; what the call came to can't be read afterwards."""
    active_campaign([[LISTENER]])
    while "ANSWER" not in {entry.event for entry in world.entries()}:
        world.crank()
    world.clock.instant += timedelta(seconds=40)
    world.simulated.advance(world.clock.now())
    world.after_kill()
    for path in world.cdr_dir.iterdir():
        path.unlink()
    if records == "gone":
        shutil.rmtree(world.cdr_dir)
    crank(world, 200)
    assert invited(world) == [f"1{LISTENER}"]


def test_a_channel_of_an_attempt_closed_as_never_placed_is_hung_up_and_counts(
    world: World,
) -> None:
    active_campaign([[RINGS_OUT]])
    (one,) = world.engine.tick()
    attempt = one.tracked.call.attempt
    strays: list[str] = []
    world.engine.tracker._on_stray = strays.append
    world.engine.tracker.put(Closed(attempt, world.clock.now(), Outcome.NOT_PLACED))
    world.engine.tracker.drain()
    world.engine.sender.send(one)
    crank(world, 1)
    assert strays == [attempt]
    assert attempts.outcome(attempt) is Outcome.LOST
    record = models.Record.get()
    assert record.attempts == 1
    assert record.not_before > world.clock.now() + timedelta(hours=3)


def test_not_placed_is_not_believed_of_a_call_that_was_seen(world: World) -> None:
    active_campaign([[RINGS_OUT]])
    crank(world, 3)
    (attempt,) = world.engine.tracker.calls
    world.engine.tracker.put(Closed(attempt, world.clock.now(), Outcome.NOT_PLACED))
    world.engine.tracker.drain()
    assert attempt in world.engine.tracker.calls


def test_an_open_attempt_that_no_memory_holds_is_taken_up_by_a_sweep(world: World) -> None:
    active_campaign([[RINGS_OUT]])
    crank(world, 3)
    world.engine.tracker.calls.clear()
    crank(world, 60)
    assert_closed(world)


def test_an_unsendable_record_does_not_starve_the_others(world: World) -> None:
    active_campaign([[LISTENER], [RINGS_OUT], ["4165550140"]], cpm=60.0)
    originate_of = world.engine.placement.originate_of
    unsendable = models.Record.get(models.Record.position == 0).id

    def hostile(order):
        call = originate_of(order)
        return replace(call, dial_string="a :_: b") if order.record_id == unsendable else call

    world.engine.placement.originate_of = hostile
    crank(world, 20)
    assert set(invited(world)) == {f"1{RINGS_OUT}", "14165550140"}
    first = models.Record.get(models.Record.position == 0)
    assert first.refusals >= 1


def test_a_slowed_campaign_does_not_hold_up_another(world: World) -> None:
    slow = active_campaign([[f"416{n}0000"] for n in range(200, 230)], cpm=200.0)
    crank(world, 2)
    models.Campaign.update(cpm=1.0).where(models.Campaign.id == slow).execute()
    other = active_campaign([[f"647{n}0000"] for n in range(200, 230)], name="two", cpm=60.0)
    crank(world, 10)
    placed = models.Attempt.select().where(
        (models.Attempt.campaign == other) & models.Attempt.sent_at.is_null(False)
    )
    assert placed.count() >= 8


def test_a_faster_speed_is_felt_within_a_second(world: World) -> None:
    campaign = active_campaign([[f"416{n}0000"] for n in range(200, 230)], cpm=1.0)
    crank(world, 5)
    models.Campaign.update(cpm=120.0).where(models.Campaign.id == campaign).execute()
    before = len(invited(world))
    crank(world, 2)
    assert len(invited(world)) >= before + 2


def test_a_reset_while_a_call_is_live_leaves_it_to_the_old_run(world: World) -> None:
    campaign = active_campaign([[RINGS_OUT]])
    crank(world, 3)
    models.Campaign.update(run_number=2).where(models.Campaign.id == campaign).execute()
    crank(world, 40)
    first = models.Attempt.select().order_by(models.Attempt.claimed_at).first()
    assert first.outcome is Outcome.NO_ANSWER
    assert models.Attempt.select().count() == 2
    assert models.Record.get().attempts <= 1


def test_a_record_without_a_representative_waits_with_its_reason(world: World) -> None:
    active_campaign([[LISTENER]], transfer_number="")
    crank(world, 5)
    assert not invited(world)
    assert models.Record.get().status is RecordStatus.PENDING
    assert not models.Attempt.select().where(models.Attempt.state != CallState.ENDED).count()


def settle_by_another(world: World, attempt: str) -> int:
    """As an engine that took the lease over would; the number of the outbox's last entry."""
    (tracked,) = [one for one in attempts.open_attempts() if one.call.attempt == attempt]
    assert settling.settle(tracked.call, Outcome.LOST, "TAKEN_OVER", world.clock.now())
    return outbox.last_number()


@pytest.mark.parametrize("sent", [True, False])
def test_what_another_engine_settled_is_neither_told_nor_logged_again(
    world: World, caplog: pytest.LogCaptureFixture, sent: bool
) -> None:
    """Neither as it rings, nor as it is withdrawn because its campaign was paused."""
    active_campaign([[LISTENER]])
    (claimed,) = world.engine.tick()
    attempt = claimed.tracked.call.attempt
    if sent:
        world.engine.sender.send_due()
    last = settle_by_another(world, attempt)
    models.Campaign.update(run_state=RunState.PAUSED).execute()
    with caplog.at_level("INFO"):
        crank(world, 3)
    assert outbox.after(last) == []
    assert "call.settled attempt" not in caplog.text
    assert "call.settled_by_another" in caplog.text
    assert attempts.outcome(attempt) is Outcome.LOST
    assert not world.engine.tracker.calls


def test_a_refused_call_that_another_engine_settled_is_not_placed_again(
    world: World, meanwhile
) -> None:
    """Its record may be free again, and called: a second call would be the person's third."""
    add("congested")
    add("carrier", weight=0)
    active_campaign([[LISTENER]])
    (claimed,) = world.engine.tick()
    attempt = claimed.tracked.call.attempt
    meanwhile(stored, "before", lambda: settle_by_another(world, attempt))
    world.engine.sender.send_due()
    for _ in range(5):
        world.simulated.advance(world.clock.now())
        world.switch.pump()
        world.engine.tracker.drain()
        world.clock.instant += timedelta(seconds=0.2)
    assert [row.id for row in models.Attempt.select()] == [attempt]
    assert attempts.outcome(attempt) is Outcome.LOST
    assert not models.Claim.select().count()
