"""Databases as earlier releases left them: made by their migrations, with rows in them."""

from typing import Any

from peewee import Database, SqliteDatabase
from playhouse.migrations import Runner

from esl_dialer.store import database
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.database import MIGRATIONS
from esl_dialer.store.people import name_search
from esl_dialer.store.reports.tallies import columns, counted, kind_of, tallies
from tests.store.rows import NOW, TORONTO

*_RELEASES, TODAY = sorted(path.stem for path in MIGRATIONS.glob("0*.py"))

RELEASES = tuple(_RELEASES)
"""By their last migration; ``TODAY`` is the newest."""

BEFORE_URGENT = "0014_acts_that_are_not_done"
"""The last whose rows are as ``ROWS`` says; what came after has changed them."""

AT = to_ms(NOW)
URGENT = 1000
"""Was added to the priority of a record that was first in line."""

WORDS = {
    "language": "en", "run_state": "stopped", "audio_state": "none", "dial_order": "random",
    "retry_policy": "{}", "caller_ids": "[]",
}  # fmt: skip
SPRING = {"id": 1, "name": "Spring", "name_key": "spring", "kind": "LB"}
FALL = {
    "id": 2, "name": "Fall (deleted, 2)", "name_key": "fall (deleted, 2)", "kind": "LB",
    "archived_at": AT,
}  # fmt: skip
WINTER = {"id": 3, "name": "Winter", "name_key": "winter", "kind": "MD", "archived_at": AT}
RECORD = {
    "campaign_id": 1, "full_name": "JOHN MUGLIA", "province": "ON", "fields": "{}", "custom": "{}",
    "gate": TORONTO, "audio": "ready", "status": "pending", "created_at": AT,
}  # fmt: skip
ATTEMPT = {
    "campaign_id": 1, "record_id": 12, "run": 1, "number": "+14165550101", "owner": "engine",
    "province": "ON", "claimed_at": AT, "start_at": AT, "decision": "{}",
}  # fmt: skip
ROWS: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("campaign", WORDS | one) for one in (SPRING, FALL, WINTER)),
    ("record", RECORD | {"id": 11, "position": 1, "account": "A1", "ready": True}),
    ("record", RECORD | {"id": 12, "position": 2, "account": "A2", "status": "retry",
                         "not_before": AT, "priority": URGENT + 7, "attempts": 1}),
    ("record", RECORD | {"id": 13, "position": 3, "account": "A3", "ready": True, "priority": 5}),
    ("phone", {"id": 21, "record_id": 12, "position": 0, "number": "+14165550101"}),
    ("attempt", ATTEMPT | {"id": "ended", "state": "ended", "outcome": "busy", "settled_at": AT,
                           "ended_at": AT, "cause": "USER_BUSY"}),
    ("attempt", ATTEMPT | {"id": "open", "record_id": 11, "state": "ringing"}),
)  # fmt: skip


NAMES_OF_RECORDS = (
    "CREATE VIRTUAL TABLE record_name USING fts5(full_name, content='record', content_rowid='id')",
    "CREATE TRIGGER record_name_insert AFTER INSERT ON record BEGIN"
    " INSERT INTO record_name(rowid, full_name) VALUES (NEW.id, NEW.full_name); END",
)
"""SQLite's index of names, as it was before people had a table of their own."""


def left_by(release: str, url: str, *then: str) -> None:
    """Make the database at ``url`` as it was after that migration, with ``ROWS``; ``then``: SQL."""
    opened = database._connect(url)
    opened.connect()
    runner = Runner(opened, str(MIGRATIONS))
    runner.up(min(release, BEFORE_URGENT))
    for table, values in ROWS:
        _insert(opened, table, values)
    runner.up(release)
    known = set(opened.get_tables())
    if "person" in known:
        name_search.install(opened)
    elif "record_tally" in known:
        known.remove("record_tally")
        for sql in NAMES_OF_RECORDS if isinstance(opened, SqliteDatabase) else ():
            opened.execute_sql(sql)
    counts = [tally for tally in tallies(kind_of(opened)) if tally.table in known]
    for tally in reversed(counts):
        opened.execute_sql(f"INSERT INTO {tally.table} ({columns(tally)}) {counted(tally)}")
    for sql in then:
        opened.execute_sql(sql)
    opened.close()


def _insert(opened: Database, table: str, values: dict[str, Any]) -> None:
    """Whatever else the table asks for is nothing: no text, no number."""
    mark = "?" if isinstance(opened, SqliteDatabase) else "%s"
    known = {column.name: column for column in opened.get_columns(table)}
    nothing = {name: _nothing(column.data_type) for name, column in known.items()
               if not column.null and not column.primary_key}  # fmt: skip
    row = nothing | {name: value for name, value in values.items() if name in known}
    marks = ", ".join(mark for _ in row)
    opened.execute_sql(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})",  # noqa: S608 (our own columns)
        list(row.values()),
    )


def _nothing(kind: str) -> Any:
    if "bool" in kind.lower():
        return False
    return 0 if any(word in kind.lower() for word in ("int", "real", "double")) else ""
