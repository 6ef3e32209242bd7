"""Campaigns whose schedule comes again: each occurrence a new run that dials everybody afresh."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from esl_dialer.core.campaigns.recurrence import Every, Recurrence
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.words import Outcome, RecordStatus, RunState
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.errors import Refused
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.campaigns import renewing
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign
from tests.fakes import START
from tests.stories.test_schedules import DAY, HOUR, MANY, TORONTO, look, row, statuses, wall

SOON = START + HOUR
DAILY = Recurrence(Every.DAY)


@pytest.fixture
def campaign(world, ctx) -> int:
    made = active_campaign(MANY, cpm=60.0, **AT_ANY_HOUR)
    models.Campaign.update(run_state=RunState.DRAFT, simulated=False).execute()
    draft = editing.draft_of(campaigns.get(ctx, made))
    schedule = Schedule(wall(SOON), wall(SOON + 3 * HOUR), TORONTO, DAILY)
    editing.edit(ctx, made, replace(draft, schedule=schedule))
    return made


def dial(campaign: int) -> None:
    """As if everybody was called in the run: half of them reached."""
    run = row(campaign).run_number
    for one in models.Record.select():
        reached = one.position % 2
        models.Attempt.create(
            id=f"{run}-{one.id}", campaign=campaign, record=one.id, run=run, number="+14165550100",
            gateway="", caller_id="", switch_core="", owner="", simulated=True, state="ended",
            outcome=Outcome.TRANSFERRED if reached else Outcome.BUSY, claimed_at=START,
            start_at=START,
        )  # fmt: skip
        status = RecordStatus.TRANSFERRED if reached else RecordStatus.RETRY
        outcome = Outcome.TRANSFERRED if reached else Outcome.BUSY
        models.Record.update(
            status=status, attempts=3, last_outcome=outcome, ready=False, last_attempt_at=SOON
        ).where(models.Record.id == one.id).execute()


def renew(campaign: int) -> None:
    while renewing.step(campaign):
        pass


def runs() -> list[int]:
    return [one.number for one in models.CampaignRun.select().order_by(models.CampaignRun.number)]


def test_the_first_occurrence_is_the_run_that_there_is(ctx, campaign):
    look(ctx, SOON)
    assert (row(campaign).run_state, runs()) == (RunState.ACTIVE, [1])
    assert row(campaign).renewing_at is None


def test_the_next_one_is_a_new_run_with_everybody_but_whom_a_stop_protects(
    ctx, campaign, monkeypatch
):
    look(ctx, SOON)
    dial(campaign)
    models.Record.update(status=RecordStatus.DNC).where(models.Record.position == 0).execute()
    look(ctx, SOON + DAY)
    assert (row(campaign).run_state, row(campaign).run_number, runs()) == (
        RunState.ACTIVE, 2, [1, 2],
    )  # fmt: skip
    assert why.of_campaign(ctx, campaign).reason.rule == "new_run"
    monkeypatch.setattr(renewing, "AT_ONCE", 4)
    assert renewing.step(campaign)
    assert statuses() == {"dnc": 1, "pending": 3, "retry": 3, "transferred": 3}
    assert renewing.due() == [campaign]
    renew(campaign)
    assert statuses() == {"dnc": 1, "pending": 9}
    pending = [one for one in models.Record.select() if one.status is RecordStatus.PENDING]
    assert all(one.ready and not one.attempts for one in pending)
    assert renewing.due() == []
    assert getattr(why.of_campaign(ctx, campaign).reason, "rule", "") != "new_run"
    look(ctx, SOON + DAY + HOUR)
    assert runs() == [1, 2]


def test_an_occurrence_ends_and_the_next_begins_after_it(ctx, campaign):
    look(ctx, SOON)
    campaigns.stop(ctx, campaign)
    look(ctx, SOON + 3 * HOUR)
    assert row(campaign).run_state is RunState.COMPLETED
    with pytest.raises(Refused, match="starts by itself on 2026-11-24 12:00"):
        campaigns.start(ctx, campaign)
    campaigns.complete(ctx, campaign)
    assert statuses() == {"pending": 10} or statuses() == {"no_attempt": 10}
    look(ctx, SOON + DAY)
    renew(campaign)
    assert (row(campaign).run_state, statuses()) == (RunState.ACTIVE, {"pending": 10})


@pytest.mark.parametrize("halt", [campaigns.pause, campaigns.stop])
def test_start_within_an_occurrence_goes_on_with_its_run(ctx, campaign, halt):
    look(ctx, SOON)
    dial(campaign)
    halt(ctx, campaign)
    look(ctx, SOON + HOUR)
    assert row(campaign).run_state is not RunState.ACTIVE
    campaigns.start(ctx, campaign)
    assert runs() == [1]
    assert RecordStatus.RETRY in {one.status for one in models.Record.select()}
    look(ctx, SOON + DAY)
    assert runs() == [1, 2]


def test_of_occurrences_that_were_missed_the_last_is_made_up_once(ctx, campaign):
    look(ctx, SOON)
    dial(campaign)
    look(ctx, SOON + 9 * DAY + HOUR)
    assert (row(campaign).run_state, runs()) == (RunState.ACTIVE, [1, 2])
    look(ctx, SOON + 9 * DAY + 3 * HOUR)
    assert row(campaign).run_state is RunState.COMPLETED


def test_a_campaign_that_still_dials_begins_anew_at_the_next_one(ctx, campaign):
    draft = editing.draft_of(campaigns.get(ctx, campaign))
    endless = Schedule(wall(SOON), None, TORONTO, DAILY)
    editing.edit(ctx, campaign, replace(draft, schedule=endless))
    look(ctx, SOON)
    dial(campaign)
    look(ctx, SOON + DAY)
    assert (row(campaign).run_state, runs()) == (RunState.ACTIVE, [1, 2])


def test_nobody_completes_a_campaign_whose_people_are_made_ready(world, ctx, campaign):
    look(ctx, SOON)
    dial(campaign)
    models.Record.update(status=RecordStatus.TRANSFERRED, ready=False).execute()
    look(ctx, SOON + DAY)
    world.engine.housekeeping.complete()
    assert row(campaign).run_state is RunState.ACTIVE
    world.engine.housekeeping.schedule()
    assert statuses() == {"pending": 10}


def test_a_person_resets_it_while_people_are_made_ready(ctx, campaign):
    look(ctx, SOON)
    dial(campaign)
    look(ctx, SOON + DAY)
    campaigns.stop(ctx, campaign)
    editing.reset(ctx, campaign)
    assert (row(campaign).renewing_at, row(campaign).run_number) == (None, 3)
    assert not renewing.step(campaign)
    assert statuses() == {"pending": 10}


def test_a_quarter_of_a_year_over_a_clock_that_is_set_with_restarts_at_any_time(ctx, campaign):
    """Nobody looks at regular times; each occurrence that was looked at in its time is one run."""
    look(ctx, SOON)
    seen, at, hours = set(), SOON, 0
    while at < datetime(2027, 3, 30, tzinfo=UTC):
        hours = (hours * 7 + 3) % 17 + 1
        at += hours * HOUR
        models.Attempt.delete().execute()
        dial(campaign)
        look(ctx, at)
        renew(campaign)
        there = wall(at)
        begins = there.replace(hour=12, minute=0, second=0, microsecond=0)
        open_now = begins <= there < begins + 3 * HOUR
        assert (row(campaign).run_state is RunState.ACTIVE) == open_now, at
        if open_now:
            seen.add(begins.date())
    assert row(campaign).run_number == len(seen | {wall(SOON).date()})
