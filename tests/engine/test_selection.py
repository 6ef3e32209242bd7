"""Which record is dialed next, and what holds the others back."""

from datetime import timedelta

from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.words import DialOrder, RunState
from esl_dialer.store import models
from esl_dialer.store.system import settings
from tests.engine.account import contact_invites
from tests.engine.campaigns import active_campaign
from tests.fakes import START, World

LISTENERS = [[f"416{n:03}0000"] for n in range(200, 260)]


def crank(world: World, seconds: float) -> None:
    for _ in range(int(seconds / 0.2)):
        world.crank()


def dialed_positions(world: World) -> list[int]:
    order = [invite.uuid for invite in contact_invites(world)]
    table = models.Attempt
    position = {
        row.id: row.record.position
        for row in table.select(table, models.Record).join(models.Record)
    }
    return [position[uuid] for uuid in order]


def test_sequential_is_the_order_of_the_list(world: World) -> None:
    active_campaign(LISTENERS, dial_order=DialOrder.SEQUENTIAL)
    crank(world, 12)
    assert dialed_positions(world)[:30] == list(range(30))


def test_random_is_the_order_of_the_random_keys(world: World) -> None:
    active_campaign(LISTENERS, dial_order=DialOrder.RANDOM)
    for record in models.Record.select():
        record.random_key = (record.position * 7919) % 1009
        record.save()
    wanted = sorted(range(60), key=lambda position: (position * 7919) % 1009)
    crank(world, 12)
    assert dialed_positions(world)[:30] == wanted[:30]


def test_the_order_is_switched_while_it_runs(world: World) -> None:
    campaign = active_campaign(LISTENERS, dial_order=DialOrder.SEQUENTIAL)
    for record in models.Record.select():
        record.random_key = 1000 - record.position
        record.save()
    crank(world, 4)
    before = len(dialed_positions(world))
    models.Campaign.update(dial_order=DialOrder.RANDOM).where(
        models.Campaign.id == campaign
    ).execute()
    crank(world, 6)
    after = dialed_positions(world)[before + 3 :]
    assert after
    assert after == sorted(after, reverse=True)


def test_urgent_records_go_first(world: World) -> None:
    active_campaign(LISTENERS, dial_order=DialOrder.SEQUENTIAL, cpm=60.0)
    models.Record.update(priority=1).where(models.Record.position == 41).execute()
    crank(world, 3)
    assert dialed_positions(world)[0] == 41


def test_no_more_calls_at_once_than_its_cap(world: World) -> None:
    active_campaign(LISTENERS, max_live=3)
    most = 0
    for _ in range(300):
        world.crank()
        most = max(most, len(world.engine.tracker.calls))
    assert most == 3


def test_no_more_calls_while_representatives_are_taken(world: World) -> None:
    active_campaign([["4165550190"], *LISTENERS], max_transfers=1, cpm=6.0)
    while not any(call.call.key == "1" for call in world.engine.tracker.calls.values()):
        world.crank()
        assert world.clock.now() - START < timedelta(minutes=2)
    held = len(contact_invites(world))
    live = {row.id for row in models.Attempt.select().where(models.Attempt.key == "1")}
    while live & set(world.engine.tracker.calls):
        assert len(contact_invites(world)) <= held + 1
        world.crank()
    crank(world, 15)
    assert len(contact_invites(world)) > held


def test_outside_the_window_nobody_is_called_when_hours_count(world: World) -> None:
    models.Setting.create(key="simulated_hours_count", value=True, updated_at=START)
    active_campaign(LISTENERS[:5], window=Window.of(DailyHours(18 * 60, 19 * 60)))
    crank(world, 5)
    assert not contact_invites(world)
    world.clock.instant = START.replace(hour=23, minute=5)
    world.simulated.advance(world.clock.now())
    world.switch.pump()
    world.engine.renew()
    crank(world, 5)
    assert len(contact_invites(world)) == 5


def test_shares_of_the_global_speed_are_equal(world: World) -> None:
    models.Setting.create(key="global_cpm", value=60, updated_at=START)
    names = ("one", "two", "three")
    ids = [active_campaign(LISTENERS, name=name, cpm=50.0) for name in names]
    crank(world, 60)
    counts = [models.Attempt.select().where(models.Attempt.campaign == c).count() for c in ids]
    assert 58 <= sum(counts) <= 62
    assert max(counts) - min(counts) <= 1


def test_a_stopped_campaign_takes_no_claim(world: World) -> None:
    active_campaign(LISTENERS, run_state=RunState.STOPPED)
    crank(world, 3)
    assert not models.Attempt.select().count()


def test_a_number_is_never_called_for_two_records_at_once(world: World) -> None:
    active_campaign([["4165550186"], ["4165550186"], ["4165550179"]], cpm=120.0)
    active_campaign([["4165550186"]], name="another", cpm=120.0)
    both = 0
    for _ in range(600):
        world.crank()
        live = [
            row.number for row in models.Attempt.select().where(models.Attempt.state != "ended")
        ]
        both = max(both, live.count("+14165550186"))
    assert both == 1
    assert [entry.number for entry in contact_invites(world)].count("14165550186") == 3


def test_at_a_global_speed_of_nothing_the_engine_lives_and_starts_nothing(world):
    active_campaign([["4165550178"], ["4165550179"]])
    settings.put("global_cpm", 0, START, "test")
    for _ in range(10):
        world.crank()
    assert not models.Attempt.select().count()
    settings.put("global_cpm", 60, START, "test")
    for _ in range(10):
        world.crank()
    assert models.Attempt.select().count()
