"""Another process that writes again and again, each time for half a minute."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from peewee import SqliteDatabase

from esl_dialer.store.models import database
from esl_dialer.store.opened import Patience, PatientSqlite

HELD_S = 30.0


class Contender:
    """Takes the write lock after each commit of ours, and holds it for HELD_S of our waiting.

    ``also`` hears how long each wait was: a clock, mostly.
    """

    def __init__(self, opened: PatientSqlite, also: Callable[[float], None]) -> None:
        self._opened, self._also = opened, also
        self._lock = sqlite3.connect(opened.database, isolation_level=None)
        self._left = 0.0
        self.passed = 0.0
        self.waits = 0

    def take(self) -> None:
        if not self._lock.in_transaction:
            self._lock.execute("BEGIN IMMEDIATE")
            self._left = HELD_S
            self.waits += 1

    def sleep(self, seconds: float) -> None:
        self.passed += seconds
        self._left -= seconds
        self._also(seconds)
        if self._left <= 0 and self._lock.in_transaction:
            self._lock.execute("ROLLBACK")

    def close(self) -> None:
        self._lock.close()


@contextmanager
def contended(also: Callable[[float], None] = lambda _: None) -> Iterator[Contender]:
    """Everything that is written inside waits half a minute first, each time."""
    real = database.obj
    assert isinstance(real, SqliteDatabase)
    opened = _Watched(real.database, Patience(), dict(real._pragmas))
    contender = Contender(opened, also)
    opened.patience = Patience(sleep=contender.sleep, timer=lambda: contender.passed)
    opened.contender = contender
    database.initialize(opened)
    opened.connect()
    contender.take()
    try:
        yield contender
    finally:
        contender.close()
        opened.close()
        database.initialize(real)


class _Watched(PatientSqlite):
    contender: Contender | None = None

    def commit(self) -> None:
        super().commit()
        self._again()

    def execute_sql(self, sql, params=None):
        found = super().execute_sql(sql, params)
        if not self.in_transaction() and not sql.startswith(("SELECT", "PRAGMA")):
            self._again()
        return found

    def _again(self) -> None:
        if self.contender is not None:
            self.contender.take()
