"""Where the columns of filters stand: as SQL over ``record`` and its ``person``, and as values.

The one place that knows in which tables a person's data are.
"""

from collections.abc import Iterable
from typing import Any

from esl_dialer.core.lists.filter_columns import CUSTOM, OF_LAYOUT, Cells, FilterColumn, cells_of
from esl_dialer.store import models
from esl_dialer.store.statements import Select

_RECORD = {
    "account_number": "record.account",
    "priority": "CAST(record.priority AS TEXT)",
    "list": 'COALESCE((SELECT name FROM "list" WHERE "list".id = record.list_id), \'\')',
    "added_at": "CAST(record.created_at AS TEXT)",
}
_PERSON = {
    "full_name": "person.full_name",
    "province": "person.province",
    "owner_agent": "person.owner_agent",
    "source_status": "person.source_status",
}
"""Columns of the layout that are columns of a table too, and a record's own."""

_PLAIN = _RECORD | _PERSON

_FIELD = {
    "sqlite": "COALESCE(json_extract(person.fields, '$.{key}'), '')",
    "postgresql": "COALESCE(person.fields::json ->> '{key}', '')",
}
_CUSTOM = {
    "sqlite": "COALESCE((SELECT value FROM json_each(person.custom)"
    " WHERE plain_text(key) = ? LIMIT 1), '')",
    "postgresql": "COALESCE((SELECT value FROM json_each_text(person.custom::json)"
    " WHERE plain_text(key) = %s LIMIT 1), '')",
}
_OF_FIELDS = {one.key for one in OF_LAYOUT} - _PLAIN.keys()

_PEOPLE = Select(
    "FROM record JOIN person ON person.id = record.person_id WHERE record.id IN (??)",
    (models.Record, ("id", "account", "priority", "created_at", "list")),
    (models.Person, ("full_name", "province", "owner_agent", "source_status", "fields", "custom")),
)
_LISTS = Select("FROM list WHERE id IN (??)", (models.List, ("id", "name")))


def cost_of(column: FilterColumn) -> int:
    """What it takes to read a cell, beside others: a column, a part of JSON, a search in one."""
    return 0 if column.key in _PLAIN else 1 if column.key in _OF_FIELDS else 2


def of_person(column: FilterColumn) -> bool:
    """Whether its SQL reads ``person``."""
    return column.key not in _RECORD


def text_of(column: FilterColumn, kind: str) -> tuple[str, list[Any]]:
    """SQL for the cell, never NULL, and the values at its places. ``kind``: sqlite or
    postgresql."""
    if column.key in _PLAIN:
        return _PLAIN[column.key], []
    if column.key in _OF_FIELDS:
        return _FIELD[kind].format(key=column.key), []
    return _CUSTOM[kind], [column.key.removeprefix(CUSTOM)]


def people(records: Iterable[int]) -> dict[int, Cells]:
    """By record, what stands in each of the columns."""
    rows = list(_PEOPLE.groups(sorted(set(records))))
    lists = dict(_LISTS.rows(sorted({row[4] for row, _ in rows if row[4] is not None})))
    return {row[0]: _cells(row, whose, lists) for row, whose in rows}


def _cells(row: list[Any], whose: list[Any], lists: dict[int, str]) -> Cells:
    _, account, priority, added_at, list_id = row
    full_name, province, owner, status, fields, custom = whose
    own = {
        "account_number": account,
        "full_name": full_name,
        "province": province,
        "owner_agent": owner,
        "source_status": status,
        "priority": str(priority),
        "list": lists.get(list_id, ""),
        "added_at": str(round(added_at.timestamp() * 1000)),
    }
    return cells_of({**(fields or {}), **own}, custom or {})
