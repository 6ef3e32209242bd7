"""The whole database as it was at one instant, while it is written to; and put back.

SQLite hands out its file by its backup interface, PostgreSQL its tables by COPY in one
transaction that sees one instant (REPEATABLE READ).
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol

from peewee import Database, sort_models
from playhouse.migrations import Runner

from esl_dialer.core.calls.restored import Because, Gap
from esl_dialer.store import database as store
from esl_dialer.store.errors import StoreError, renamed_errors
from esl_dialer.store.models import TABLES, Lease, database
from esl_dialer.store.reports.tallies import kind_of
from esl_dialer.store.system import leases, restorations

FILE = "database.sqlite"
BLOCK = 1 << 20
FILLED = frozenset({"epoch", "role", "role_permission"})
"""Tables that a migration fills: the rows are the backup's."""

LOCK_WAIT = "SET LOCAL lock_timeout = '10s'"
"""So long a restore waits for who is in the middle of something."""


class Sink(Protocol):
    def write(self, data: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[str, ...]


def kind() -> str:
    """``sqlite`` or ``postgresql``: what is open."""
    return kind_of(database.obj)


def applied() -> dict[str, str]:
    """The migrations that made the open database what it is, each with when."""
    found = Runner(database.obj, str(store.MIGRATIONS)).applied()
    return {name: str(at) for name, at in sorted(found.items())}


def known() -> list[str]:
    """Those of this dialer."""
    return sorted(path.stem for path in store.MIGRATIONS.glob("[0-9]*.py"))


# --- SQLite ----------------------------------------------------------------------------------


def copy_file(to: Path) -> None:
    """The open database, at one instant, as a file for us alone. Raises StoreError, OSError."""
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(to)) as copy:
            database.obj.connection().backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StoreError(str(error)) from error


def is_whole(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with the file."""
    try:
        with closing(sqlite3.connect(path)) as opened:
            return bool(opened.execute("PRAGMA quick_check").fetchall() == [("ok",)])
    except sqlite3.Error:
        return False


def put_in_place(new: Path, place: Path, aside: Path) -> bool:
    """A file becomes the database; the one that was there, with its log, is kept aside. Whether
    there was one."""
    _work_in_log(place)
    was = place.exists() and place.stat().st_size > 0
    if was:
        os.link(place, aside)
    os.replace(new, place)
    for name in ("-wal", "-shm"):
        left = place.with_name(f"{place.name}{name}")
        if left.exists():
            left.replace(aside.with_name(f"{aside.name}{name}"))
    _sync(place.parent)
    return was


def _work_in_log(path: Path) -> None:
    """The log of an engine that was killed belongs to its database. Of one that is spoiled it is
    kept beside."""
    if path.exists():
        with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- PostgreSQL ------------------------------------------------------------------------------


@contextmanager
def one_instant(url: str) -> Iterator[Callable[[], Iterator[tuple[Table, Callable[[Sink], None]]]]]:
    """The tables of the database at ``url`` as of one instant, each with what writes its rows."""
    with closing(store.connected(url)) as opened:
        cursor = opened.connection().cursor()
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

        def tables() -> Iterator[tuple[Table, Callable[[Sink], None]]]:
            for model in sort_models(TABLES):
                table = _table(model)
                yield table, partial(_copy_out, cursor, table)

        try:
            yield tables
        finally:
            cursor.execute("ROLLBACK")


def _table(model: type[Any]) -> Table:
    columns = tuple(field.column_name for field in model._meta.sorted_fields)
    return Table(model._meta.table_name, columns)


def _copy_out(cursor: Any, table: Table, sink: Sink) -> None:
    with cursor.copy(f"COPY {_named(table)} TO STDOUT") as rows:
        for block in rows:
            sink.write(bytes(block))


def _named(table: Table) -> str:
    columns = ", ".join(f'"{column}"' for column in table.columns)
    return f'"{table.name}" ({columns})'


Rows = Callable[[str], Any]
"""By table's name, a context with the file of its rows."""


def put_rows(
    url: str,
    schema: Mapping[str, str],
    tables: Sequence[Table],
    rows: Rows,
    mark: Callable[[], None],
) -> None:
    """The database becomes what the rows say, and then of today's schema, in one transaction.

    ``schema`` are the migrations that made the tables what the rows are of, with when; ``mark`` is
    called at the end, when it is the one that is open. Raises StoreError: nothing has changed.
    """
    with closing(store.connected(url)) as opened, renamed_errors(), opened.atomic():
        database.initialize(opened)
        opened.execute_sql(LOCK_WAIT)
        _drop_all(opened)
        _make(opened, schema)
        for table in tables:
            with rows(table.name) as file:
                _copy_in(opened, table, file)
        _number_on(opened, tables)
        Runner(opened, str(store.MIGRATIONS)).up()
        store.keep(opened)
        mark()


def has_engine(url: str, now: datetime) -> bool:
    """Whether an engine has the lease of the database at ``url``."""
    with closing(store.connected(url)) as opened, opened.bind_ctx([Lease]):
        return "lease" in opened.get_tables() and leases.holder(now) is not None


HALF_MADE = {"record_new", "record_changed"}
"""Tables that a migration leaves for a while, or when it was cut off (0038)."""


def _drop_all(opened: Database) -> None:
    store.let_go(opened)
    ours = {model._meta.table_name for model in TABLES} | {"schema_migration"} | HALF_MADE
    for name in sorted(ours & set(opened.get_tables())):
        opened.execute_sql(f'DROP TABLE "{name}" CASCADE')


def _make(opened: Database, schema: Mapping[str, str]) -> None:
    """The tables as these migrations made them: those that came later are left out for now."""
    runner = Runner(opened, str(store.MIGRATIONS))
    later = [name for name in known() if name not in schema]
    runner.History.create_table()
    for name in later:
        runner.History.create(name=name)
    runner.up()
    history = runner.History
    history.delete().where(history.name.in_(later)).execute()
    for name, at in schema.items():
        history.update(applied=at).where(history.name == name).execute()
    for name in FILLED & set(opened.get_tables()):
        opened.execute_sql(f'DELETE FROM "{name}"')  # noqa: S608 (our own table)


def _copy_in(opened: Database, table: Table, file: IO[bytes]) -> None:
    with opened.cursor().copy(f"COPY {_named(table)} FROM STDIN") as copying:
        while block := file.read(BLOCK):
            copying.write(block)


def _number_on(opened: Database, tables: Sequence[Table]) -> None:
    """The next number of each table follows its last."""
    for table in tables:
        found = opened.execute_sql(
            "SELECT pg_get_serial_sequence(%s, 'id') FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s AND column_name = 'id'",
            (f'"{table.name}"', table.name),
        ).fetchone()
        if found and found[0]:
            opened.execute_sql(
                f'SELECT setval(%s, COALESCE(MAX(id), 0) + 1, false) FROM "{table.name}"',  # noqa: S608
                (found[0],),
            )


# --- both ------------------------------------------------------------------------------------


def mark_restored(gap: Gap, outside: str, now: datetime) -> None:
    """The models' database was put back: every campaign of it waits. No engine has it any more."""
    leases.forget()
    restorations.begin(Because.COMMAND, gap, outside, now)
