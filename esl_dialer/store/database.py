"""Opening the database: SQLite (embedded) or PostgreSQL, with its migrations.

Write transactions are short, begin IMMEDIATE on SQLite, and never yield: the wait for the lock
comes before them (``opened``). Claims are committed with ``synchronous=FULL`` (a claim lost to a
power cut is a person called twice), all else with NORMAL.
"""

import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from peewee import Database, IntegrityError, ModelSelect, SqliteDatabase
from playhouse.db_url import parse
from playhouse.migrations import Runner

from esl_dialer.store.errors import (
    Duplicate,
    NotTaken,
    StoreAway,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreReplaced,
    renamed_errors,
)
from esl_dialer.store.models import TABLES, database
from esl_dialer.store.opened import (
    CUTS,
    LastingPostgresql,
    Patience,
    PatientSqlite,
    in_a_hurry,
)
from esl_dialer.store.people import name_search
from esl_dialer.store.reports import recounting, tallies

__all__ = [
    "MIGRATIONS", "Duplicate", "NotTaken", "StoreAway", "StoreBusy", "StoreError", "StoreFull",
    "StoreReplaced", "check_file", "connected", "forget_overwritten", "held", "in_a_hurry",
    "keep", "keep_aside", "keeps_what_it_took", "let_go", "one_writes_at_a_time", "open_beside",
    "open_database", "pause", "renamed_errors", "take_turns", "transaction", "version",
    "wait_at_most", "without_index",
]  # fmt: skip
"""The store's door: its errors too."""

MIGRATIONS = Path(__file__).parent / "migrations"
MB = 2**20
MIGRATING = 0x6469616C
"""PostgreSQL's advisory lock of who migrates: ``dial``."""


def open_database(url: str, patience: Patience | None = None) -> Database:
    """Bind the models to the database at ``url`` and bring its schema up to date.

    ``sqlite:///PATH`` or ``postgresql://...``. Safe to call in several processes at once. Raises
    StoreError, StoreBusy when it can't be reached.
    """
    opened = _connect(url, patience)
    database.initialize(opened)
    opened.connect(reuse_if_open=True)
    _migrate(opened)
    return opened


def connected(url: str) -> Database:
    """A second database as it is, no migration made; the models stay bound to the first."""
    opened = _connect(url)
    opened.connect()
    return opened


def open_beside(url: str) -> Database:
    """A second database, its schema made, for whole tables to be copied to.

    The models stay bound to the first, but for the length of ``opened.bind_ctx([model])``.
    """
    opened = connected(url)
    with opened.bind_ctx(TABLES):
        _migrate(opened)
    return opened


def _connect(url: str, patience: Patience | None = None) -> Database:
    """Without peewee's lock around opening and closing: every greenlet and thread has a connection
    of its own, and a greenlet that waits for a gevent lock which a native thread held is not woken.
    """
    made = _made(url, patience or Patience())
    made._lock = nullcontext()
    return made


def _made(url: str, patience: Patience) -> Database:
    if not url.startswith("sqlite:"):
        return LastingPostgresql(**CUTS | parse(url))
    path = url.removeprefix("sqlite:///")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    pragmas = {
        "journal_mode": "wal", "synchronous": "normal", "foreign_keys": 1, "secure_delete": 1
    }  # fmt: skip
    return PatientSqlite(path, patience, pragmas)


def _migrate(opened: Database) -> None:
    """Triggers go with a table that a migration copies: they are out meanwhile. A tally is made
    anew only where a migration changes what it counts, and says so: once, after the last of
    them."""
    runner = Runner(opened, str(MIGRATIONS))
    if any(m.applied is None for m in runner.status()):
        _go_ahead(opened, runner)
        with _one_at_a_time(opened):
            pause(opened)
            anew = _up(opened, runner) | recounting.empty(opened)
            tallies.install(opened)
            recounting.recount(opened, anew)
            name_search.go_on(opened)


def _go_ahead(opened: Database, runner: Runner) -> None:
    """A migration that copies a table of rows (its ``ahead``) does so before all that stand in one
    transaction, a chunk at a time: killed, it goes on where it was. Those before it come first;
    what they count anew is counted at the end. Of an empty database there is nothing to copy.
    Raises StoreFull."""
    before = ""
    for migration in runner.migrations():
        module, done = migration.load(), runner.applied()
        if hasattr(module, "ahead") and done and migration.name not in done:
            if before not in done:
                _bring_to(opened, runner, before)
            _ask_for_room(opened, module.room(opened))
            while _one_chunk(opened, runner, migration.name, module.ahead):
                pass
        before = migration.name


def _bring_to(opened: Database, runner: Runner, last: str) -> None:
    """Counts that its migrations make anew are none until the end."""
    with _one_at_a_time(opened):
        pause(opened)
        for table in _up(opened, runner, last) & set(opened.get_tables()):
            opened.execute_sql(f'DELETE FROM "{table}"')  # noqa: S608 (our own table)


def _ask_for_room(opened: Database, needed: int) -> None:
    """Of SQLite's disk; PostgreSQL's is on another machine, maybe. Raises StoreFull."""
    if not isinstance(opened, SqliteDatabase):
        return
    free = shutil.disk_usage(Path(opened.database).parent).free
    if free < needed:
        raise StoreFull(
            f"this release copies the records: that takes {needed // MB + 1} MB of room beside"
            f" {opened.database}, and there are {free // MB} MB"
        )


def _one_chunk(
    opened: Database, runner: Runner, name: str, ahead: Callable[[Database], bool]
) -> bool:
    """False: none is left, or another process was quicker."""
    with opened.atomic(*(["IMMEDIATE"] if isinstance(opened, SqliteDatabase) else [])):
        if not isinstance(opened, SqliteDatabase):
            opened.execute_sql("SELECT pg_advisory_xact_lock(%s)", (MIGRATING,))
        return name not in runner.applied() and ahead(opened)


def keep(opened: Database) -> None:
    """Let the database keep its counts and its index of names by itself, all made anew."""
    tallies.install(opened)
    recounting.recount(opened)
    name_search.install(opened)


def pause(opened: Database) -> None:
    """Nothing is counted and no name is noted, until the triggers are back."""
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
    that points to it: foreign keys do nothing meanwhile (``_up``).
    """
    if isinstance(opened, SqliteDatabase):
        opened.execute_sql("PRAGMA foreign_keys=0")
        try:
            with opened.atomic("EXCLUSIVE"):
                yield
        finally:
            opened.execute_sql("PRAGMA foreign_keys=1")
        return
    with opened.atomic():
        opened.execute_sql("SELECT pg_advisory_xact_lock(%s)", (MIGRATING,))
        yield


def _up(opened: Database, runner: Runner, last: str | None = None) -> frozenset[str]:
    """Apply what is not, up to that one; the tallies, by their tables, that are to be counted anew.
    Raises IntegrityError.

    SQLite's foreign keys are looked at again where a table went, or rows were written beside those
    that note the migrations: an index or a new column costs no look at every row.
    """
    if not isinstance(opened, SqliteDatabase):
        return _counted_anew(runner, runner.up(last))
    tables, written = set(opened.get_tables()), opened.connection().total_changes
    applied = runner.up(last)
    written = opened.connection().total_changes - written
    if written > len(applied) or tables - set(opened.get_tables()):
        _look_at_references(opened)
    return _counted_anew(runner, applied)


def _counted_anew(runner: Runner, applied: Collection[str]) -> frozenset[str]:
    modules = (m.load() for m in runner.migrations() if m.name in applied)
    return frozenset(name for module in modules for name in getattr(module, "COUNTS_ANEW", ()))


def _look_at_references(opened: Database) -> None:
    if broken := opened.execute_sql("PRAGMA foreign_key_check").fetchall():
        raise IntegrityError(f"the migration leaves rows that point nowhere: {broken}")


def keeps_what_it_took() -> bool:
    """Whether every commit is on the disk when it returns; SQLite's only where ``durable``."""
    return not isinstance(database.obj, SqliteDatabase)


def without_index(column: Any) -> Any:
    """A number's column, for WHERE, so that SQLite, which has no statistics, takes no index on it.

    PostgreSQL knows what is rare.
    """
    return column.cast("BIGINT") if isinstance(database.obj, SqliteDatabase) else column


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


def take_turns(*names: str) -> None:
    """Inside a transaction: until it ends, who gives one of these names waits here."""
    if isinstance(database.obj, SqliteDatabase):
        return
    for name in sorted(names):
        key = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (key,))


def held(rows: ModelSelect) -> ModelSelect:
    """Inside a transaction, rows of one table by its key: nobody else changes them until it ends.

    SQLite has one writer at a time anyway.
    """
    if isinstance(database.obj, SqliteDatabase):
        return rows
    return rows.order_by(rows.model._meta.primary_key).for_update()


def one_writes_at_a_time() -> bool:
    """Whether others that write wait until a transaction ends: SQLite."""
    return isinstance(database.obj, SqliteDatabase)


def wait_at_most(seconds: float) -> None:
    """How long this process waits from now on for another that writes (``opened.WAIT_S``)."""
    if isinstance(real := database.obj, PatientSqlite):
        real.patience.seconds = seconds


def check_file() -> None:
    """That this is still the database that was opened. Raises StoreReplaced."""
    if isinstance(real := database.obj, PatientSqlite):
        real.check_file()


def version() -> int | None:
    """A number that each commit of another connection changes: asked of SQLite without a wait for
    anybody, by some microseconds in memory. None: the database does not tell it (now). Raises
    StoreReplaced."""
    real = database.obj
    if not isinstance(real, PatientSqlite):
        return None
    real.check_file()
    try:
        with in_a_hurry():
            return int(real.execute_sql("PRAGMA data_version").fetchone()[0])
    except StoreReplaced:
        raise
    except StoreBusy:
        return None


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

    As far as others who read let it. Outside of a transaction.
    """
    if isinstance(real := database.obj, PatientSqlite):
        real.empty_log()
