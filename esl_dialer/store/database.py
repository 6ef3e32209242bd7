"""Opening the database: SQLite (embedded) or PostgreSQL, with its migrations.

SQLite under gevent: a wait for the file's lock happens inside C and stops every greenlet, so write
transactions are short, begin IMMEDIATE, and never yield. Claims are committed with
``synchronous=FULL`` (a claim lost to a power cut is a person called twice), all else with NORMAL.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import (
    Database,
    DataError,
    IntegrityError,
    OperationalError,
    PeeweeException,
    PostgresqlDatabase,
    SqliteDatabase,
)
from playhouse.db_url import parse
from playhouse.migrations import Migration, Runner

from esl_dialer.runtime.file_locks import File, file_at
from esl_dialer.store.models import TABLES, database
from esl_dialer.store.people import name_search
from esl_dialer.store.reports import recounting, tallies

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_S = 5.0
MIGRATING = 0x6469616C
"""PostgreSQL's advisory lock of who migrates: ``dial``."""


StoreError = PeeweeException
"""All that the driver raises: the database is away, is none, or its disk is full."""


class StoreBusy(Exception):
    """Another process holds the write lock for longer than BUSY_TIMEOUT_S: nothing was written."""

    AGAIN_S = 0.05
    """Seconds after which to try again."""


class StoreFull(StoreBusy):
    """The disk has no room: nothing was written, and nothing will be until someone makes some."""

    AGAIN_S = 1.0


class StoreReplaced(StoreBusy):
    """The database's file is not the one that was opened: nothing was written, and nothing will be
    until it is back, or the process is started anew."""

    AGAIN_S = 1.0


class Embedded(SqliteDatabase):
    """SQLite, which knows its file: every connection is to the one that the first one opened.

    SQLite itself goes on in a file that was unlinked or renamed over, and who opens the new one may
    find the old one's log beside it and spoil both (https://sqlite.org/howtocorrupt.html).
    """

    _opened: File | None = None

    def _connect(self) -> Any:
        self.check_file()
        made = super()._connect()
        self._opened = self._opened or file_at(self.database)
        return made

    def check_file(self) -> None:
        """A look at the directory, some microseconds. Raises StoreReplaced."""
        if self._opened in (None, found := file_at(self.database)):
            return
        what = "was replaced by another one" if found else "is gone"
        raise StoreReplaced(f"the file of the database, {self.database}, {what}")


_FULL = ("disk is full", "No space left on device")
"""SQLite, and PostgreSQL (its message is the operating system's, in the server's language)."""


def open_database(url: str) -> Database:
    """Bind the models to the database at ``url`` and bring its schema up to date.

    ``sqlite:///PATH`` or ``postgresql://...``. Safe to call in several processes at once. Raises
    StoreError when it can't be reached.
    """
    opened = _connect(url)
    database.initialize(opened)
    opened.connect(reuse_if_open=True)
    _migrate(opened)
    return opened


def open_beside(url: str) -> Database:
    """A second database, its schema made, for whole tables to be copied to.

    The models stay bound to the first, but for the length of ``opened.bind_ctx([model])``.
    """
    opened = _connect(url)
    opened.connect()
    with opened.bind_ctx(TABLES):
        _migrate(opened)
    return opened


def _connect(url: str) -> Database:
    """Without peewee's lock around opening and closing: every greenlet and thread has a connection
    of its own, and a greenlet that waits for a gevent lock which a native thread held is not woken.
    """
    made = _made(url)
    made._lock = nullcontext()
    return made


def _made(url: str) -> Database:
    if not url.startswith("sqlite:"):
        return PostgresqlDatabase(**parse(url), prefer_psycopg3=True)
    path = url.removeprefix("sqlite:///")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    pragmas = {
        "journal_mode": "wal", "synchronous": "normal", "foreign_keys": 1, "secure_delete": 1
    }  # fmt: skip
    return Embedded(path, pragmas=pragmas, timeout=BUSY_TIMEOUT_S)


def _migrate(opened: Database) -> None:
    """Triggers go with a table that a migration copies: they are out meanwhile. Counts and names
    are made anew only where a migration changes what they are made of, and says so."""
    runner = Runner(opened, str(MIGRATIONS))
    if any(m.applied is None for m in runner.status()):
        with _one_at_a_time(opened):
            pause(opened)
            applied = set(runner.up())
            keep(
                opened, anew=any(_counts_anew(m) for m in runner.migrations() if m.name in applied)
            )


def _counts_anew(migration: Migration) -> bool:
    return bool(getattr(migration.load(), "COUNTS_ANEW", False))


def keep(opened: Database, *, anew: bool = True) -> None:
    """Let the database keep its counts and its index of names by itself; ``anew``: both are made
    anew, else they go on from where they are."""
    tallies.install(opened)
    if anew:
        name_search.install(opened)
        recounting.recount(opened)
    else:
        name_search.go_on(opened)


def pause(opened: Database) -> None:
    """Nothing is counted and no name is noted, until ``keep``."""
    tallies.remove(opened)
    name_search.pause(opened)


def let_go(opened: Database) -> None:
    """Take out what ``keep`` made."""
    tallies.remove(opened)
    name_search.remove(opened)


@contextmanager
def _one_at_a_time(opened: Database) -> Iterator[None]:
    """A transaction that another process, migrating too, waits for.

    SQLite changes a column by copying the table and dropping the old one, which would delete all
    that points to it: foreign keys are looked at again at the end. Raises IntegrityError.
    """
    if isinstance(opened, SqliteDatabase):
        opened.execute_sql("PRAGMA foreign_keys=0")
        try:
            with opened.atomic("EXCLUSIVE"):
                yield
                if broken := opened.execute_sql("PRAGMA foreign_key_check").fetchall():
                    raise IntegrityError(f"the migration leaves rows that point nowhere: {broken}")
        finally:
            opened.execute_sql("PRAGMA foreign_keys=1")
        return
    with opened.atomic():
        opened.execute_sql("SELECT pg_advisory_xact_lock(%s)", (MIGRATING,))
        yield


def keeps_what_it_took() -> bool:
    """Whether every commit is on the disk when it returns; SQLite's only where ``durable``."""
    return not isinstance(database.obj, SqliteDatabase)


def without_index(column: Any) -> Any:
    """A number's column, for WHERE, so that SQLite, which has no statistics, takes no index on it.

    PostgreSQL knows what is rare.
    """
    return column.cast("BIGINT") if isinstance(database.obj, SqliteDatabase) else column


class NotTaken(ValueError):
    """The database does not take these values: trying again does not help."""


class Duplicate(NotTaken):
    """A name or key that must be unique is in use: nothing was written."""


@contextmanager
def transaction(*, durable: bool = False) -> Iterator[None]:
    """One short write transaction; ``durable`` waits until the commit is on the disk.

    Inside it: SQL and nothing else. Joins the transaction that is already open, if any.
    """
    real = database.obj
    if not isinstance(real, SqliteDatabase) or real.in_transaction():
        with renamed_errors(), database.atomic():
            yield
        return
    if durable:
        real.execute_sql("PRAGMA synchronous=FULL")
    try:
        with renamed_errors(), real.atomic("IMMEDIATE"):
            yield
            check_file()
    finally:
        if durable:
            real.execute_sql("PRAGMA synchronous=NORMAL")


def check_file() -> None:
    """That this is still the database that was opened. Raises StoreReplaced."""
    if isinstance(real := database.obj, Embedded):
        real.check_file()


def keep_aside(now: datetime) -> str:
    """Copy the database that is open, whatever became of its file, to one beside it; its path, or
    why it can't be."""
    real = database.obj
    path = Path(f"{real.database}.replaced-{now:%Y%m%d-%H%M%S}")
    try:
        with closing(sqlite3.connect(path)) as copy:
            path.chmod(0o600)
            real.connection().backup(copy)
    except (sqlite3.Error, OSError, StoreReplaced) as error:
        return str(error)
    return str(path)


def forget_overwritten() -> None:
    """What was written over leaves SQLite's files at once, and not when its log is worked in next.

    As far as others who read at this moment let it. Outside of a transaction.
    """
    if isinstance(real := database.obj, SqliteDatabase):
        real.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def renamed_errors() -> Iterator[None]:
    """The driver's errors that callers act upon get our names: Duplicate, NotTaken, StoreBusy,
    StoreFull."""
    try:
        yield
    except IntegrityError as error:
        if "unique" in str(error).lower():
            raise Duplicate(str(error)) from error
        raise NotTaken(str(error)) from error
    except DataError as error:
        raise NotTaken(str(error)) from error
    except OperationalError as error:
        if any(sign in said for said in _causes(error) for sign in _FULL):
            raise StoreFull("the database's disk is full: make room") from error
        if "locked" in str(error):
            raise StoreBusy(str(error)) from error
        raise


def _causes(error: BaseException | None) -> Iterator[str]:
    """What was said by the error and by those before it: SQLite ends a transaction that has no
    room by itself, so that the last error is that of our own rollback."""
    while error is not None:
        yield str(error)
        error = error.__context__
