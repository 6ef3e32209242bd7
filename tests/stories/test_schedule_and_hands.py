"""What people do beside a schedule: what they decide holds, and nothing starts behind their backs.

``carry_out`` looks at all schedules first; ``meanwhile`` is a hand that comes after that look.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from esl_dialer.core.calls.restored import Because, Gap, Word
from esl_dialer.core.campaigns.by_itself import AUTO_STOP
from esl_dialer.core.campaigns.recurrence import Every, Recurrence
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.rules.business_day import business_zone, start_of_day
from esl_dialer.core.says import NOTHING
from esl_dialer.core.words import Outcome, RecordStatus, RunState
from esl_dialer.engine.daily_tasks import auto_stop_due
from esl_dialer.engine.housekeeping import complete_finished
from esl_dialer.engine.schedules import Schedules
from esl_dialer.services.campaigns import archiving, campaigns, editing, stop_everything
from esl_dialer.services.errors import Refused
from esl_dialer.services.system import restored
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.database import transaction
from esl_dialer.store.system import daily_runs, restorations
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign
from tests.fakes import START
from tests.stories.test_schedules import DAY, HOUR, MANY, MINUTE, TORONTO, look, row, wall

SOON = START + HOUR
DAILY = Recurrence(Every.DAY)


@pytest.fixture
def campaign(world) -> int:
    made = active_campaign(MANY, cpm=600.0, **AT_ANY_HOUR)
    models.Campaign.update(run_state=RunState.DRAFT, simulated=False).execute()
    return made


def plan(ctx, campaign: int, end: datetime | None = None, often: Recurrence | None = DAILY) -> None:
    draft = editing.draft_of(campaigns.get(ctx, campaign))
    schedule = Schedule(wall(SOON), end and wall(end), TORONTO, often)
    editing.edit(ctx, campaign, replace(draft, schedule=schedule))


def called(campaign: int, at: datetime) -> None:
    """Each record once, in the campaign's present run."""
    for one in models.Record.select():
        models.Attempt.create(
            id=f"{one.id}-{at}", campaign=campaign, record=one.id, run=row(campaign).run_number,
            number="+14165550100", gateway="", caller_id="", switch_core="", owner="",
            simulated=True, state="ended", outcome=Outcome.BUSY, claimed_at=at, start_at=at,
        )  # fmt: skip
    models.Record.update(
        status=RecordStatus.RETRY, attempts=1, last_outcome=Outcome.BUSY, last_attempt_at=at
    ).execute()


def looks_while(monkeypatch, ctx, at: datetime, hand: Callable[[], object]) -> None:
    """The engine has found what is due, and a hand is quicker than what it does."""
    ctx.clock.instant = at
    find, once = stored.planned, [hand]

    def found_and_then():
        found = find()
        while once:
            once.pop()()
        return found

    monkeypatch.setattr(stored, "planned", found_and_then)
    Schedules().carry_out(at, True)


# --- archived and brought back ------------------------------------------------------------------


@pytest.mark.parametrize("long", [None, 3 * HOUR])
@pytest.mark.parametrize("days", [30, 30.2])
def test_what_is_brought_back_neither_starts_nor_ends_for_what_passed(ctx, campaign, long, days):
    plan(ctx, campaign, SOON + long if long else None)
    look(ctx, SOON)
    called(campaign, SOON)
    campaigns.stop(ctx, campaign)
    archiving.archive(ctx, campaign)
    ctx.clock.instant = SOON + days * DAY
    archiving.unarchive(ctx, campaign)
    look(ctx, ctx.clock.instant + MINUTE)
    now = row(campaign)
    assert (now.run_state, now.run_number, now.closing_at) == (RunState.STOPPED, 1, None)
    look(ctx, SOON + 31 * DAY)
    assert (row(campaign).run_state, row(campaign).run_number) == (RunState.ACTIVE, 2)


# --- a hand between the look and the deed -------------------------------------------------------


@pytest.mark.parametrize("halt", [campaigns.stop, campaigns.pause])
def test_who_halts_it_as_its_next_occurrence_begins_has_decided(ctx, campaign, monkeypatch, halt):
    plan(ctx, campaign)
    look(ctx, SOON)
    called(campaign, SOON)
    looks_while(monkeypatch, ctx, SOON + DAY, lambda: halt(ctx, campaign))
    look(ctx, SOON + DAY + MINUTE)
    assert row(campaign).run_state in (RunState.STOPPED, RunState.PAUSED)
    assert row(campaign).run_number == 1


def test_an_end_that_is_moved_as_it_comes_is_not_carried_out(ctx, campaign, monkeypatch):
    plan(ctx, campaign, SOON + HOUR, often=None)
    look(ctx, SOON)
    later = SOON + 2 * HOUR
    looks_while(monkeypatch, ctx, SOON + HOUR, lambda: plan(ctx, campaign, later, often=None))
    assert row(campaign).run_state is RunState.ACTIVE
    look(ctx, later)
    assert row(campaign).run_state is RunState.COMPLETED


def test_who_stops_what_the_auto_stop_paused_has_decided(ctx, campaign, monkeypatch):
    plan(ctx, campaign, often=None)
    auto_stop_due(START)
    look(ctx, SOON)
    auto_stop_due(START + 8 * HOUR)
    midnight = start_of_day(START + DAY, business_zone(TORONTO))
    looks_while(monkeypatch, ctx, midnight, lambda: campaigns.stop(ctx, campaign))
    assert row(campaign).run_state is RunState.STOPPED


def test_two_engines_begin_one_run(ctx, campaign, monkeypatch):
    plan(ctx, campaign)
    look(ctx, SOON)
    called(campaign, SOON)
    other = Schedules()
    looks_while(monkeypatch, ctx, SOON + DAY, lambda: other.carry_out(SOON + DAY, True))
    assert (row(campaign).run_number, models.CampaignRun.select().count()) == (2, 2)


def test_a_start_asks_of_the_campaign_that_there_is_as_its_filter_was_applied(
    ctx, campaign, monkeypatch
):
    monkeypatch.setattr(campaigns, "APPLY_FOR", timedelta(0))
    monkeypatch.setattr(campaigns, "apply_filter", campaigns.complete)
    with pytest.raises(Refused, match="still being marked"):
        campaigns.start(ctx, campaign)
    assert row(campaign).run_state is RunState.COMPLETED


# --- a start that waits -------------------------------------------------------------------------


def mute(*, gone: bool) -> None:
    models.Record.update(audio="none" if gone else "ready", ready=not gone).execute()


@pytest.fixture
def waits(ctx, campaign) -> int:
    """Its second occurrence has come, and something forbids it."""
    plan(ctx, campaign)
    look(ctx, SOON)
    called(campaign, SOON)
    campaigns.complete(ctx, campaign)
    look(ctx, SOON + DAY, simulated=None)
    return campaign


def test_a_reset_lets_a_start_wait(ctx, waits):
    editing.reset(ctx, waits)
    look(ctx, SOON + DAY + MINUTE)
    assert row(waits).run_state is RunState.ACTIVE


def test_a_campaign_that_finishes_lets_its_start_wait(ctx, waits):
    models.Campaign.update(run_state=RunState.ACTIVE).execute()
    assert complete_finished(ctx.now()) == [waits]
    look(ctx, SOON + DAY + MINUTE)
    assert (row(waits).run_state, row(waits).run_number) == (RunState.ACTIVE, 2)


def test_another_end_lets_a_start_wait(ctx, waits):
    plan(ctx, waits, SOON + 5 * HOUR)
    look(ctx, SOON + DAY + MINUTE)
    assert (row(waits).run_state, row(waits).run_number) == (RunState.ACTIVE, 2)


@pytest.mark.parametrize("decide", [campaigns.stop, campaigns.complete])
def test_who_asks_for_the_state_that_there_is_decides_too(ctx, waits, decide):
    models.Campaign.update(run_state=RunState.STOPPED).execute()
    decide(ctx, waits)
    look(ctx, SOON + DAY + MINUTE)
    assert row(waits).run_state is not RunState.ACTIVE


def test_stop_everything_drops_a_start_that_has_come_and_names_those_that_come(ctx, waits):
    done = stop_everything.stop_all(ctx)
    assert (done.paused, done.held, done.later) == ((), ("Rehearsal",), ("Rehearsal",))
    look(ctx, SOON + DAY + MINUTE)
    assert row(waits).run_state is RunState.COMPLETED
    look(ctx, SOON + 2 * DAY)
    assert row(waits).run_state is RunState.ACTIVE


# --- the auto-stop, late ------------------------------------------------------------------------


@pytest.fixture
def off_overnight(ctx, campaign) -> datetime:
    """It dialed, and the host was off from the afternoon until ten minutes after its next start."""
    auto_stop_due(START)
    return SOON + DAY + 10 * MINUTE


def test_a_late_auto_stop_leaves_the_days_start(ctx, campaign, off_overnight):
    plan(ctx, campaign)
    look(ctx, SOON)
    called(campaign, SOON)
    ctx.clock.instant = off_overnight
    assert auto_stop_due(off_overnight) == [campaign]
    assert daily_runs.last_instant(AUTO_STOP) == row(campaign).run_state_at < off_overnight
    look(ctx, off_overnight)
    assert (row(campaign).run_state, row(campaign).run_number) == (RunState.ACTIVE, 2)


def test_a_late_auto_stop_is_of_its_own_day(ctx, campaign, off_overnight):
    plan(ctx, campaign, SOON + 5 * DAY, often=None)
    look(ctx, SOON)
    auto_stop_due(off_overnight)
    look(ctx, off_overnight)
    assert (row(campaign).run_state, row(campaign).run_number) == (RunState.ACTIVE, 1)


# --- a restored database ------------------------------------------------------------------------


def test_after_a_restore_nothing_starts_or_ends_before_a_persons_word(ctx, campaign):
    plan(ctx, campaign, SOON + 5 * HOUR)
    with transaction():
        gap = Gap(START, SOON + 2 * HOUR, None)
        restorations.begin(Because.COMMAND, gap, "", SOON + 2 * HOUR)
    for at in (SOON + 2 * HOUR, SOON + 6 * HOUR):
        look(ctx, at)
        assert row(campaign).run_state is RunState.DRAFT
    restorations.note_asked(restorations.last().id, NOTHING, SOON + 6 * HOUR)
    restored.go_on(ctx, campaign, Word.DIAL)
    look(ctx, SOON + 6 * HOUR)
    assert row(campaign).run_state is RunState.COMPLETED
