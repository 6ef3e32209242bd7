"""What is counted as it changes: the tallies' keys and sums, and the triggers that keep them.

A trigger changes the count in the transaction that changes the row, whoever changes it and however;
a correction of a settled attempt moves it from one count to the other. On SQLite one transaction
writes at a time; on PostgreSQL each counts in a slot of its own, so that none waits for another.

PostgreSQL keeps every version of a count that a transaction makes, and goes through them at the
next: a statement that brings or takes out records in crowds counts them together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from peewee import Database, SqliteDatabase

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
WAITING = "{r}.status IN ('pending', 'retry') AND {r}.not_before IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Counting:
    """``keys`` and ``sums`` by column, as SQL over the row ``{r}`` of ``source``.

    ``counts`` says whether a row counts at all.
    """

    source: str
    keys: dict[str, str]
    sums: dict[str, str]
    counts: str
    whole: str
    """For FROM, where all of the source is read as ``r``: SQLite, left to itself, goes by an index
    of nearly every row and takes twice as long."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Kept ``by_rows`` that change; ``watched`` are the columns it looks at.

    Counted anew, and checked, ``by_finer``: from a finer tally where there is one.
    """

    table: str
    by_rows: Counting
    by_finer: Counting
    watched: tuple[str, ...]
    ebbs: bool = False
    """Whether its counts go back to nothing as a rule: rows wait, and then they don't."""
    crowds: bool = False
    """Whether its rows come and go by thousands in one statement."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Its columns."""
        return tuple(self.by_rows.keys)

    @property
    def sums(self) -> tuple[str, ...]:
        """Its columns."""
        return tuple(self.by_rows.sums)


_CALLS = {"calls": "1", "answered": "CASE WHEN {r}.answered_at IS NULL THEN 0 ELSE 1 END"}
_TALK = {
    "talk_ms": "CASE WHEN {r}.answered_at IS NULL OR {r}.ended_at IS NULL THEN 0"
    " ELSE {r}.ended_at - {r}.answered_at END"
}
_OF_A_CALL = ("campaign_id", "province", "outcome", "simulated", "contact")


def tallies(kind: str) -> tuple[Tally, ...]:
    """``kind``: sqlite or postgresql. A finer one stands after those counted from it.

    Also the order in which a settled call comes to them on PostgreSQL, where who locks them all
    must come the same way: its attempt first, whose triggers fire by their names, then its record.
    """
    return (
        _results(kind, "result_day_tally", ("day", DAY_MS), _OF_A_CALL, _CALLS | _TALK),
        _results(
            kind,
            "result_hour_tally",
            ("hour", HOUR_MS),
            ("campaign_id", "outcome", "simulated"),
            _CALLS,
        ),
        _results(kind, "result_tally", ("hour", HOUR_MS), _OF_A_CALL, _CALLS | _TALK),
        _records(kind),
    )


def _whole(kind: str, source: str) -> str:
    return f"{source} r NOT INDEXED" if kind == "sqlite" else f"{source} r"


def _records(kind: str) -> Tally:
    counting = Counting(
        source="record",
        keys={
            "campaign_id": "{r}.campaign_id",
            "status": "{r}.status",
            "audio": "{r}.audio",
            "gate": "{r}.gate",
            "due": f"CASE WHEN {WAITING}"
            f" THEN ({{r}}.not_before + {MINUTE_MS - 1}) / {MINUTE_MS} ELSE 0 END",
            "audio_version": "CASE WHEN {r}.audio = 'ready' THEN {r}.audio_version ELSE 0 END",
            "own_transfer": "{r}.own_transfer",
        },
        sums={"records": "1"},
        counts="{r}.id IS NOT NULL",
        whole=_whole(kind, "record"),
    )
    return Tally(
        table="record_tally",
        by_rows=counting,
        by_finer=counting,
        watched=(
            "campaign_id", "status", "audio", "gate", "not_before", "audio_version", "own_transfer"
        ),
        ebbs=True,
        crowds=True,
    )  # fmt: skip


def _results(
    kind: str, table: str, time: tuple[str, int], keys: tuple[str, ...], sums: dict[str, str]
) -> Tally:
    """Settled attempts by when they started; ``time``: a column, and how many ms it counts."""
    name, length = time
    same = {key: f"{{r}}.{key}" for key in keys}
    by_rows = Counting(
        source="attempt",
        keys={name: f"{{r}}.start_at / {length}"} | same,
        sums=sums,
        counts="{r}.settled_at IS NOT NULL",
        whole=_whole(kind, "attempt"),
    )
    finer = Counting(
        source="result_tally",
        keys={name: f"{{r}}.hour / {length // HOUR_MS}"} | same,
        sums={total: f"{{r}}.{total}" for total in sums},
        counts="{r}.calls IS NOT NULL",
        whole=_whole(kind, "result_tally"),
    )
    return Tally(
        table=table,
        by_rows=by_rows,
        by_finer=by_rows if table == finer.source else finer,
        watched=("settled_at", "start_at", "answered_at", "ended_at", *keys),
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
            for name in _FUNCTIONS:
                database.execute_sql(f"DROP FUNCTION IF EXISTS {tally.table}_{name}() CASCADE")


def each(tally: Tally) -> str:
    """SELECT: every row that counts, as its keys and what it adds to the sums."""
    counting = tally.by_finer
    values = (counting.keys | counting.sums).items()
    shown = ", ".join(f"{value.format(r='r')} AS {name}" for name, value in values)
    return f"SELECT {shown} FROM {counting.whole} WHERE {counting.counts.format(r='r')}"  # noqa: S608


def counted(tally: Tally) -> str:
    """SELECT: the tally, anew."""
    return _summed(tally.by_finer, tally.by_finer.whole, "0 AS slot", 1)


def _summed(counting: Counting, rows: str, slot: str, sign: int) -> str:
    """``rows``: what follows FROM, named ``r``."""
    keys = _over(counting.keys, "r")
    totals = [f"{sign} * SUM({value})" for value in _over(counting.sums, "r")]
    numbers = ", ".join(str(n + 1) for n in range(len(keys)))
    return (
        f"SELECT {', '.join([*keys, slot, *totals])} FROM {rows}"  # noqa: S608
        f" WHERE {counting.counts.format(r='r')} GROUP BY {numbers}"
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
        when = tally.by_rows.counts.format(r=row)
        if name.startswith("update"):
            when = f"{when} AND ({changed})"
        yield (
            f"CREATE TRIGGER {tally.table}_{name} AFTER {event} ON {tally.by_rows.source}"
            f" WHEN {when} BEGIN {_add(tally, row, sign, '0')}; END"
        )


_FUNCTIONS = ("keep", "bring", "take")
_SLOT = "txid_current()"


def _on_postgresql(tally: Tally) -> Iterator[str]:
    counts = tally.by_rows.counts
    same = " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in tally.watched)
    yield f"""
        CREATE FUNCTION {tally.table}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF {same} THEN RETURN NULL; END IF;
            END IF;
            IF TG_OP <> 'INSERT' THEN
                IF {counts.format(r="OLD")} THEN {_add(tally, "OLD", -1, _SLOT)}; END IF;
            END IF;
            IF TG_OP <> 'DELETE' THEN
                IF {counts.format(r="NEW")} THEN {_add(tally, "NEW", 1, _SLOT)}; END IF;
            END IF;
            RETURN NULL;
        END $$"""
    others = "" if tally.crowds else "INSERT OR DELETE OR "
    yield (
        f"CREATE TRIGGER {tally.table}_keep"
        f" AFTER {others}UPDATE OF {', '.join(tally.watched)} ON {tally.by_rows.source}"
        f" FOR EACH ROW EXECUTE FUNCTION {tally.table}_keep()"
    )
    if tally.crowds:
        yield from _together(tally, "bring", "INSERT", "NEW", 1)
        yield from _together(tally, "take", "DELETE", "OLD", -1)


def _together(tally: Tally, name: str, event: str, rows: str, sign: int) -> Iterator[str]:
    """All rows of a statement, so that each count is changed once."""
    crowd = _summed(tally.by_rows, "crowd r", _SLOT, sign)
    yield f"""
        CREATE FUNCTION {tally.table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO {tally.table} ({columns(tally)}) {crowd} {adding(tally)};
            RETURN NULL;
        END $$"""
    yield (
        f"CREATE TRIGGER {tally.table}_{name} AFTER {event} ON {tally.by_rows.source}"
        f" REFERENCING {rows} TABLE AS crowd"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {tally.table}_{name}()"
    )


def _add(tally: Tally, row: str, sign: int, slot: str) -> str:
    keys, sums = _over(tally.by_rows.keys, row), _over(tally.by_rows.sums, row)
    values = ", ".join([*keys, slot, *(f"{sign} * ({value})" for value in sums)])
    return f"INSERT INTO {tally.table} ({columns(tally)}) VALUES ({values}) {adding(tally)}"  # noqa: S608


def columns(tally: Tally) -> str:
    return ", ".join([*tally.keys, "slot", *tally.sums])


def adding(tally: Tally) -> str:
    """What follows an INSERT, so that it adds to the count that is there."""
    sets = ", ".join(f"{name} = {tally.table}.{name} + excluded.{name}" for name in tally.sums)
    return f"ON CONFLICT ({', '.join([*tally.keys, 'slot'])}) DO UPDATE SET {sets}"


def _over(expressions: dict[str, str], row: str) -> list[str]:
    return [text.format(r=row) for text in expressions.values()]
