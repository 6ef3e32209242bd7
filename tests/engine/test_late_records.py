"""Detail records that come after their attempts were closed as lost."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from esl_dialer.core.calls.correcting import LATEST
from esl_dialer.core.words import CallState, Outcome, RecordStatus
from esl_dialer.store import models
from tests.engine.account import as_its_record_says, assert_as_dictated, assert_closed
from tests.engine.campaigns import active_campaign
from tests.fakes import World
from tests.store.rows import phones_of

PHONES = [
    ["4165550190"], ["4165550198"], ["4165550140"], ["4165550178"], ["4165550170", "4165550140"],
]  # fmt: skip
"""Presses 1; presses 2; busy; listens; not in service, with a second phone."""

SECOND = timedelta(seconds=1)


def lose_all(world: World) -> Path:
    """Every first call ends unheard, its record stays on the switch, and the switch is restarted.
    Returns where the records are."""
    active_campaign(PHONES)
    while models.Attempt.select().where(models.Attempt.sent_at.is_null(False)).count() < 5:
        world.crank()
    world.switch.cut()
    for _ in range(300):
        world.clock.instant += SECOND
        world.simulated.advance(world.clock.now())
    models.Campaign.update(run_state="paused").execute()
    world.after_kill(switch_too=True)
    kept = world.directory / "kept"
    world.cdr_dir.rename(kept)
    world.cdr_dir.mkdir()
    crank(world, 90)
    lost = models.Attempt.outcome == Outcome.LOST
    assert models.Attempt.select().where(lost).count() >= 4
    return kept


def crank(world: World, seconds: int) -> None:
    for _ in range(seconds):
        world.crank(SECOND)


def ship(world: World, kept: Path) -> None:
    for path in kept.iterdir():
        shutil.copy(path, world.cdr_dir)


def rows(model: Any) -> list[dict[str, Any]]:
    return list(model.select().order_by(model._meta.primary_key).dicts())


def everything() -> list[Any]:
    return [rows(model) for model in (models.Attempt, models.Record, models.Phone, models.Outbox)]


def test_a_late_record_gives_the_attempt_its_true_outcome_once(world: World) -> None:
    kept = lose_all(world)
    lost = models.Attempt.select().where(models.Attempt.outcome == Outcome.LOST)
    shipped = [row.id for row in lost if (kept / f"a_{row.id}.cdr.json").exists()]
    assert len(shipped) >= 4
    ship(world, kept)
    world.engine.reconciler.sweep()
    for attempt in shipped:
        as_its_record_says(models.Attempt.get_by_id(attempt), kept / f"a_{attempt}.cdr.json")
    assert assert_as_dictated(world) >= 5
    assert_closed(world)
    status = {record.id: record.status for record in models.Record.select()}
    assert status[2] is RecordStatus.WRONG_PERSON
    assert status[1] in (RecordStatus.TRANSFERRED, RecordStatus.RETRY)
    assert {record.attempts for record in models.Record.select()} == {1}
    bad = phones_of(5)[0]
    assert (bad.invalid, bad.dialed) == (True, 1)
    assert models.Record.get_by_id(5).next_phone == 1
    assert models.Record.get_by_id(4).heard_at is not None
    before = everything()
    world.engine.reconciler.sweep()
    assert everything() == before


def test_a_record_that_was_dialed_again_is_left_alone(world: World) -> None:
    kept = lose_all(world)
    lost = {row.id for row in models.Attempt.select().where(models.Attempt.outcome == Outcome.LOST)}
    models.Record.update(not_before=None, ready=True).execute()
    models.Campaign.update(run_state="active").execute()
    while models.Attempt.select().where(models.Attempt.state == CallState.RINGING).count() < 2:
        world.crank()
    claimed = models.Record.select(models.Record.id).join(models.Claim)
    before = [row for row in rows(models.Record) if row["id"] in {one.id for one in claimed}]
    assert before
    ship(world, kept)
    world.engine.reconciler.sweep()
    for attempt in models.Attempt.select().where(models.Attempt.id.in_(lost)):
        assert attempt.outcome is not Outcome.LOST
    after = {row["id"]: row for row in rows(models.Record)}
    assert [after[row["id"]] for row in before] == before
    assert models.Claim.select().count() >= len(before)


def test_a_reset_campaign_is_left_alone(world: World) -> None:
    kept = lose_all(world)
    models.Campaign.update(run_number=models.Campaign.run_number + 1).execute()
    before = rows(models.Record)
    ship(world, kept)
    assert len(world.engine.reconciler.read_late()) >= 4
    assert rows(models.Record) == before


def test_after_a_day_a_lost_attempt_stays_lost(world: World) -> None:
    kept = lose_all(world)
    world.clock.instant += LATEST + SECOND
    ship(world, kept)
    assert world.engine.reconciler.read_late() == []


def test_a_record_is_no_proof_where_records_may_come_late(world: World) -> None:
    """Without that proof an attempt that was never seen counts: it may have rung."""
    active_campaign(PHONES[:1])
    crank(world, 120)
    core = world.switch.info().core
    assert world.engine.reconciler._keeps_records(core)
    world.engine.reconciler._records.at_once = False
    assert not world.engine.reconciler._keeps_records(core)
