"""Campaigns whose schedule comes again: each occurrence a new run that dials everybody afresh."""

from dataclasses import replace

import pytest

from esl_dialer.core.calls.restored import Because, Gap, Word
from esl_dialer.core.campaigns.recurrence import Every, Recurrence
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.says import NOTHING
from esl_dialer.core.words import Outcome, RecordStatus, RunState
from esl_dialer.engine import housekeeping
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.errors import Refused
from esl_dialer.services.people import call_backs
from esl_dialer.services.rules import why
from esl_dialer.services.system import restored
from esl_dialer.store import models
from esl_dialer.store.calls import claims
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.campaigns import closing, renewing, starting
from esl_dialer.store.database import transaction
from esl_dialer.store.system import restorations
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign
from tests.fakes import START
from tests.stories.test_schedules import DAY, HOUR, MANY, MINUTE, TORONTO, look, row, statuses, wall

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
            outcome=Outcome.TRANSFERRED if reached else Outcome.BUSY,
            claimed_at=START + run * MINUTE, start_at=START,
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


def test_a_call_back_that_is_still_to_come_stays_agreed(ctx, campaign):
    """One of the run before, of somebody whom an end closed, and what a list says, too."""
    look(ctx, SOON)
    dial(campaign)
    first, second, third, *_ = [one.id for one in models.Record.select().order_by(models.Record.id)]
    tomorrow = SOON + DAY + 2 * HOUR
    for record, at in ((first, tomorrow), (second, SOON + 23 * HOUR)):
        call_backs.set_for(ctx, record, at.isoformat(), "at work", again=True)
    models.Record.update(scheduled_for=tomorrow).where(models.Record.id == third).execute()
    look(ctx, SOON + 3 * HOUR)
    while closing.step(campaign):
        pass
    look(ctx, SOON + DAY)
    renew(campaign)
    called = {one.id: one for one in models.Record.select()}
    for record in (first, third):
        now = called[record]
        assert (now.status, now.attempts, now.ready) == (RecordStatus.PENDING, 0, False)
        assert now.scheduled_for == now.not_before == tomorrow
    assert [called[one].urgent for one in (first, second, third)] == [True, False, False]
    assert (called[second].scheduled_for, called[second].ready) == (None, True)
    assert called[first].held_by == "call_back"
    call_backs.clear(ctx, first)
    cleared = models.Record.get_by_id(first)
    assert (cleared.status, cleared.ready) == (RecordStatus.PENDING, True)


def test_a_start_waits_for_the_audio_of_everybody_whom_it_dials(ctx, campaign):
    models.Record.update(status=RecordStatus.TRANSFERRED).execute()
    models.Record.update(audio="none", ready=False).where(models.Record.position == 0).execute()
    dial(campaign)
    models.Campaign.update(run_state=RunState.COMPLETED).execute()
    models.Record.update(status=RecordStatus.TRANSFERRED).execute()
    found = starting.facts(stored.get(campaign), simulated=True, occurrence=True)
    assert (found.anew, found.missing_audio) == (True, 1)
    look(ctx, SOON)
    assert row(campaign).run_state is RunState.COMPLETED
    models.Record.update(status=RecordStatus.DNC).where(models.Record.position == 0).execute()
    look(ctx, SOON + MINUTE)
    assert (row(campaign).run_state, runs()) == (RunState.ACTIVE, [1, 2])


@pytest.mark.parametrize("heard_by", [True, False])
def test_a_simulated_runs_hearing_is_over_though_the_next_is_real(ctx, campaign, heard_by):
    look(ctx, SOON)
    dial(campaign)
    models.Campaign.update(simulated=heard_by).execute()
    other = active_campaign([["4165550199"]], name="Other")
    held = (models.Record.campaign == other,)
    late = SOON + 2 * DAY
    models.Record.update(not_before=late, held_by="number_heard", ready=False).where(
        *held
    ).execute()
    look(ctx, SOON + DAY, simulated=False)
    assert not row(campaign).simulated
    until = models.Record.get(*held).not_before
    assert until == (SOON + DAY if heard_by else late)


def test_a_reset_that_is_cut_off_is_gone_on_with_and_nobody_is_called_before(
    world, ctx, campaign, monkeypatch
):
    dial(campaign)
    ctx.clock.sleep(2 * DAY.total_seconds())
    models.Campaign.update(run_state=RunState.STOPPED, schedule=Schedule()).execute()
    monkeypatch.setattr(renewing, "AT_ONCE", 3)
    step = renewing.step
    left = [step, step]

    def cut_off(number):
        if not left:
            raise KeyboardInterrupt
        return left.pop()(number)

    monkeypatch.setattr(renewing, "step", cut_off)
    with pytest.raises(KeyboardInterrupt):
        editing.reset(ctx, campaign)
    monkeypatch.setattr(renewing, "step", step)
    assert statuses()["pending"] == 6
    models.Campaign.update(simulated=True).execute()
    campaigns.start(ctx, campaign)
    assert why.of_campaign(ctx, campaign).reason.rule == "new_run"
    world.engine.housekeeping.schedule()
    assert statuses() == {"pending": 10}
    assert getattr(why.of_campaign(ctx, campaign).reason, "rule", "") != "new_run"


def test_nobodys_records_wait_for_anothers(world, campaign, monkeypatch):
    """Each look at the schedules makes some of each campaign's ready, within its time."""
    other = active_campaign(MANY, name="Other")
    dial(campaign)
    models.Record.update(status=RecordStatus.RETRY).execute()
    models.Campaign.update(renewing_at=START + DAY).where(models.Campaign.id == campaign).execute()
    models.Campaign.update(closing_at=START).where(models.Campaign.id == other).execute()
    for module in (renewing, closing):
        monkeypatch.setattr(module, "AT_ONCE", 1)
    passed = iter(range(100))
    monkeypatch.setattr(housekeeping.time, "monotonic", lambda: float(next(passed)))
    world.engine.housekeeping.schedule()
    table = models.Record
    made = table.select().where((table.campaign == campaign) & (table.status == "pending")).count()
    closed = table.select().where((table.campaign == other) & (table.status != "retry")).count()
    assert made == closed == housekeeping.MARK_FOR_S - 1


@pytest.mark.parametrize(
    ("word", "left"),
    [(Word.TOMORROW, {"retry": 4, "pending": 6}), (Word.CALLED, {"retry": 4, "transferred": 6})],
)
def test_a_start_that_a_restored_database_does_not_know_calls_nobody_twice(
    ctx, campaign, word, left
):
    """The run began in the time that was lost: whom the switch says it called stays called, and
    the word is about everybody else, however they ended the run before."""
    look(ctx, SOON)
    dial(campaign)
    campaigns.complete(ctx, campaign)
    models.Record.update(status=RecordStatus.TRANSFERRED, ready=False).execute()
    lost, back = SOON + 12 * HOUR, SOON + DAY + 2 * HOUR
    models.Record.update(status=RecordStatus.RETRY, last_attempt_at=SOON + DAY + HOUR).where(
        models.Record.position < 4
    ).execute()
    ctx.clock.instant = back
    with transaction():
        restorations.begin(Because.COMMAND, Gap(lost, back, None), "", back)
    restorations.note_asked(restorations.last().id, NOTHING, back)
    models.Record.update(not_before=back + HOUR).where(models.Record.position < 4).execute()
    assert restored.go_on(ctx, campaign, word).records == 6
    look(ctx, back)
    renew(campaign)
    assert (row(campaign).run_state, runs()) == (RunState.ACTIVE, [1, 2])
    assert statuses() == left
    assert not models.Record.select().where(models.Record.ready).count()
    assert not claims.loads()
