"""A database from an earlier time: counted from the switch's own log, nobody is called again."""

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from esl_dialer.core.calls.restored import Because, Word
from esl_dialer.core.words import CallState, Outcome
from esl_dialer.engine.claiming import Claimed
from esl_dialer.runtime.config import Config
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.rules import why
from esl_dialer.services.system import backups, restored
from esl_dialer.store import models
from esl_dialer.store.system import epochs, restorations
from esl_dialer.store.system.epochs import Outside
from tests.engine.account import assert_closed, contact_invites
from tests.engine.campaigns import active_campaign
from tests.fakes import World, reopened_database

MANY = [[f"416{500 + row // 100}01{row % 100:02}"] for row in range(40)]
"""The last two digits choose what the carrier does: some ring long, some are busy."""


@pytest.fixture
def marked(world: World) -> World:
    """Its data directory marks how far the database is, as in production."""
    world.outside = Outside(world.directory)
    world.outside.write(epochs.mark())
    world.after_kill()
    return world


def ctx_of(world: World) -> Context:
    return Context(Config(data=world.directory), world.clock, OPERATOR)


def crank(world: World, seconds: float) -> None:
    until = world.clock.now() + timedelta(seconds=seconds)
    while world.clock.now() < until:
        world.crank()


def invited(world: World) -> Counter[str]:
    return Counter(entry.number for entry in contact_invites(world))


def stop(world: World) -> None:
    """The engine is gone, without a word; the switch and its calls go on."""
    world.switch.cut()
    crank_switch_only(world, 0.6)
    world.database.close()


def start(world: World) -> None:
    world.database = reopened_database(world.directory / "dialer.db")
    world.start_engine()


def copied(world: World) -> Path:
    """A backup by anybody's hand."""
    path = world.directory / "copy.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as copy:
        world.database.connection().backup(copy)
    return path


def put_in_place(world: World, copy: Path) -> None:
    for name in ("-wal", "-shm"):
        (world.directory / f"dialer.db{name}").unlink(missing_ok=True)
    shutil.copy(copy, world.directory / "dialer.db")


def dial_and_roll_back(world: World, before: float = 3, after: float = 4) -> int:
    """A backup in the middle of a run, and back to it; the campaign."""
    campaign = active_campaign(MANY, cpm=240.0, max_attempts=1)
    crank(world, before)
    copy = copied(world)
    crank(world, after)
    stop(world)
    put_in_place(world, copy)
    start(world)
    return campaign


def assert_each_once_after(world: World, campaign: int) -> None:
    """Every call is known: all others are dialed, and nobody twice."""
    restored.go_on(ctx_of(world), campaign, Word.DIAL)
    crank(world, 120)
    assert invited(world) == Counter(f"1{number}" for (number,) in MANY)
    assert_closed(world)


def test_a_file_that_is_put_back_is_noticed_and_nobody_is_called_again(marked: World) -> None:
    campaign = dial_and_roll_back(marked)
    called = invited(marked)
    assert 15 < len(called) < len(MANY)
    assert len(called) > models.Attempt.select().count()
    crank(marked, 60)
    assert invited(marked) == called
    last = restorations.last()
    assert last is not None
    assert (last.because, last.strangers) == (Because.BEHIND, 0)
    assert {f"+1{number[-10:]}" for number in called} == {
        row.number for row in models.Attempt.select()
    }
    reason = why.of_campaign(ctx_of(marked), campaign).reason
    assert reason is not None
    assert reason.rule == "restored"
    assert_each_once_after(marked, campaign)


def test_what_is_known_of_each_call_is_what_the_switch_says(marked: World) -> None:
    dial_and_roll_back(marked)
    crank(marked, 120)
    rows = {row.number: row for row in models.Attempt.select()}
    assert {row.state for row in rows.values()} == {CallState.ENDED}
    assert not [row for row in rows.values() if row.outcome in (None, Outcome.NOT_PLACED)]
    assert len({row.outcome for row in rows.values()}) > 2


def test_the_whole_data_directory_rolled_back_the_switch_tells(marked: World) -> None:
    campaign = active_campaign(MANY, cpm=240.0, max_attempts=1)
    crank(marked, 3)
    copy, epochs = copied(marked), marked.directory / "epochs"
    shutil.copytree(epochs, marked.directory / "epochs.copy")
    crank(marked, 4)
    stop(marked)
    put_in_place(marked, copy)
    shutil.rmtree(epochs)
    (marked.directory / "epochs.copy").rename(epochs)
    start(marked)
    called = invited(marked)
    crank(marked, 60)
    assert invited(marked) == called
    last = restorations.last()
    assert last is not None
    assert last.because is Because.SWITCH
    assert_each_once_after(marked, campaign)


def test_without_a_detail_record_everybody_who_was_left_waits(marked: World) -> None:
    campaign = active_campaign(MANY, cpm=240.0, max_attempts=2)
    crank(marked, 3)
    copy = copied(marked)
    crank(marked, 4)
    stop(marked)
    crank_switch_only(marked, 120)
    for path in marked.cdr_dir.iterdir():
        path.unlink()
    put_in_place(marked, copy)
    start(marked)
    called = invited(marked)
    crank(marked, 60)
    assert invited(marked) == called
    state = restored.waiting(ctx_of(marked))
    assert state is not None
    assert state.taken == 0
    assert state.calls is not None
    assert state.calls >= len(called) - backup_count(copy)
    (held,) = state.campaigns
    assert held.unknown >= len(MANY) - backup_count(copy)
    done = restored.go_on(ctx_of(marked), campaign, Word.CALLED)
    assert done.records == held.unknown
    crank(marked, 120)
    assert max(invited(marked).values()) == 1
    assert models.Attempt.select().where(models.Attempt.cause == "RESTORED").count() == done.records


def crank_switch_only(world: World, seconds: float) -> None:
    until = world.clock.now() + timedelta(seconds=seconds)
    while world.clock.now() < until:
        world.clock.instant += timedelta(milliseconds=200)
        world.simulated.advance(world.clock.now())
        world.write_effects()


def backup_count(copy: Path) -> int:
    with closing(sqlite3.connect(copy)) as opened:
        return int(opened.execute("SELECT COUNT(*) FROM attempt").fetchone()[0])


def test_our_own_restore_says_so_at_once(marked: World) -> None:
    campaign = active_campaign(MANY, cpm=240.0, max_attempts=1)
    crank(marked, 3)
    file = marked.directory / "one.backup"
    made = backups.make(ctx_of(marked), file)
    assert made.kind == "sqlite"
    assert file.stat().st_mode & 0o777 == 0o600
    crank(marked, 4)
    stop(marked)
    done = backups.put_back(ctx_of(marked), file)
    assert Path(done.kept).exists()
    start(marked)
    called = invited(marked)
    crank(marked, 60)
    assert invited(marked) == called
    last = restorations.last()
    assert last is not None
    assert last.because is Because.COMMAND
    assert_each_once_after(marked, campaign)


def test_a_call_in_progress_is_found_on_the_switch_and_followed_to_its_end(marked: World) -> None:
    """Begun after the backup, it rings while the database is put back."""
    campaign = active_campaign(MANY, cpm=240.0, max_attempts=1)
    crank(marked, 1)
    copy = copied(marked)
    crank(marked, 4)
    live = {channel.uuid for channel in marked.switch.channels()}
    stop(marked)
    for path in marked.cdr_dir.iterdir():
        path.unlink()
    put_in_place(marked, copy)
    unknown = live - {row.id for row in models_of(copy)}
    assert unknown
    start(marked)
    crank(marked, 1)
    assert unknown <= {row.id for row in models.Attempt.select()}
    crank(marked, 240)
    rows = models.Attempt.select().where(models.Attempt.id.in_(list(unknown)))
    assert not [row for row in rows if row.outcome in (None, Outcome.LOST)]
    restored.go_on(ctx_of(marked), campaign, Word.CALLED)
    crank(marked, 120)
    assert max(invited(marked).values()) == 1


def models_of(copy: Path) -> list[models.Attempt]:
    with closing(sqlite3.connect(copy)) as opened:
        return [models.Attempt(id=one) for (one,) in opened.execute("SELECT id FROM attempt")]


def test_an_attempt_that_was_claimed_at_the_backup_never_counts_as_not_sent(marked: World) -> None:
    """The note that it was handed over was made a moment later, and is not in the backup."""
    active_campaign(MANY[:1], cpm=240.0, max_attempts=1)
    (one,) = marked.engine.tick() or marked_tick(marked)
    copy = copied(marked)
    crank(marked, 60)
    stop(marked)
    for path in marked.cdr_dir.iterdir():
        path.unlink()
    put_in_place(marked, copy)
    start(marked)
    crank(marked, 120)
    assert models.Attempt.get_by_id(one.attempt.id).outcome is Outcome.LOST
    assert invited(marked) == {one.number.removeprefix("+"): 1}


def marked_tick(world: World) -> list[Claimed]:
    """The first tick asks the switch; claims come with the next, when their time has come."""
    for _ in range(20):
        world.clock.sleep(0.2)
        if claimed := world.engine.tick():
            return claimed
    raise AssertionError("nothing was claimed")


def test_calls_to_people_who_came_after_the_backup_are_counted(marked: World) -> None:
    active_campaign(MANY[:5], cpm=240.0, max_attempts=1)
    crank(marked, 10)
    copy = copied(marked)
    active_campaign([["4165009901"]], cpm=240.0, max_attempts=1, name="Later")
    crank(marked, 10)
    stop(marked)
    put_in_place(marked, copy)
    start(marked)
    crank(marked, 60)
    state = restored.waiting(ctx_of(marked))
    assert state is not None
    assert state.strangers == 1
    assert [one.name for one in state.campaigns] == ["Rehearsal"]


def test_an_engine_that_is_started_again_while_it_waits_still_waits(marked: World) -> None:
    campaign = dial_and_roll_back(marked)
    crank(marked, 30)
    called, before = invited(marked), restorations.last()
    marked.after_kill()
    crank(marked, 60)
    assert invited(marked) == called
    after = restorations.last()
    assert before is not None
    assert after is not None
    assert (after.id, after.taken) == (before.id, before.taken)
    assert_each_once_after(marked, campaign)
    marked.after_kill()
    crank(marked, 10)
    assert restorations.holds() == {}


def test_the_same_backup_put_back_a_second_time_is_noticed_again(marked: World) -> None:
    campaign = dial_and_roll_back(marked)
    crank(marked, 30)
    restored.go_on(ctx_of(marked), campaign, Word.DIAL)
    crank(marked, 3)
    stop(marked)
    put_in_place(marked, marked.directory / "copy.db")
    start(marked)
    called = invited(marked)
    crank(marked, 60)
    assert invited(marked) == called
    assert_each_once_after(marked, campaign)


def test_a_kill_at_any_instant_is_no_restore(marked: World) -> None:
    active_campaign(MANY, cpm=240.0, max_attempts=1)
    for _ in range(6):
        crank(marked, 1.4)
        marked.after_kill()
    assert restorations.last() is None


def test_who_reads_no_detail_records_waits_too_and_is_told_why(marked: World) -> None:
    active_campaign(MANY, cpm=240.0, max_attempts=1)
    crank(marked, 3)
    copy = copied(marked)
    crank(marked, 4)
    stop(marked)
    crank_switch_only(marked, 120)
    shutil.rmtree(marked.cdr_dir)
    put_in_place(marked, copy)
    start(marked)
    crank(marked, 30)
    state = restored.waiting(ctx_of(marked))
    assert state is not None
    assert "no directory of detail records" in str(state.no_records)


def test_calls_of_another_dialer_on_the_same_switch_are_not_ours(marked: World) -> None:
    active_campaign(MANY[:4], cpm=240.0, max_attempts=1)
    crank(marked, 30)
    for path in list(marked.cdr_dir.iterdir()):
        told = json.loads(path.read_text())
        told["variables"]["dialer_database"] = "another"
        for name in ("uuid", "dialer_attempt"):
            told["variables"][name] = f"x{told['variables'][name][1:]}"
        leg = told["variables"]["uuid"]
        (marked.cdr_dir / f"a_{leg}.cdr.json").write_text(json.dumps(told))
    marked.after_kill()
    crank(marked, 10)
    assert restorations.last() is None
