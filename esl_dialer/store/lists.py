"""Lists: imported files, their row errors, and the records and phones made from their rows."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import fn

from esl_dialer.core.listrows import ListRow, Problem
from esl_dialer.core.words import AudioState, RecordAudio, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.models import database

RANDOM_KEYS = 1 << 31
"""Random keys are below this."""


@dataclass(frozen=True, slots=True)
class ListInfo:
    """One import. Rows are counted without the header and blank rows."""

    id: int
    campaign_id: int
    name: str
    file_name: str
    stored_path: str
    sha256: str
    status: str
    duplicates: str
    options: dict[str, Any]
    rows_read: int
    rows_good: int
    rows_bad: int
    rows_duplicate: int
    rows_total: int | None
    error: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """A record that is in the campaign under an account of the list."""

    record_id: int
    list_id: int | None
    status: RecordStatus


@dataclass(slots=True)
class Chunk:
    """What one transaction stores: rows that are new, rows that replace, and the cursor."""

    rows_read: int
    new: list[ListRow] = field(default_factory=list)
    replacing: list[tuple[int, ListRow]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    bad: int = 0
    duplicate: int = 0


class NoSuchList(Exception):
    """There is no list of that number."""


class TakenOver(Exception):
    """Another process moved the list's cursor: this one stops, and has changed nothing."""


def get(list_id: int) -> ListInfo:
    """Raises NoSuchList."""
    row = models.List.get_or_none(models.List.id == list_id)
    if row is None:
        raise NoSuchList(f"no list {list_id}")
    return _info(row)


def of_campaign(campaign_id: int) -> list[ListInfo]:
    """The imports of a campaign, newest first."""
    table = models.List
    query = table.select().where(table.campaign == campaign_id).order_by(table.id.desc())
    return [_info(row) for row in query]


def unfinished() -> list[ListInfo]:
    """Imports to be continued, oldest first."""
    table = models.List
    query = table.select().where(table.status.in_(["pending", "importing"])).order_by(table.id)
    return [_info(row) for row in query]


def same_import(values: Mapping[str, Any]) -> int | None:
    """The latest import of the same file into the same campaign in the same way, unless failed."""
    table = models.List
    query = table.select().where(
        (table.campaign == values["campaign"])
        & (table.sha256 == values["sha256"])
        & (table.stored_path == values["stored_path"])
        & (table.duplicates == values["duplicates"])
        & (table.status != "failed")
    )
    rows = query.order_by(table.id.desc())
    return next((row.id for row in rows if row.options == values["options"]), None)


def create(values: Mapping[str, Any], now: datetime) -> int:
    return int(models.List.create(**values, created_at=now).id)


def finish(list_id: int, now: datetime, status: str = "done", error: str = "") -> None:
    table = models.List
    query = table.update(status=status, error=error, finished_at=now, rows_total=table.rows_read)
    query.where(table.id == list_id).execute()


def last_position(campaign_id: int) -> int:
    """The highest position of the campaign's records, 0 without any. Reads them all once."""
    table = models.Record
    highest = table.select(fn.MAX(table.position)).where(table.campaign == campaign_id).scalar()
    return highest or 0


def accounts_of(campaign_id: int, accounts: Iterable[str]) -> dict[str, StoredAccount]:
    table = models.Record
    rows = (
        table.select(table.account, table.id, table.list, table.status)
        .where((table.campaign == campaign_id) & table.account.in_(list(accounts)))
        .tuples()
    )
    return {account: StoredAccount(i, lst, RecordStatus(s)) for account, i, lst, s in rows}


def save_chunk(info: ListInfo, chunk: Chunk, first_position: int, now: datetime) -> ListInfo:
    """Store a chunk and move the cursor; inside the caller's transaction.

    ``info`` is the list as it was when the chunk was decided. Raises TakenOver when it is no more.
    """
    _move_cursor(info, chunk)
    replaced = [row for record_id, row in chunk.replacing if _replace(info.id, record_id, row)]
    kept = len(chunk.replacing) - len(replaced)
    _insert_records(info, chunk.new, first_position, now)
    _insert_problems(info.id, chunk.problems)
    good = len(chunk.new) + len(replaced)
    table = models.List
    table.update(
        rows_good=table.rows_good + good,
        rows_bad=table.rows_bad + chunk.bad,
        rows_duplicate=table.rows_duplicate + chunk.duplicate + kept,
    ).where(table.id == info.id).execute()
    if good:
        _audio_is_incomplete(info.campaign_id)
    return get(info.id)


def errors_by_line(list_id: int) -> Iterator[Problem]:
    """What kept rows out, warnings left aside, in the order of the file."""
    table = models.RowError
    query = (
        table.select()
        .where((table.list == list_id) & ~table.warning)
        .order_by(table.line, table.id)
    )
    return (_problem(row) for row in query.iterator())


def problems(list_id: int, limit: int, offset: int = 0) -> list[Problem]:
    """A page of errors and warnings, in the order they were found."""
    table = models.RowError
    query = table.select().where(table.list == list_id).order_by(table.id)
    return [_problem(row) for row in query.limit(limit).offset(offset)]


def remove_pending(campaign_id: int, accounts: Sequence[str]) -> set[str]:
    """Delete those records that are pending and were never called; their accounts."""
    record, phone, attempt = models.Record, models.Phone, models.Attempt
    called = attempt.select(attempt.id).where(attempt.record == record.id)
    query = record.select(record.id, record.account).where(
        (record.campaign == campaign_id)
        & record.account.in_(list(accounts))
        & (record.status == RecordStatus.PENDING)
        & ~fn.EXISTS(called)
    )
    doomed = dict(query.tuples())
    phone.delete().where(phone.record.in_(list(doomed))).execute()
    record.delete().where(record.id.in_(list(doomed))).execute()
    return set(doomed.values())


def _move_cursor(info: ListInfo, chunk: Chunk) -> None:
    table = models.List
    moved = (
        table.update(status="importing", rows_read=info.rows_read + chunk.rows_read)
        .where((table.id == info.id) & (table.rows_read == info.rows_read))
        .where(table.status.in_(["pending", "importing"]))
        .execute()
    )
    if not moved:
        raise TakenOver(f"list {info.id} was moved on by another process")


def _insert_records(info: ListInfo, rows: list[ListRow], position: int, now: datetime) -> None:
    if not rows:
        return
    record = models.Record
    _insert_many(record, [_record(info, row, position + i, now) for i, row in enumerate(rows)])
    stored = record.select(record.account, record.id).where(
        (record.campaign == info.campaign_id) & record.account.in_([row.account for row in rows])
    )
    ids = dict(stored.tuples())
    phones = [_phone(ids[row.account], i, row) for row in rows for i in range(len(row.phones))]
    _insert_many(models.Phone, phones)


def _record(info: ListInfo, row: ListRow, position: int, now: datetime) -> dict[str, Any]:
    return {
        **_row_values(info.id, row),
        "campaign": info.campaign_id,
        "position": position,
        "account": row.account,
        "status": RecordStatus.PENDING,
        "random_key": secrets.randbelow(RANDOM_KEYS),
        "created_at": now,
    }


def _row_values(list_id: int, row: ListRow) -> dict[str, Any]:
    return {
        "list": list_id,
        "person_key": row.person_key,
        "full_name": row.full_name,
        "province": row.province,
        "fields": row.fields,
        "custom": row.custom,
        "gate": row.gate,
    }


def _phone(record_id: int, index: int, row: ListRow) -> dict[str, Any]:
    phone = row.phones[index]
    return {
        "record": record_id,
        "position": index,
        "number": phone.number,
        "extension": phone.extension,
        "kind": phone.kind,
        "as_given": phone.as_given[:64],
    }


def _replace(list_id: int, record_id: int, row: ListRow) -> bool:
    """Give a pending record the row's values, message to be made again.

    False when it is no longer pending, or says all that the row says: then only its list changes,
    by which a second row of the same account is known.
    """
    record, phone = models.Record, models.Phone
    pending = (record.id == record_id) & (record.status == RecordStatus.PENDING)
    if _says(record_id, row):
        record.update(list=list_id).where(pending).execute()
        return False
    unspoken = {"ready": False, "audio": RecordAudio.NONE, "audio_error": "", "next_phone": 0}
    query = record.update(**_row_values(list_id, row), **unspoken)
    if not query.where(pending).execute():
        return False
    phone.delete().where(phone.record == record_id).execute()
    _insert_many(phone, [_phone(record_id, i, row) for i in range(len(row.phones))])
    return True


def _says(record_id: int, row: ListRow) -> bool:
    """Whether the record has the row's values and phones already."""
    table, phone = models.Record, models.Phone
    record = table.get_by_id(record_id)
    wanted = {name: value for name, value in _row_values(0, row).items() if name != "list"}
    if any(getattr(record, name) != value for name, value in wanted.items()):
        return False
    phones = phone.select(phone.number, phone.extension).where(phone.record == record_id)
    given = [(p.number, p.extension) for p in row.phones]
    return list(phones.order_by(phone.position).tuples()) == given


def _insert_problems(list_id: int, found: list[Problem]) -> None:
    rows = [
        {
            "list": list_id,
            "line": problem.line,
            "column": problem.column,
            "value": problem.value,
            "reason": problem.reason[:255],
            "warning": problem.warning,
            "row": [],
        }
        for problem in found
    ]
    if rows:
        _insert_many(models.RowError, rows)


def _insert_many(table: type[models.Table], rows: list[dict[str, Any]]) -> None:
    """Insert rows of the same keys by the driver's ``executemany``, the other columns defaulted.

    Five times as fast as one long VALUES, which is built and bound value by value.
    """
    given = [table._meta.fields[name] for name in rows[0]]
    others = [f for f in table._meta.sorted_fields if f.name not in {*rows[0], "id"}]
    fixed = [f.db_value(f.default() if callable(f.default) else f.default) for f in others]
    sql, _ = table.insert_many(
        [[None] * (len(given) + len(others))], fields=[*given, *others]
    ).sql()
    values = [[*(_bound(f, row[f.name]) for f in given), *fixed] for row in rows]
    database.cursor().executemany(sql, values)


def _bound(field: Any, value: Any) -> Any:
    """Strings and numbers are what their columns hold; all else is the column's to turn."""
    return value if type(value) in (str, int) else field.db_value(value)


def _audio_is_incomplete(campaign_id: int) -> None:
    table = models.Campaign
    ready = (table.id == campaign_id) & (table.audio_state == AudioState.READY)
    table.update(audio_state=AudioState.INCOMPLETE).where(ready).execute()


def _problem(row: models.RowError) -> Problem:
    return Problem(row.line, row.column, row.value, row.reason, row.warning)


def _info(row: models.List) -> ListInfo:
    return ListInfo(
        id=row.id,
        campaign_id=row.campaign_id,
        name=row.name,
        file_name=row.file_name,
        stored_path=row.stored_path,
        sha256=row.sha256,
        status=row.status,
        duplicates=row.duplicates,
        options=row.options,
        rows_read=row.rows_read,
        rows_good=row.rows_good,
        rows_bad=row.rows_bad,
        rows_duplicate=row.rows_duplicate,
        rows_total=row.rows_total,
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
