"""The tallies' upkeep: counted anew, added up, compared with what they count."""

from dataclasses import dataclass

from peewee import Database, SqliteDatabase

from esl_dialer.store.models import database
from esl_dialer.store.reports.tallies import Tally, columns, counted, kind_of, tallies


@dataclass(frozen=True, slots=True)
class Difference:
    """``wrong`` of a tally's counts are not what its rows say."""

    table: str
    wrong: int


def recount(database: Database) -> None:
    """Count everything anew, in the caller's transaction: about four seconds per million rows.

    On PostgreSQL it waits for open transactions, and others wait for it.
    """
    every = tallies(kind_of(database))
    if not isinstance(database, SqliteDatabase):
        tables = ", ".join(tally.table for tally in every)
        database.execute_sql(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
    for tally in reversed(every):
        database.execute_sql(f"DELETE FROM {tally.table}")  # noqa: S608
        database.execute_sql(f"INSERT INTO {tally.table} ({columns(tally)}) {counted(tally)}")


def fold() -> None:
    """Add up the slots, and forget counts that came to nothing. One caller at a time."""
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
    found = (Difference(t.table, _wrong(t)) for t in tallies(kind_of(database.obj)))
    return [difference for difference in found if difference.wrong]


def _wrong(tally: Tally) -> int:
    """How many counts differ, found in one statement: others may go on writing."""
    keys = ", ".join(tally.keys)
    both = ", ".join(tally.sums)
    signed = ", ".join(f"-{name}" for name in tally.sums)
    wrong = " OR ".join(f"SUM({name}) <> 0" for name in tally.sums)
    sql = (
        f"WITH counted({keys}, slot, {both}) AS ({counted(tally)}), every AS ("  # noqa: S608
        f"SELECT {keys}, {both} FROM counted UNION ALL SELECT {keys}, {signed} FROM {tally.table})"
        f" SELECT COUNT(*) FROM (SELECT 1 FROM every GROUP BY {keys} HAVING {wrong}) AS differing"
    )
    return int(database.execute_sql(sql).fetchone()[0])
