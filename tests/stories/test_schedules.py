"""Campaigns that start and end by themselves, and are marked complete: once, whatever happens."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from esl_dialer.core.campaigns.by_itself import AUTO_STOP
from esl_dialer.core.campaigns.campaign import Draft
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.notices.notices import NoticeKind, of_outbox
from esl_dialer.core.people.clocks import zone
from esl_dialer.core.words import CampaignKind, Outcome, RecordStatus, RunState
from esl_dialer.engine.daily_tasks import auto_stop_due
from esl_dialer.engine.schedules import REASON, Schedules
from esl_dialer.services.campaigns import archiving, campaigns, editing
from esl_dialer.services.errors import Invalid, Refused
from esl_dialer.services.people import removing_accounts
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.campaigns import closing
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign
from tests.fakes import START

MANY = [[f"4165550{n}00"] for n in range(100, 110)]
TORONTO = "America/Toronto"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOON = START + HOUR


def wall(at: datetime) -> datetime:
    return at.astimezone(zone(TORONTO)).replace(tzinfo=None)


@pytest.fixture
def campaign(world) -> int:
    made = active_campaign(MANY, cpm=600.0, **AT_ANY_HOUR)
    models.Campaign.update(run_state=RunState.DRAFT, simulated=False).execute()
    return made


def plan(ctx, campaign: int, start: datetime | None = None, end: datetime | None = None) -> None:
    times = [at and wall(at) for at in (start, end)]
    draft = editing.draft_of(campaigns.get(ctx, campaign))
    editing.edit(ctx, campaign, replace(draft, schedule=Schedule(*times, TORONTO)))


def look(ctx, at: datetime, simulated: bool | None = True) -> None:
    """An engine that has just started looks, then one that has looked before."""
    ctx.clock.instant = at
    engine = Schedules()
    for _ in range(2):
        engine.carry_out(at, simulated)


def row(campaign: int) -> models.Campaign:
    return models.Campaign.get_by_id(campaign)


def statuses() -> dict[str, int]:
    return dict(Counter(str(one.status) for one in models.Record.select()))


def actions() -> list[str]:
    return [one.action for one in models.Audit.select().order_by(models.Audit.id)]


def close_all(campaign: int) -> None:
    while closing.step(campaign):
        pass


def test_it_starts_at_its_start_and_not_before(ctx, campaign):
    plan(ctx, campaign, SOON)
    look(ctx, SOON - timedelta(milliseconds=1))
    assert row(campaign).run_state is RunState.DRAFT
    look(ctx, SOON)
    now = row(campaign)
    assert (now.run_state, now.run_reason, now.simulated) == (RunState.ACTIVE, REASON, True)
    assert (now.run_state_at, models.Audit.get_by_id(2).actor) == (SOON, "scheduler")
    assert actions() == ["campaign.edit", "campaign.start"]


@pytest.mark.parametrize("halt", [campaigns.pause, campaigns.stop])
def test_what_a_person_halts_afterwards_stays_halted(ctx, campaign, halt):
    plan(ctx, campaign, SOON)
    look(ctx, SOON)
    halt(ctx, campaign)
    for days in range(3):
        look(ctx, SOON + days * DAY)
    assert row(campaign).run_state in (RunState.PAUSED, RunState.STOPPED)
    assert campaigns.start(ctx, campaign).run_state is RunState.ACTIVE


def test_a_start_that_came_while_no_engine_ran_is_made_up_and_one_before_its_end_is_not(
    ctx, campaign
):
    plan(ctx, campaign, SOON, SOON + HOUR)
    look(ctx, SOON + HOUR - MINUTE)
    assert row(campaign).run_state is RunState.ACTIVE
    models.Campaign.update(run_state=RunState.DRAFT, planned_until=START).execute()
    look(ctx, SOON + 2 * HOUR)
    assert row(campaign).run_state is RunState.COMPLETED
    assert "campaign.start" not in actions()[-1:]


def test_a_start_waits_for_what_forbids_it_and_that_is_told_once(ctx, campaign):
    plan(ctx, campaign, SOON)
    models.Record.update(audio="none").where(models.Record.position == 0).execute()
    for minutes in range(3):
        look(ctx, SOON + minutes * MINUTE)
    assert row(campaign).run_state is RunState.DRAFT
    told = [one for one in models.Outbox.select() if one.kind == "campaign.waits"]
    news = {of_outbox(one.kind, one.payload, campaign).key for one in told}
    assert len(news) == 1
    assert of_outbox("campaign.waits", told[0].payload, campaign).kind is NoticeKind.START_WAITS
    assert "should have started" in str(why.of_campaign(ctx, campaign).reason.text)
    models.Record.update(audio="ready").execute()
    look(ctx, SOON + HOUR)
    assert row(campaign).run_state is RunState.ACTIVE


def test_a_start_waits_for_a_switch_that_is_not_known(ctx, campaign):
    plan(ctx, campaign, SOON)
    look(ctx, SOON, simulated=None)
    assert row(campaign).run_state is RunState.DRAFT
    look(ctx, SOON + MINUTE, simulated=False)
    assert (row(campaign).run_state, row(campaign).simulated) == (RunState.ACTIVE, False)


def test_who_starts_and_stops_it_while_its_start_waits_has_decided(ctx, campaign):
    plan(ctx, campaign, SOON)
    look(ctx, SOON, simulated=None)
    campaigns.start(ctx, campaign)
    campaigns.stop(ctx, campaign)
    look(ctx, SOON + MINUTE)
    assert row(campaign).run_state is RunState.STOPPED


def test_nobody_starts_it_before_its_time_and_why_tells_the_instant(ctx, campaign):
    plan(ctx, campaign, SOON)
    with pytest.raises(Refused, match="starts by itself on 2026-11-23 12:00"):
        campaigns.start(ctx, campaign)
    reason = why.of_campaign(ctx, campaign).reason
    assert (reason.rule, reason.clears_at) == ("not_active", SOON)
    assert "it starts by itself on 2026-11-23 12:00 (America/Toronto)" in str(reason.text)


def test_at_its_end_calls_go_on_and_what_was_not_dialed_is_no_attempt(world, ctx, campaign):
    models.Campaign.update(run_state=RunState.ACTIVE, simulated=True, cpm=60.0).execute()
    ends = wall(START + MINUTE) + MINUTE
    plan(ctx, campaign, end=START + 2 * MINUTE)
    models.Campaign.update(max_live=3).execute()
    assert ends == wall(START + 2 * MINUTE)
    while world.clock.now() < START + 2 * MINUTE - timedelta(seconds=1):
        world.crank()
    models.Record.update(status=RecordStatus.PENDING, ready=True, not_before=None).where(
        models.Record.status == RecordStatus.RETRY
    ).execute()
    while world.clock.now() < START + 2 * MINUTE:
        world.crank()
    calls = models.Attempt.select().count()
    for _ in range(900):
        world.crank()
    assert models.Attempt.select().count() == calls
    assert not models.Attempt.select().where(models.Attempt.state != "ended").count()
    assert row(campaign).run_state is RunState.COMPLETED
    assert row(campaign).closing_at is None
    assert not {"pending", "retry", "queued", "dialing"} & statuses().keys()
    for one in models.Record.select():
        assert (one.status is RecordStatus.NO_ATTEMPT) == (one.attempts == 0)
        assert not one.ready


def test_the_end_holds_the_campaign_back_before_anybody_carried_it_out(ctx, campaign):
    plan(ctx, campaign, SOON, SOON + HOUR)
    look(ctx, SOON)
    ctx.clock.instant = SOON + HOUR
    assert why.of_campaign(ctx, campaign).reason.rule == "schedule_ended"
    campaigns.pause(ctx, campaign)
    look(ctx, SOON + HOUR + MINUTE)
    assert row(campaign).run_state is RunState.COMPLETED
    with pytest.raises(Refused, match="ended on 2026-11-23 13:00"):
        campaigns.start(ctx, campaign)


def test_what_waits_for_another_call_keeps_the_outcome_of_its_last(ctx, campaign):
    set_to = {
        0: {"status": "retry", "attempts": 2, "last_outcome": Outcome.BUSY},
        1: {"status": "retry", "attempts": 1, "last_outcome": Outcome.LOST},
        2: {"status": "pending", "attempts": 0, "last_outcome": Outcome.REFUSED},
        3: {"status": "transferred", "attempts": 1, "last_outcome": Outcome.TRANSFERRED},
        4: {"status": "dnc"},
        5: {"status": "filtered_out"},
        6: {"status": "retry", "attempts": 1, "last_outcome": Outcome.COMPLETED},
    }
    for position, values in set_to.items():
        models.Record.update(**values).where(models.Record.position == position).execute()
    campaigns.complete(ctx, campaign)
    found = {one.position: str(one.status) for one in models.Record.select()}
    assert [found[at] for at in range(8)] == [
        "busy", "failed", "no_attempt", "transferred", "dnc", "filtered_out", "completed",
        "no_attempt",
    ]  # fmt: skip
    told = campaigns.standing(ctx, campaign)
    assert (told.statuses["no_attempt"], told.waiting) == (4, 0)
    reason = why.of_record(ctx, campaign, "A7")
    assert reason.rule == "not_active"
    assert why.of_campaign(ctx, campaign).held_back["final"] == 9


def test_what_is_called_as_it_is_completed_is_closed_when_its_call_has_ended(ctx, campaign):
    models.Record.update(status=RecordStatus.DIALING, ready=False).where(
        models.Record.position == 0
    ).execute()
    campaigns.complete(ctx, campaign)
    assert row(campaign).closing_at is not None
    with pytest.raises(Refused, match="still being marked"):
        campaigns.start(ctx, campaign)
    models.Record.update(status="retry", attempts=1, last_outcome=Outcome.NO_ANSWER).where(
        models.Record.position == 0
    ).execute()
    close_all(campaign)
    assert row(campaign).closing_at is None
    assert statuses() == {"no_attempt": 9, "no_answer": 1}


def test_an_interrupted_marking_is_gone_on_with(ctx, campaign, monkeypatch):
    monkeypatch.setattr(closing, "AT_ONCE", 3)
    monkeypatch.setattr(campaigns, "APPLY_FOR", timedelta(0))
    campaigns.complete(ctx, campaign)
    assert closing.due() == [campaign]
    assert closing.step(campaign) == 3
    assert statuses() == {"pending": 7, "no_attempt": 3}
    close_all(campaign)
    assert (statuses(), closing.due()) == ({"no_attempt": 10}, [])


def test_a_reset_lets_the_marking_go_and_begins_anew(ctx, campaign, monkeypatch):
    monkeypatch.setattr(closing, "AT_ONCE", 3)
    monkeypatch.setattr(campaigns, "APPLY_FOR", timedelta(0))
    campaigns.complete(ctx, campaign)
    closing.step(campaign)
    editing.reset(ctx, campaign)
    close_all(campaign)
    assert statuses() == {"pending": 10}
    assert all(one.ready for one in models.Record.select())
    assert campaigns.start(ctx, campaign).run_state is RunState.ACTIVE


@pytest.mark.parametrize("state", RunState)
def test_marked_complete_from_any_state_and_told_once(ctx, campaign, state):
    models.Campaign.update(run_state=state).execute()
    for _ in range(2):
        assert campaigns.complete(ctx, campaign).run_state is RunState.COMPLETED
    done = [one.payload for one in models.Outbox.select() if one.kind == "campaign"]
    kinds = [of_outbox("campaign", one, campaign).kind for one in done]
    assert kinds == [NoticeKind.COMPLETED] * (state is not RunState.COMPLETED)


def test_the_auto_stop_is_over_with_the_business_day_and_a_persons_pause_is_not(ctx, campaign):
    plan(ctx, campaign, SOON)
    auto_stop_due(START)
    look(ctx, SOON)
    evening, midnight = START + 8 * HOUR, datetime(2026, 11, 24, 5, tzinfo=UTC)
    auto_stop_due(evening)
    assert (row(campaign).run_state, row(campaign).run_reason) == (RunState.PAUSED, AUTO_STOP)
    look(ctx, midnight - timedelta(milliseconds=1))
    assert row(campaign).run_state is RunState.PAUSED
    look(ctx, midnight)
    assert row(campaign).run_state is RunState.ACTIVE
    campaigns.pause(ctx, campaign)
    look(ctx, midnight + 2 * DAY)
    assert row(campaign).run_state is RunState.PAUSED


def test_the_auto_stop_of_a_campaign_without_a_schedule_is_a_persons_to_end(ctx, campaign):
    models.Campaign.update(run_state=RunState.PAUSED, run_reason=AUTO_STOP).execute()
    models.Campaign.update(run_state_at=START).execute()
    plan(ctx, campaign, end=START + 30 * DAY)
    look(ctx, START + 3 * DAY)
    assert row(campaign).run_state is RunState.PAUSED


def test_what_is_put_away_neither_starts_nor_ends(ctx, campaign):
    plan(ctx, campaign, SOON, SOON + HOUR)
    archiving.archive(ctx, campaign)
    look(ctx, SOON)
    look(ctx, SOON + 2 * HOUR)
    assert row(campaign).run_state is RunState.DRAFT


def test_an_end_that_is_moved_in_time_is_another(ctx, campaign):
    plan(ctx, campaign, SOON, SOON + HOUR)
    look(ctx, SOON)
    plan(ctx, campaign, SOON, SOON + 2 * HOUR)
    look(ctx, SOON + HOUR)
    assert row(campaign).run_state is RunState.ACTIVE
    look(ctx, SOON + 2 * HOUR)
    assert row(campaign).run_state is RunState.COMPLETED


def test_a_schedule_without_a_zone_has_that_of_the_hours_else_the_businesss(ctx):
    draft = Draft("One", CampaignKind.LB, schedule=Schedule(wall(SOON)))
    assert campaigns.create(ctx, draft).schedule.zone == TORONTO
    hours = draft.window.changed(zone="America/Halifax")
    made = campaigns.create(ctx, replace(draft, name="Two", window=hours))
    assert made.schedule.zone == "America/Halifax"
    bare = campaigns.create(ctx, replace(draft, name="Three", schedule=Schedule(zone=TORONTO)))
    assert bare.schedule == Schedule()


def test_a_clone_has_no_schedule(ctx, campaign):
    models.Campaign.update(cpm=10.0).execute()
    plan(ctx, campaign, SOON)
    assert archiving.clone(ctx, campaign, "Copy").schedule == Schedule()


def test_a_schedule_that_can_not_be_is_refused_beside_its_part(ctx, campaign):
    with pytest.raises(Invalid) as refused:
        plan(ctx, campaign, SOON, SOON + MINUTE)
    assert refused.value.problems.keys() == {"schedule.end"}


def test_who_was_not_dialed_before_the_end_is_taken_off_like_who_is_pending(ctx, campaign):
    campaigns.complete(ctx, campaign)
    done = removing_accounts.remove(ctx, campaign, "A1 A2")
    assert (done.removed, done.kept) == (2, 0)
