"""The two databases as we open them: they wait for others within a bound, and outlive a cut.

SQLite waits for a lock inside C, which stops every greenlet of the process: so it is told not to
wait at all, and the waiting is done here, by ``sleep``, which gives way to the others.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from peewee import (
    Database,
    PostgresqlDatabase,
    Psycopg3Adapter,
    SqliteDatabase,
    __exception_wrapper__,
)

from esl_dialer.runtime.file_locks import File, file_at
from esl_dialer.store.errors import StoreAway, StoreBusy, StoreReplaced, kind_of, named
from esl_dialer.store.lists import filter_functions

T = TypeVar("T")

PREPARED = 512
"""Statements that a connection keeps prepared: more than the engine has."""

WAIT_S = 45.0
"""Seconds that a write waits for another's: less than a proxy waits for a page (60), more than a
long write takes."""

PAUSES_S = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.025, 0.025, 0.025, 0.05, 0.05, 0.1)
"""Between two tries, as SQLite's own busy handler has them; the last again and again."""

IN_MEMORY = "in_memory"
"""A schema of every connection to SQLite that no other sees, and that is on no disk."""

CUTS: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""How soon a PostgreSQL that is silent counts as cut off, where its address does not say (libpq's
names; seconds, the last milliseconds): left to the system, a quarter of an hour."""


_hurried: ContextVar[float | None] = ContextVar("hurried", default=None)


@contextmanager
def in_a_hurry(seconds: float = 0.0) -> Iterator[None]:
    """What is written inside waits no longer than that for others: StoreBusy. For what can be
    left."""
    before = _hurried.set(seconds)
    try:
        yield
    finally:
        _hurried.reset(before)


@dataclass(slots=True)
class Patience:
    """``seconds`` in all; ``sleep`` and ``timer`` are real time, whatever the dialer's clock is."""

    seconds: float = WAIT_S
    sleep: Callable[[float], None] = time.sleep
    timer: Callable[[], float] = time.monotonic

    def wait(self) -> "Wait":
        hurried = _hurried.get()
        return Wait(self, self.timer() + (self.seconds if hurried is None else hurried))


@dataclass(slots=True)
class Wait:
    patience: Patience
    until: float
    tries: int = 0

    def again(self) -> bool:
        """Sleep before another try; False: the time is up."""
        left = self.until - self.patience.timer()
        if left <= 0:
            return False
        self.patience.sleep(min(left, PAUSES_S[min(self.tries, len(PAUSES_S) - 1)]))
        self.tries += 1
        return True


class PatientSqlite(SqliteDatabase):
    """Tries again while another process writes, outside of transactions: one that has begun (ours
    begin IMMEDIATE) has the lock. Raises StoreBusy, and its kinds, by name.

    It knows its file: every connection is to the one that the first one opened. SQLite itself goes
    on in a file that was unlinked or renamed over, and who opens the new one may find the old one's
    log beside it and spoil both (https://sqlite.org/howtocorrupt.html).
    """

    _opened: File | None = None

    def __init__(self, path: str, patience: Patience, pragmas: dict[str, Any]) -> None:
        super().__init__(path, pragmas=pragmas, timeout=0, cached_statements=PREPARED)
        self.attach(":memory:", IN_MEMORY)
        filter_functions.install(self)
        self.patience = patience

    def begin(self, lock_type: str | None = None) -> None:
        self._patiently(partial(super().begin, lock_type))

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        if self.in_transaction():
            return _executed(self, sql, params)
        return self._patiently(partial(_executed, self, sql, params))

    def empty_log(self) -> None:
        """Work the write-ahead log into the file and cut it to nothing; as far as others who read
        let it, when the time is up."""
        wait = self.patience.wait()
        while self.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] and wait.again():
            pass

    def _connect(self) -> Any:
        self.check_file()
        made = self._patiently(super()._connect)
        self._opened = self._opened or file_at(self.database)
        return made

    def check_file(self) -> None:
        """A look at the directory, some microseconds. Raises StoreReplaced."""
        if self._opened in (None, found := file_at(self.database)):
            return
        what = "was replaced by another one" if found else "is gone"
        raise StoreReplaced(f"the file of the database, {self.database}, {what}")

    def _patiently(self, act: Callable[[], T]) -> T:
        wait: Wait | None = None
        while True:
            try:
                return act()
            except Exception as error:
                kind = kind_of(error)
                if kind is None:
                    raise
                wait = wait or self.patience.wait()
                if kind is not StoreBusy or not wait.again():
                    raise named(kind, error) from error


def _executed(opened: Database, sql: str, params: Any) -> Any:
    """The cursor, as peewee's own ``execute_sql`` gives it: without what that does for a watcher of
    statements, half of its time. Its errors are peewee's."""
    try:
        return opened.connection().execute(sql, params or ())
    except Exception:
        with __exception_wrapper__:
            raise


class LatePsycopg(Psycopg3Adapter):
    """peewee's use of the driver, which is loaded here (``late_driver``)."""

    def __init__(self) -> None:
        import psycopg  # noqa: PLC0415
        from psycopg.pq import TransactionStatus  # noqa: PLC0415

        super().__init__()
        self._driver = psycopg
        self.txn_idle = TransactionStatus.IDLE
        self.txn_inerror = TransactionStatus.INERROR
        self.txn_unknown = TransactionStatus.UNKNOWN

    def check_driver(self) -> None:
        """It was found: else there is no adapter."""

    def connect(self, db: Any, **params: Any) -> Any:
        named = "conninfo" if db.database.startswith("postgresql://") else "dbname"
        return self._driver.connect(**{named: db.database} | params)


class LastingPostgresql(PostgresqlDatabase):
    """A connection that was cut is made anew before what comes next, a transaction or a statement
    of its own; what only reads is then asked again. Raises StoreAway, and its like, by name."""

    psycopg2_adapter = psycopg3_adapter = LatePsycopg

    def begin(self, isolation_level: Any = None) -> None:
        self._lastingly(partial(super().begin, isolation_level), again=True)

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        if self.in_transaction():
            return _executed(self, sql, params)
        return self._lastingly(
            partial(_executed, self, sql, params), again=sql.startswith("SELECT")
        )

    def _connect(self) -> Any:
        return _named(super()._connect)

    def _lastingly(self, act: Callable[[], T], *, again: bool) -> T:
        self._renew()
        try:
            return _named(act)
        except StoreAway:
            if not again:
                raise
            self._renew()
            return _named(act)

    def _renew(self) -> None:
        if not self.is_closed() and not self.is_connection_usable():
            self.dispose()
            self.connect()


def _named(act: Callable[[], T]) -> T:
    try:
        return act()
    except Exception as error:
        if (kind := kind_of(error)) is None:
            raise
        raise named(kind, error) from error
