"""What is counted as it changes: the tallies' keys and sums, and the triggers that keep them.

A trigger changes the count in the transaction that changes the row, whoever changes it and however;
a correction of a settled attempt moves it from one count to the other. On SQLite one transaction
writes at a time; on PostgreSQL each counts in a slot of its own, so that none waits for another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from peewee import Database, SqliteDatabase

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
WAITING = "{r}.status IN ('pending', 'retry') AND {r}.not_before IS NOT NULL"
DID = {
    "sqlite": "COALESCE(json_extract({r}.fields, '$.did'), '') <> ''",
    "postgresql": "COALESCE({r}.fields::json ->> 'did', '') <> ''",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """``keys`` and ``sums`` by column, as SQL over the row ``{r}`` of ``source``.

    ``counts`` says whether a row counts at all; ``watched`` are the columns all these look at.
    """

    table: str
    source: str
    counts: str
    keys: Mapping[str, str]
    sums: Mapping[str, str]
    watched: tuple[str, ...]
    ebbs: bool
    """Whether its counts go back to nothing as a rule: rows wait, and then they don't."""


_CALLS = {"calls": "1", "answered": "CASE WHEN {r}.answered_at IS NULL THEN 0 ELSE 1 END"}
_TALK = {
    "talk_ms": "CASE WHEN {r}.answered_at IS NULL OR {r}.ended_at IS NULL THEN 0"
    " ELSE {r}.ended_at - {r}.answered_at END"
}
_OF_A_CALL = ("campaign_id", "province", "outcome", "simulated", "contact")


def tallies(kind: str) -> tuple[Tally, ...]:
    """``kind``: sqlite or postgresql."""
    return (
        _records(kind),
        _results("result_tally", {"hour": HOUR_MS}, _OF_A_CALL, _CALLS | _TALK),
        _results("result_day_tally", {"day": DAY_MS}, _OF_A_CALL, _CALLS | _TALK),
        _results(
            "result_hour_tally", {"hour": HOUR_MS}, ("campaign_id", "outcome", "simulated"), _CALLS
        ),
    )


def _records(kind: str) -> Tally:
    return Tally(
        table="record_tally",
        source="record",
        counts="{r}.id IS NOT NULL",
        keys={
            "campaign_id": "{r}.campaign_id",
            "status": "{r}.status",
            "audio": "{r}.audio",
            "gate": "{r}.gate",
            "due": f"CASE WHEN {WAITING}"
            f" THEN ({{r}}.not_before + {MINUTE_MS - 1}) / {MINUTE_MS} ELSE 0 END",
            "audio_version": "CASE WHEN {r}.audio = 'ready' THEN {r}.audio_version ELSE 0 END",
            "own_transfer": DID[kind],
        },
        sums={"records": "1"},
        watched=(
            "campaign_id", "status", "audio", "gate", "not_before", "audio_version", "fields"
        ),
        ebbs=True,
    )  # fmt: skip


def _results(
    table: str, unit: Mapping[str, int], keys: tuple[str, ...], sums: Mapping[str, str]
) -> Tally:
    """Settled attempts by when they started; ``unit``: the column's name, and its milliseconds."""
    times = {name: f"{{r}}.start_at / {length}" for name, length in unit.items()}
    asked = ("settled_at", "start_at", "answered_at", *(("ended_at",) if "talk_ms" in sums else ()))
    return Tally(
        table=table,
        source="attempt",
        counts="{r}.settled_at IS NOT NULL",
        keys=times | {name: f"{{r}}.{name}" for name in keys},
        sums=sums,
        watched=(*asked, *keys),
        ebbs=False,
    )


def kind_of(database: Database) -> str:
    return "sqlite" if isinstance(database, SqliteDatabase) else "postgresql"


def install(database: Database) -> None:
    """Make the triggers, in place of those that are there."""
    remove(database)
    kind = kind_of(database)
    make = _on_sqlite if kind == "sqlite" else _on_postgresql
    for tally in tallies(kind):
        for sql in make(tally):
            database.execute_sql(sql)


def remove(database: Database) -> None:
    for tally in tallies(kind_of(database)):
        if kind_of(database) == "sqlite":
            for name in _TRIGGERS:
                database.execute_sql(f"DROP TRIGGER IF EXISTS {tally.table}_{name}")
        else:
            database.execute_sql(f"DROP FUNCTION IF EXISTS {tally.table}_keep() CASCADE")


def counted(tally: Tally, slot: str = "0") -> str:
    """SELECT: the tally as its source's rows say."""
    keys, sums = _over(tally.keys, "r"), _over(tally.sums, "r")
    numbers = ", ".join(str(n + 1) for n in range(len(keys)))
    totals = ", ".join(f"SUM({value})" for value in sums)
    return (
        f"SELECT {', '.join(keys)}, {slot} AS slot, {totals} FROM {tally.source} r"  # noqa: S608
        f" WHERE {tally.counts.format(r='r')} GROUP BY {numbers}"
    )


_TRIGGERS = ("insert", "delete", "update_out", "update_in")


def _on_sqlite(tally: Tally) -> Iterator[str]:
    of = ", ".join(tally.watched)
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in tally.watched)
    for name, event, row, sign in (
        ("insert", "INSERT", "NEW", 1),
        ("delete", "DELETE", "OLD", -1),
        ("update_out", f"UPDATE OF {of}", "OLD", -1),
        ("update_in", f"UPDATE OF {of}", "NEW", 1),
    ):
        when = tally.counts.format(r=row)
        if name.startswith("update"):
            when = f"{when} AND ({changed})"
        yield (
            f"CREATE TRIGGER {tally.table}_{name} AFTER {event} ON {tally.source}"
            f" WHEN {when} BEGIN {_add(tally, row, sign, '0')}; END"
        )


def _on_postgresql(tally: Tally) -> Iterator[str]:
    same = " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in tally.watched)
    slot = "txid_current()"
    yield f"""
        CREATE FUNCTION {tally.table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF {same} THEN RETURN NULL; END IF;
            END IF;
            IF TG_OP <> 'INSERT' THEN
                IF {tally.counts.format(r="OLD")} THEN {_add(tally, "OLD", -1, slot)}; END IF;
            END IF;
            IF TG_OP <> 'DELETE' THEN
                IF {tally.counts.format(r="NEW")} THEN {_add(tally, "NEW", 1, slot)}; END IF;
            END IF;
            RETURN NULL;
        END $$"""
    yield (
        f"CREATE TRIGGER {tally.table}_keep"
        f" AFTER INSERT OR DELETE OR UPDATE OF {', '.join(tally.watched)} ON {tally.source}"
        f" FOR EACH ROW EXECUTE FUNCTION {tally.table}_keep()"
    )


def _add(tally: Tally, row: str, sign: int, slot: str) -> str:
    keys, sums = _over(tally.keys, row), _over(tally.sums, row)
    values = ", ".join([*keys, slot, *(f"{sign} * ({value})" for value in sums)])
    return f"INSERT INTO {tally.table} ({columns(tally)}) VALUES ({values}) {adding(tally)}"  # noqa: S608


def columns(tally: Tally) -> str:
    return ", ".join([*tally.keys, "slot", *tally.sums])


def adding(tally: Tally) -> str:
    """What follows an INSERT, so that it adds to the count that is there."""
    sets = ", ".join(f"{name} = {tally.table}.{name} + excluded.{name}" for name in tally.sums)
    return f"ON CONFLICT ({', '.join([*tally.keys, 'slot'])}) DO UPDATE SET {sets}"


def _over(expressions: Mapping[str, str], row: str) -> list[str]:
    return [text.format(r=row) for text in expressions.values()]
