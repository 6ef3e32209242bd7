"""The database as it is opened: writes wait for others, within a bound, and a cut is outlived."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import gevent
import pytest
from gevent.event import Event

from esl_dialer.store import models
from esl_dialer.store.database import StoreAway, StoreBusy, open_database, transaction
from esl_dialer.store.errors import StoreReadOnly
from esl_dialer.store.opened import WAIT_S
from tests.databases import empty_sqlite
from tests.store.held_lock import HeldLock
from tests.store.postgresql import MIGRATED
from tests.store.rows import a_campaign


@pytest.fixture
def path(tmp_path: Path) -> Path:
    empty_sqlite(tmp_path / "dialer.db")
    return tmp_path / "dialer.db"


@pytest.fixture
def held(path: Path) -> Iterator[Callable[[float], HeldLock]]:
    opened = open_database(f"sqlite:///{path}")
    locks = []

    def hold(seconds: float) -> HeldLock:
        lock = HeldLock(path, seconds)
        locks.append(lock)
        opened.patience = lock.patience()
        return lock

    yield hold
    opened.close()
    models.database.initialize(None)
    for lock in locks:
        lock.other.close()


def in_a_transaction() -> None:
    with transaction():
        a_campaign()


def durably() -> None:
    with transaction(durable=True):
        a_campaign()


def one_statement() -> None:
    a_campaign()


@pytest.mark.parametrize("write", [in_a_transaction, durably, one_statement])
def test_a_write_waits_for_another_that_takes_half_a_minute(held, write):
    lock = held(30)
    write()
    assert 30 <= lock.passed < 31
    assert models.Campaign.select().count() == 1


@pytest.mark.parametrize("write", [in_a_transaction, durably, one_statement])
def test_it_does_not_wait_for_ever_and_has_written_nothing(held, write):
    lock = held(3600)
    with pytest.raises(StoreBusy, match="locked"):
        write()
    assert WAIT_S <= lock.passed < WAIT_S + 1
    assert models.Campaign.select().count() == 0


def test_who_reads_does_not_wait(held):
    lock = held(3600)
    assert models.Campaign.select().count() == 0
    assert lock.passed == 0


def test_a_database_that_is_locked_altogether_is_waited_for_as_it_is_opened(path):
    with sqlite3.connect(path) as plain:
        plain.execute("PRAGMA journal_mode=delete")
    lock = HeldLock(path, 30)
    lock.other.execute("COMMIT")
    lock.other.execute("BEGIN EXCLUSIVE")
    opened = open_database(f"sqlite:///{path}", lock.patience())
    assert 30 <= lock.passed < 31
    opened.close()
    lock.other.close()


def test_others_go_on_while_one_waits(held):
    """SQLite's own waiting would stop every greenlet of the process."""
    lock, began, rest = held(1e9), Event(), Event()

    def sleep(_: float) -> None:
        began.set()
        rest.wait()
        lock.sleep(1e9)

    models.database.obj.patience.sleep = sleep
    waiting = gevent.spawn(in_a_transaction)
    began.wait()
    rest.set()
    waiting.get(timeout=60)
    assert models.Campaign.select().count() == 1


def test_what_can_not_be_written_or_opened_is_told_by_name(tmp_path, held):
    models.database.execute_sql("PRAGMA query_only=1")
    with pytest.raises(StoreReadOnly, match="can't be written"):
        one_statement()
    models.database.execute_sql("PRAGMA query_only=0")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreAway, match="unable to open"):
        open_database(f"sqlite:///{tmp_path / 'folder'}")


# --- PostgreSQL --------------------------------------------------------------------------------


@pytest.fixture
def cut(cluster) -> Iterator[Callable[[], None]]:
    with cluster.database(MIGRATED) as url:
        opened = open_database(url)
        mine = opened.execute_sql("SELECT pg_backend_pid()").fetchone()[0]

        def cut() -> None:
            cluster.cut(mine)

        yield cut
        opened.close()
        models.database.initialize(None)


def test_after_a_cut_what_reads_is_asked_again(cut):
    cut()
    assert models.Campaign.select().count() == 0


def test_after_a_cut_a_transaction_begins_anew(cut):
    cut()
    in_a_transaction()
    assert models.Campaign.select().count() == 1


def test_a_write_that_is_cut_is_told_and_not_done_twice(cut):
    cut()
    with pytest.raises(StoreAway):
        one_statement()
    one_statement()
    assert models.Campaign.select().count() == 1


def test_a_transaction_that_is_cut_is_told_and_nothing_of_it_is_written(cut):
    def cut_inside() -> None:
        with transaction():
            a_campaign()
            cut()
            a_campaign()

    with pytest.raises(StoreAway):
        cut_inside()
    in_a_transaction()
    assert models.Campaign.select().count() == 1


def test_no_server_is_told_by_name(tmp_path):
    with pytest.raises(StoreAway, match="connection"):
        open_database(f"postgresql:///none?host={tmp_path}")
