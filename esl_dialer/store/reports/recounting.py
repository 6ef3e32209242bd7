"""The tallies' upkeep: counted anew, added up, compared with what they count."""

from collections.abc import Collection
from dataclasses import dataclass

from peewee import Database, SqliteDatabase

from esl_dialer.store.models import database
from esl_dialer.store.reports.tallies import (
    Tally,
    adding,
    columns,
    counted,
    each,
    kind_of,
    tallies,
)

TURN = "counts"
"""For ``take_turns``: who adds up the slots, or corrects what they come to."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``wrong`` of a tally's counts are not what its rows say."""

    table: str
    wrong: int


def recount(database: Database, tables: Collection[str] | None = None) -> None:
    """Count those tallies anew, or all, in the caller's transaction: seconds per million rows.

    On PostgreSQL it waits for open transactions, and others wait for it.
    """
    every = tallies(kind_of(database))
    chosen = [tally for tally in every if tables is None or tally.table in tables]
    if chosen and not isinstance(database, SqliteDatabase):
        locked = ", ".join(tally.table for tally in every)
        database.execute_sql(f"LOCK TABLE {locked} IN EXCLUSIVE MODE")
    for tally in reversed(chosen):
        database.execute_sql(f"DELETE FROM {tally.table}")  # noqa: S608
        database.execute_sql(f"INSERT INTO {tally.table} ({columns(tally)}) {counted(tally)}")


def empty(database: Database) -> frozenset[str]:
    """Tallies without any count: those of a new database, or of one that is half migrated."""
    names = (tally.table for tally in tallies(kind_of(database)))
    counted_by = "SELECT COUNT(*) FROM (SELECT 1 FROM {} LIMIT 1) AS few"
    return frozenset(
        name for name in names if not database.execute_sql(counted_by.format(name)).fetchone()[0]
    )


def tables() -> list[str]:
    """All tallies; a finer one before those counted from it."""
    return [tally.table for tally in reversed(tallies(kind_of(database.obj)))]


def mend(table: str) -> None:
    """Correct the counts of a tally that are wrong, by what they differ, in one statement.

    On SQLite others wait for it; on PostgreSQL they go on, and count on what it leaves.
    """
    database.execute_sql(_correction(_tally(table)))


def fold() -> None:
    """Add up the slots, and forget counts that came to nothing. One caller at a time (``TURN``)."""
    for tally in tallies(kind_of(database.obj)):
        if not isinstance(database.obj, SqliteDatabase):
            database.execute_sql(_add_up(tally))
        if tally.ebbs:
            nothing = " AND ".join(f"{name} = 0" for name in tally.sums)
            database.execute_sql(f"DELETE FROM {tally.table} WHERE {nothing} AND slot = 0")  # noqa: S608


def _add_up(tally: Tally) -> str:
    keys, sums = ", ".join(tally.keys), ", ".join(f"SUM({name})" for name in tally.sums)
    sets = ", ".join(f"{name} = {tally.table}.{name} + excluded.{name}" for name in tally.sums)
    return (
        f"WITH gone AS (DELETE FROM {tally.table} WHERE slot > 0 RETURNING *)"  # noqa: S608
        f" INSERT INTO {tally.table} ({columns(tally)})"
        f" SELECT {keys}, 0, {sums} FROM gone GROUP BY {keys}"
        f" ON CONFLICT ({keys}, slot) DO UPDATE SET {sets}"
    )


def differences() -> list[Difference]:
    """Tallies that are wrong. Reads every record and attempt."""
    found = (Difference(table, wrong(table)) for table in tables())
    return [difference for difference in found if difference.wrong]


def _tally(table: str) -> Tally:
    return next(tally for tally in tallies(kind_of(database.obj)) if tally.table == table)


def wrong(table: str) -> int:
    """How many counts differ, found in one statement: others may go on writing."""
    sql = f"SELECT COUNT(*) FROM ({_differing(_tally(table), '1')}) AS differing"  # noqa: S608
    return int(database.execute_sql(sql).fetchone()[0])


def _correction(tally: Tally) -> str:
    missing = ", ".join([*tally.keys, "0", *(f"SUM({name})" for name in tally.sums)])
    return (
        f"INSERT INTO {tally.table} ({columns(tally)}) {_differing(tally, missing)} {adding(tally)}"
    )


def _differing(tally: Tally, shown: str) -> str:
    """SELECT: of each count that is wrong, where the sums are what the rows say less what is
    counted. Rows and counts are sorted together, once."""
    keys = ", ".join(tally.keys)
    counted = ", ".join(f"-{name}" for name in tally.sums)
    unlike = " OR ".join(f"SUM({name}) <> 0" for name in tally.sums)
    return (
        f"SELECT {shown} FROM ({each(tally)} UNION ALL"  # noqa: S608
        f" SELECT {keys}, {counted} FROM {tally.table}) AS every"
        f" GROUP BY {keys} HAVING {unlike}"
    )
