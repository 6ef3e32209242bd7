"""The watch over the store: what it finds, how long that lasts, what the log says of it."""

import logging
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest

from esl_dialer.core.system.troubles import BUSY_AFTER, SAID, StoreState
from esl_dialer.services.system.store_watch import WRITE_EVERY, StoreWatch
from esl_dialer.store import models
from esl_dialer.store.database import StoreFull
from esl_dialer.store.errors import StoreAway, StoreReadOnly
from esl_dialer.store.system import write_check
from tests.store.held_lock import HeldLock
from tests.store.test_full import ROOM, no_room

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def watch(ctx):
    return StoreWatch(ctx)


@pytest.fixture
def lock(ctx):
    held = HeldLock(ctx.config.data / "dialer.db", 1e9)
    models.database.obj.patience = held.patience()
    yield held
    held.other.close()


def after(ctx, watch, seconds=0.0):
    ctx.clock.at += timedelta(seconds=seconds)
    watch.look()
    found = watch.trouble()
    return found and next(state for state, says in SAID.items() if says == found.says)


def test_a_store_that_is_well_is_no_trouble(ctx, watch):
    assert after(ctx, watch) is None
    assert not models.Lease.select().exists()


def test_another_that_writes_for_long_is_told_and_its_end_too(ctx, watch, lock, caplog):
    began = ctx.now()
    assert after(ctx, watch) is None
    assert after(ctx, watch, BUSY_AFTER.total_seconds()) is StoreState.BUSY
    assert watch.trouble().since == began
    assert after(ctx, watch, 60) is StoreState.BUSY
    lock.let_go()
    assert after(ctx, watch, 1) is None
    said = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert said == [
        "store.state state=busy reason='database is locked'",
        "store.state state=fine",
    ]


def test_a_look_waits_a_second_at_the_most(ctx, watch, lock):
    watch.look()
    assert lock.passed == pytest.approx(1.0)


def test_a_disk_without_room_is_told(ctx, watch, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 30, 1 << 30, 0))
    assert after(ctx, watch) is StoreState.FULL
    monkeypatch.undo()
    assert after(ctx, watch) is None


def test_a_database_without_room_is_found_by_writing(ctx, watch):
    """It may be on another disk, or another machine."""
    watch.look()
    models.database.execute_sql("PRAGMA max_page_count=1")
    no_room(models.database)
    table = models.Lease
    models.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert after(ctx, watch, WRITE_EVERY.total_seconds()) in (None, StoreState.FULL)
    watch.note(StoreFull("no room"))
    assert watch.trouble().says == SAID[StoreState.FULL]
    models.database.execute_sql(f"PRAGMA max_page_count={ROOM}")
    assert after(ctx, watch, 1) is None
    assert not table.select().exists()


def test_what_a_page_met_is_told_until_a_write_goes_well(ctx, watch):
    watch.look()
    watch.note(StoreAway("the connection is closed"))
    assert watch.trouble().says == SAID[StoreState.AWAY]
    assert after(ctx, watch, 1) is None
    watch.note(ValueError("not the store's"))
    assert watch.trouble() is None


@pytest.mark.parametrize(
    ("error", "state"),
    [(StoreReadOnly("no"), StoreState.READ_ONLY), (StoreAway("no"), StoreState.AWAY)],
)
def test_each_error_has_its_state(error, state):
    assert write_check.state_of(error) is state
