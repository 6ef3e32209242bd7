"""Whom of a campaign's records a filter means: counted, the first of them, and judged for good."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from peewee import SqliteDatabase

from esl_dialer.core.lists.filter_columns import Cells
from esl_dialer.core.lists.filter_matching import matches
from esl_dialer.core.lists.filter_values import When
from esl_dialer.core.lists.filters import Group
from esl_dialer.core.words import DIALABLE_STATUSES, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.lists import barring
from esl_dialer.store.lists.filter_columns import people
from esl_dialer.store.lists.filter_sql import asked

AT_ONCE = 1000
"""People that are read at a time where Python judges."""

_LEFT_OUT = str(RecordStatus.FILTERED_OUT)
_WAITING = tuple(sorted(map(str, DIALABLE_STATUSES)))

_OF = "record.campaign_id = {mark} AND record.status <> 'deleted'"
_JUDGED = "record.campaign_id = {mark} AND record.id > {mark} AND record.id <= {mark}"
_LEAVE_OUT = "UPDATE record SET status = 'filtered_out', ready = FALSE WHERE {where}"
_LET_IN = (
    "UPDATE record SET status = CASE WHEN attempts > 0 THEN 'retry' ELSE 'pending' END,"
    " ready = (audio = 'ready' AND not_before IS NULL) WHERE {where}"
)
"""As it stood before: its attempts say whether it was called."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record that the filter means, and what its columns hold."""

    record: int
    status: RecordStatus
    cells: Cells


def meant(records: Collection[int], group: Group, when: When) -> set[int]:
    """Of these records, those that the filter means: judged by Python."""
    return {record for record, cells in people(records).items() if matches(group, cells, when)}


def count(campaign_id: int, group: Group, when: When) -> int:
    """How many of a campaign's records it means, whatever became of them."""
    wanted = asked(models.database, group, when)
    if not wanted.exact:
        return sum(1 for _ in _walked(campaign_id, group, when))
    where = f"{_OF.format(mark=models.database.param)} AND {wanted.sql}"
    sql = f"SELECT COUNT(*) FROM record WHERE {where}"  # noqa: S608
    ((total,),) = models.database.execute_sql(sql, (campaign_id, *wanted.values)).fetchall()
    return int(total)


def first(campaign_id: int, group: Group, when: When, limit: int) -> list[Found]:
    """The first of them, by number."""
    found: list[int] = []
    for record in _walked(campaign_id, group, when):
        found.append(record)
        if len(found) == limit:
            break
    table = models.Record
    rows = table.select(table.id, table.status).where(table.id.in_(found)).order_by(table.id)
    cells = people(found)
    return [Found(row.id, row.status, cells[row.id]) for row in rows if row.id in cells]


def _walked(campaign_id: int, group: Group, when: When) -> Iterator[int]:
    """Their numbers, in order."""
    wanted = asked(models.database, group, when)
    mark = models.database.param
    where = f"{_OF.format(mark=mark)} AND record.id > {mark} AND {wanted.sql}"
    sql = f"SELECT id FROM record WHERE {where} ORDER BY id LIMIT {AT_ONCE}"  # noqa: S608
    after = -1
    while True:
        values = (campaign_id, after, *wanted.values)
        ids = [row[0] for row in models.database.execute_sql(sql, values).fetchall()]
        judged = ids if wanted.exact else sorted(meant(ids, group, when))
        yield from judged
        if len(ids) < AT_ONCE:
            return
        after = ids[-1]


# --- judged for good ---------------------------------------------------------------------------


def judge(campaign_id: int, group: Group | None, when: When, after: int, limit: int) -> int:
    """Leave out those of the campaign's next records whom the filter does not mean, or who are
    barred, and let the others in again. The last record's number; 0 at the end.

    A record that is being called, or is finished, stays as it is. Inside a transaction.
    """
    table = models.Record
    some = table.select(table.id).where((table.campaign == campaign_id) & (table.id > after))
    ids = [row[0] for row in some.order_by(table.id).limit(limit).tuples()]
    if ids:
        _judge(campaign_id, group, when, (ids[0] - 1, ids[-1]))
    return ids[-1] if len(ids) == limit else 0


def judge_one(campaign_id: int, record_id: int, group: Group | None, when: When) -> None:
    """The same of one record. Inside a transaction."""
    _judge(campaign_id, group, when, (record_id - 1, record_id))


def _judge(campaign_id: int, group: Group | None, when: When, within: tuple[int, int]) -> None:
    window, barred = (campaign_id, *within), barring.of(campaign_id)
    _set(_LEAVE_OUT, barred.sql, _WAITING, window, barred.values)
    if group is None:
        _set(_LET_IN, f"NOT {barred.sql}", (_LEFT_OUT,), window, barred.values)
        return
    wanted = asked(models.database, group, when)
    if wanted.exact:
        free = f"{wanted.sql} AND NOT {barred.sql}"
        _set(_LET_IN, free, (_LEFT_OUT,), window, (*wanted.values, *barred.values))
        _set(_LEAVE_OUT, f"NOT ({wanted.sql})", _WAITING, window, wanted.values)
        return
    for text, statuses, let_in in ((_LET_IN, (_LEFT_OUT,), True), (_LEAVE_OUT, _WAITING, False)):
        ids = _standing(window, statuses)
        inside = meant(ids, group, when)
        going = [record for record in ids if (record in inside) is let_in]
        marks = ", ".join([models.database.param] * len(going)) or "NULL"
        which = f"record.id IN ({marks})"
        if let_in:
            free = f"{which} AND NOT {barred.sql}"
            _set(text, free, statuses, window, (*going, *barred.values))
        else:
            _set(text, which, statuses, window, tuple(going))


def _standing(window: tuple[int, int, int], statuses: tuple[str, ...]) -> list[int]:
    """On PostgreSQL they stay as they are until the transaction ends."""
    where = f"{_JUDGED} AND {_in(statuses)}".format(mark=models.database.param)
    hold = "" if isinstance(models.database.obj, SqliteDatabase) else " FOR UPDATE"
    sql = f"SELECT id FROM record WHERE {where} ORDER BY id{hold}"  # noqa: S608
    return [row[0] for row in models.database.execute_sql(sql, (*window, *statuses)).fetchall()]


def _set(
    text: str,
    condition: str,
    statuses: tuple[str, ...],
    window: tuple[int, int, int],
    values: tuple[object, ...],
) -> None:
    mark = models.database.param
    where = f"{_JUDGED.format(mark=mark)} AND {_in(statuses).format(mark=mark)} AND {condition}"
    models.database.execute_sql(text.format(where=where), (*window, *statuses, *values))


def _in(statuses: tuple[str, ...]) -> str:
    return f"record.status IN ({', '.join(['{mark}'] * len(statuses))})"
