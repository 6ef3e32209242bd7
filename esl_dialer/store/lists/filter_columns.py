"""Where the columns of filters stand: as SQL over ``record``, and as values of people.

The one place that knows in which tables a person's data are.
"""

from collections.abc import Iterable
from typing import Any

from esl_dialer.core.lists.filter_columns import CUSTOM, OF_LAYOUT, Cells, FilterColumn, cells_of
from esl_dialer.store import models
from esl_dialer.store.statements import Select

_RECORD = {
    "account_number": "record.account",
    "full_name": "record.full_name",
    "province": "record.province",
    "owner_agent": "record.owner_agent",
    "priority": "CAST(record.priority AS TEXT)",
    "list": 'COALESCE((SELECT name FROM "list" WHERE "list".id = record.list_id), \'\')',
    "added_at": "CAST(record.created_at AS TEXT)",
}
"""Columns of the layout that are columns of the table too, and a record's own."""

_FIELD = {
    "sqlite": "COALESCE(json_extract(record.fields, '$.{key}'), '')",
    "postgresql": "COALESCE(record.fields::json ->> '{key}', '')",
}
_CUSTOM = {
    "sqlite": "COALESCE((SELECT value FROM json_each(record.custom)"
    " WHERE plain_text(key) = ? LIMIT 1), '')",
    "postgresql": "COALESCE((SELECT value FROM json_each_text(record.custom::json)"
    " WHERE plain_text(key) = %s LIMIT 1), '')",
}
_OF_FIELDS = {one.key for one in OF_LAYOUT} - _RECORD.keys()

_COLUMNS = ("id", "account", "full_name", "province", "owner_agent", "priority", "created_at")
_PEOPLE = Select(
    "FROM record WHERE id IN (??)",
    (models.Record, _COLUMNS),
    (models.Record, ("fields", "custom", "list")),
)
_LISTS = Select("FROM list WHERE id IN (??)", (models.List, ("id", "name")))


def cost_of(column: FilterColumn) -> int:
    """What it takes to read a cell, beside others: a column, a part of JSON, a search in one."""
    return 0 if column.key in _RECORD else 1 if column.key in _OF_FIELDS else 2


def text_of(column: FilterColumn, kind: str) -> tuple[str, list[Any]]:
    """SQL for the cell, never NULL, and the values at its places. ``kind``: sqlite or
    postgresql."""
    if column.key in _RECORD:
        return _RECORD[column.key], []
    if column.key in _OF_FIELDS:
        return _FIELD[kind].format(key=column.key), []
    return _CUSTOM[kind], [column.key.removeprefix(CUSTOM)]


def people(records: Iterable[int]) -> dict[int, Cells]:
    """By record, what stands in each of the columns."""
    rows = list(_PEOPLE.groups(sorted(set(records))))
    lists = dict(_LISTS.rows(sorted({of[2] for _, of in rows if of[2] is not None})))
    return {row[0]: _cells(row, of, lists) for row, of in rows}


def _cells(row: list[Any], of: list[Any], lists: dict[int, str]) -> Cells:
    _, account, full_name, province, owner, priority, added_at = row
    fields, custom, list_id = of
    own = {
        "account_number": account,
        "full_name": full_name,
        "province": province,
        "owner_agent": owner,
        "priority": str(priority),
        "list": lists.get(list_id, ""),
        "added_at": str(round(added_at.timestamp() * 1000)),
    }
    return cells_of({**(fields or {}), **own}, custom or {})
