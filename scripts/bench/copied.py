"""The same rows in PostgreSQL: every table of the SQLite file, copied into an empty database."""

# ruff: noqa: S608 (names of tables and columns are the models')

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from esl_dialer.store import models
from esl_dialer.store.database import open_database
from esl_dialer.store.models import TABLES

INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


def copy(source: Path, url: str) -> None:
    """Migrate the database at ``url`` and fill it, unless it has records already."""
    opened = open_database(url)
    full = models.Record.select().exists()
    opened.close()
    if full:
        return
    begun = time.monotonic()
    with psycopg.connect(url) as there, closing(sqlite3.connect(source)) as here:
        # Neither triggers nor foreign keys: the tallies are copied like all else.
        there.execute("SET session_replication_role = replica")
        there.execute("SET maintenance_work_mem = '512MB'")
        with without_indexes(there):
            for table in TABLES:
                _fill(here, there, table)
        print(f"copied in {time.monotonic() - begun:.0f} s", flush=True)
    with psycopg.connect(url, autocommit=True) as there:
        there.execute("VACUUM ANALYZE")


@contextmanager
def without_indexes(there: psycopg.Connection) -> Iterator[None]:
    """They are made again afterwards, which is quicker than row by row."""
    kept = there.execute(INDEXES).fetchall()
    for name, _ in kept:
        there.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for _, definition in kept:
        there.execute(definition)


def _fill(here: sqlite3.Connection, there: psycopg.Connection, table: type[models.Table]) -> None:
    name = table._meta.table_name
    columns = [field.column_name for field in table._meta.sorted_fields]
    names = ", ".join(f'"{column}"' for column in columns)
    there.execute(f'DELETE FROM "{name}"')
    with there.cursor().copy(f'COPY "{name}" ({names}) FROM STDIN') as writing:
        for row in here.execute(f'SELECT {names} FROM "{name}"'):
            writing.write_row(row)
    if "id" in columns and (found := _sequence(there, name)):
        there.execute(f'SELECT setval(%s, (SELECT MAX(id) + 1 FROM "{name}"))', (found,))


def _sequence(there: psycopg.Connection, table: str) -> str | None:
    (found,) = there.execute("SELECT pg_get_serial_sequence(%s, 'id')", (f'"{table}"',)).fetchone()
    return found
