"""Nobody is dialed whom the campaign's filter does not mean, whatever happened since it was
applied."""

from datetime import timedelta

from esl_dialer.core.lists.filters import parse
from esl_dialer.core.words import RecordStatus, RunState
from esl_dialer.engine.housekeeping import complete_finished
from esl_dialer.store import models
from esl_dialer.store.lists import filtering, filters
from tests.engine.account import contact_invites
from tests.engine.campaigns import active_campaign
from tests.fakes import START, World
from tests.store.rows import change_people

LISTENERS = [[f"416{n:03}0000"] for n in range(200, 220)]


def crank(world: World, seconds: float) -> None:
    for _ in range(int(seconds / 0.2)):
        world.crank()


def a_filter(column: str, test: str, value: object) -> int:
    group, problems = parse({"column": column, "test": test, "value": value})
    assert group, problems
    return filters.create(f"{column} {test}", group, "ann", START)


def dialed(world: World) -> set[str]:
    """Accounts."""
    uuids = [invite.uuid for invite in contact_invites(world)]
    rows = models.Attempt.select().where(models.Attempt.id.in_(uuids))
    return {row.record.account for row in rows}


def test_a_tick_judges_each_record_that_it_would_dial(world: World) -> None:
    """Also where nobody has applied the filter yet."""
    chosen = a_filter("full_name", "one_of", ["person 3", "PERSON 7"])
    active_campaign(LISTENERS, filter_id=chosen)
    crank(world, 10)
    assert dialed(world) == {"A3", "A7"}
    left = models.Record.select().where(models.Record.status == RecordStatus.FILTERED_OUT)
    assert left.count() == len(LISTENERS) - 2
    assert not any(row.last_attempt_at or row.ready for row in left)


def test_a_campaign_of_whom_the_filter_leaves_nobody_is_finished(world: World) -> None:
    """Unless a new day may bring somebody."""
    nobody = a_filter("province", "equals", "QC")
    done = active_campaign(LISTENERS, filter_id=nobody)
    recent = a_filter("added_at", "next_days", 3)
    models.Record.update(created_at=START - timedelta(days=9)).execute()
    goes_on = active_campaign([], name="Recent", filter_id=recent)
    models.Record.update(campaign=goes_on).where(models.Record.position < 5).execute()
    for campaign in (done, goes_on):
        filtering.ask(campaign)
    world.engine.housekeeping.filter()
    assert complete_finished(world.clock.now()) == [done]
    left = models.Record.select().where(models.Record.status == RecordStatus.FILTERED_OUT)
    assert left.count() == len(LISTENERS)
    assert models.Campaign.get_by_id(goes_on).run_state is RunState.ACTIVE


def test_an_edit_that_nobody_told_the_filter_of_is_seen_by_the_tick(world: World) -> None:
    chosen = a_filter("province", "equals", "ON")
    active_campaign(LISTENERS, filter_id=chosen, cpm=60.0)
    crank(world, 2)
    change_people(province="QC")
    before = dialed(world)
    crank(world, 10)
    assert dialed(world) - before == set()


def test_a_claim_is_withdrawn_that_the_filter_does_not_mean_any_more(world: World) -> None:
    """Between the claim and the call the filter is another."""
    chosen = a_filter("province", "equals", "ON")
    active_campaign(LISTENERS[:1], filter_id=chosen)
    (claimed,) = world.engine.tick()
    group, _ = parse({"column": "province", "test": "equals", "value": "QC"})
    assert group
    filters.change(chosen, "province equals", group, world.clock.now())
    crank(world, 10)
    assert not contact_invites(world)
    attempt = models.Attempt.get_by_id(claimed.tracked.call.attempt)
    assert attempt.cause == "FILTERED_OUT"
    assert models.Record.get().status is RecordStatus.FILTERED_OUT
