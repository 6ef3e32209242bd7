"""At most one heard message a day, for a number and for a person, whichever record it was."""

from datetime import timedelta

from esl_dialer.core.people.contact_cap import HEARD_WAIT
from esl_dialer.core.words import CampaignKind, LegRole, Outcome, RunState
from esl_dialer.runtime.config import Config
from esl_dialer.services.calls import test_calls
from esl_dialer.services.campaigns import editing
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.rules import why
from esl_dialer.store import models
from tests.engine.account import contact_invites
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign
from tests.fakes import START, World

LISTENS, LISTENS_TOO, HANGS_UP = "4165550178", "4165550179", "4165550186"
ASKS = "4165550190"
"""Presses 1, and is connected."""

ASKS_IN_VAIN = "4165550192"

MINUTE = timedelta(minutes=1)


def crank(world: World, seconds: float) -> None:
    for _ in range(int(seconds / 0.2)):
        world.crank()


def skip_to(world: World, offset: timedelta) -> None:
    """The hours between are nobody's."""
    world.clock.instant = START + offset
    world.simulated.advance(world.clock.now())
    world.switch.pump()
    world.engine.tracker.drain()
    world.engine.renew()


def of_one_person(*positions: int) -> None:
    models.Record.update(person_key="ann").where(models.Record.position.in_(positions)).execute()


def dialed(world: World) -> list[str]:
    return [entry.number.removeprefix("1") for entry in contact_invites(world)]


def context(world: World) -> Context:
    return Context(Config(data=world.directory), world.clock, OPERATOR)


def test_three_records_of_a_number_are_one_call_a_day(world):
    active_campaign([[LISTENS]] * 3, **AT_ANY_HOUR)
    crank(world, 120)
    assert dialed(world) == [LISTENS]
    skip_to(world, HEARD_WAIT - MINUTE)
    crank(world, 30)
    assert dialed(world) == [LISTENS]
    skip_to(world, HEARD_WAIT + MINUTE)
    crank(world, 30)
    assert dialed(world) == [LISTENS] * 2


def test_three_records_of_a_person_are_one_call_a_day_at_whatever_number(world):
    active_campaign([[LISTENS], [LISTENS_TOO], ["4165550180"]], **AT_ANY_HOUR)
    of_one_person(0, 1, 2)
    crank(world, 120)
    assert len(dialed(world)) == 1
    skip_to(world, HEARD_WAIT + MINUTE)
    crank(world, 120)
    assert len(dialed(world)) == 2


def test_and_over_all_campaigns(world):
    active_campaign([[LISTENS], ["4165550110"]], **AT_ANY_HOUR)
    active_campaign([[LISTENS]], name="Another", **AT_ANY_HOUR)
    active_campaign([[LISTENS_TOO]], name="A third", kind=CampaignKind.MD, **AT_ANY_HOUR)
    of_one_person(0)
    crank(world, 120)
    assert sorted(dialed(world)) == ["4165550110", LISTENS]


def test_a_person_is_never_in_two_calls(world):
    active_campaign([[HANGS_UP], ["4165550187"], ["4165550188"]], **AT_ANY_HOUR)
    of_one_person(0, 1, 2)
    most = 0
    for _ in range(600):
        world.crank()
        most = max(most, len(world.engine.tracker.calls))
    assert (most, len(dialed(world))) == (1, 3)


def test_others_are_called_at_full_speed_between_them(world):
    """Of a list whose people each stand there twice, one after the other: 200 calls a minute."""
    numbers = [f"416{n:03}0000" for n in range(200, 240)]
    active_campaign([[number] for number in numbers for _ in range(2)], **AT_ANY_HOUR)
    crank(world, 5)
    assert len(set(dialed(world))) == len(dialed(world))
    assert len(dialed(world)) >= 16


def test_what_was_not_heard_holds_nobody_back(world):
    active_campaign([[HANGS_UP], [HANGS_UP]], **AT_ANY_HOUR)
    crank(world, 120)
    assert dialed(world) == [HANGS_UP] * 2


def test_who_was_connected_is_not_called_for_another_record(world):
    active_campaign([[ASKS], [ASKS]], **AT_ANY_HOUR)
    crank(world, 180)
    assert dialed(world) == [ASKS]


def test_who_asked_in_vain_is_called_back_and_for_no_other_record(world):
    active_campaign([[ASKS_IN_VAIN], [ASKS_IN_VAIN]], transfer_number="4165550191", **AT_ANY_HOUR)
    crank(world, 60)
    assert {row.outcome for row in models.Attempt.select()} == {Outcome.TRANSFER_FAILED}
    (first,) = models.Attempt.select()
    skip_to(world, 16 * MINUTE)
    crank(world, 30)
    assert {row.record_id for row in models.Attempt.select()} == {first.record_id}
    assert models.Attempt.select().count() == 2


def test_why_names_the_rule_and_the_instant_for_the_record_and_for_the_campaign(world):
    campaign = active_campaign([[LISTENS], [LISTENS], [LISTENS_TOO]], **AT_ANY_HOUR)
    of_one_person(0, 2)
    crank(world, 60)
    world.engine.renew()
    (heard,) = models.Attempt.select()
    clears = heard.heard_at + HEARD_WAIT
    held = {
        row.account: why.of_record(context(world), campaign, row.account)
        for row in models.Record.select()
    }
    assert {reason.clears_at for reason in held.values()} == {clears}
    assert [held[account].rule for account in ("A0", "A1", "A2")] == [
        "number_heard", "number_heard", "person_heard",
    ]  # fmt: skip
    told = why.of_campaign(context(world), campaign)
    assert told.held_back == {"not_yet": 1, "number_heard": 1, "person_heard": 1}
    assert told.clears["number_heard"] == told.clears["person_heard"] == clears


def test_what_is_known_only_after_a_claim_is_asked_for_as_its_call_is_sent(world):
    """A lost call whose record comes late, say: the message was heard after all."""
    active_campaign([[HANGS_UP], [HANGS_UP]], **AT_ANY_HOUR)
    while not models.Attempt.select().where(models.Attempt.outcome.is_null(False)).count():
        world.crank()
    while not world.engine.tick():
        world.clock.instant += MINUTE / 60
        world.engine.renew()
    first, second = models.Attempt.select().order_by(models.Attempt.claimed_at)
    models.Attempt.update(heard_at=world.clock.now()).where(models.Attempt.id == first.id).execute()
    crank(world, 20)
    assert dialed(world) == [HANGS_UP]
    assert models.Attempt.get_by_id(second.id).outcome is Outcome.NOT_PLACED
    assert models.Record.get_by_id(second.record_id).held_by == "number_heard"


def test_it_is_said_once(world, caplog):
    caplog.set_level("INFO")
    active_campaign([[LISTENS]] * 2, **AT_ANY_HOUR)
    crank(world, 120)
    said = [record.message for record in caplog.records if "number_heard" in record.message]
    assert len(said) == 1


def test_a_reset_rehearses_anew_and_lets_go_those_whom_it_held_elsewhere(world):
    first = active_campaign([[LISTENS]], **AT_ANY_HOUR)
    active_campaign([[LISTENS]], name="Another", run_state="paused", **AT_ANY_HOUR)
    crank(world, 60)
    models.Campaign.update(run_state="active").execute()
    crank(world, 10)
    assert dialed(world) == [LISTENS]
    models.Campaign.update(run_state="paused").where(models.Campaign.id == first).execute()
    editing.reset(context(world), first)
    crank(world, 60)
    assert dialed(world) == [LISTENS] * 2


def test_what_a_simulated_person_heard_holds_no_real_one_back(world):
    campaign = active_campaign([[LISTENS], [LISTENS]], **AT_ANY_HOUR)
    crank(world, 60)
    models.Attempt.update(simulated=False).execute()
    models.Record.update(not_before=world.clock.now()).where(models.Record.held_by != "").execute()
    crank(world, 60)
    assert dialed(world) == [LISTENS] * 2
    assert campaign


def test_a_test_call_is_neither_held_nor_counted(world):
    campaign = active_campaign([[LISTENS], [LISTENS_TOO]], cpm=1.0, **AT_ANY_HOUR)
    crank(world, 30)
    assert dialed(world) == [LISTENS]
    for number in (LISTENS, LISTENS_TOO):
        test_calls.of_record(context(world), campaign, "A0", number)
    crank(world, 90)
    assert sorted(numbers_tried(world)) == [LISTENS, LISTENS_TOO]
    assert dialed(world) == [LISTENS, LISTENS_TOO]


def test_a_test_call_is_not_placed_at_an_hour_that_the_law_forbids(world):
    """Its place is the phone's, whosever the message is; in Toronto it is 22:00."""
    models.Setting.create(key="simulated_hours_count", value=True, updated_at=START)
    skip_to(world, timedelta(hours=11))
    campaign = active_campaign([[LISTENS]], run_state=RunState.PAUSED)
    asked = [
        test_calls.of_record(context(world), campaign, "A0", number)
        for number in (LISTENS, "6045550178")
    ]
    crank(world, 20)
    refused, placed = (test_calls.progress(context(world), act) for act in asked)
    assert str(refused.error) == (
        "the law forbids it now: A collection agency calls from 7:00 to 21:00 from Monday to "
        "Saturday, from 13:00 to 17:00 on Sundays. (America/Toronto) [ca-on.hours]; it may be "
        "placed from 2026-11-24 09:00:00"
    )
    assert not placed.error
    assert numbers_tried(world) == ["6045550178"]


def numbers_tried(world: World) -> list[str]:
    asked = [entry for entry in world.entries("INVITE") if entry.role is LegRole.TEST]
    return [entry.number.removeprefix("1") for entry in asked]
