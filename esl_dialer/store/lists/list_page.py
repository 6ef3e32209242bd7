"""The people of a list as a table: searched, sorted, page by page; and all of them, in chunks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, fn

from esl_dialer.core.people.stops import key_of
from esl_dialer.core.words import RecordStatus
from esl_dialer.store import models
from esl_dialer.store.people import name_search
from esl_dialer.store.people.name_search import Window

SHORTEST_NUMBER = 7
"""Digits from which a search is for a phone number."""

_TABLE = models.Person
SORTS: dict[str, Any] = {
    "added": _TABLE.id,
    "account": _TABLE.account,
    "name": _TABLE.full_name,
    "province": _TABLE.province,
    "status": _TABLE.source_status,
}
"""By name, what people are ordered by; all but the first read the list whole."""

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """A person of a list. ``cells`` by the layout's key, their own fields apart; ``records``: how
    far each campaign is with them, its number and the record's status."""

    id: int
    account: str
    full_name: str
    province: str
    source_status: str
    owner: str
    zone: str
    stop_reason: str
    created_at: datetime
    cells: dict[str, str]
    custom: dict[str, str]
    phones: tuple[str, ...]
    records: tuple[tuple[int, int, RecordStatus], ...]


def page(
    list_id: int, search: str, sort: str, *, descending: bool, skip: int, limit: int
) -> list[Listed]:
    """``search`` is a part of the name, an account, or a phone number; empty: all."""
    order = SORTS[sort]
    ordered = (order.desc(), _TABLE.id.desc()) if descending else (order, _TABLE.id)
    query = _TABLE.select().where((_TABLE.list == list_id) & _found(list_id, search))
    return _listed(list(query.order_by(*ordered).offset(skip).limit(limit)))


def count(list_id: int, search: str) -> int:
    query = _TABLE.select(_TABLE.id).where((_TABLE.list == list_id) & _found(list_id, search))
    return int(query.count())


def _found(list_id: int, search: str) -> Any:
    """For WHERE."""
    text = search.strip()
    if not text:
        return SQL("TRUE")
    account = _TABLE.account == text
    digits = "".join(filter(str.isdigit, text))
    if len(digits) >= SHORTEST_NUMBER:
        phone, key = models.Phone, key_of(text) or digits
        numbers = [f"+1{key}" if len(key) == len("4165550100") else key, f"+{digits}"]
        whose = phone.select(phone.person).where(phone.number.in_(numbers))
        return account | _TABLE.id.in_(whose)
    last = _TABLE.select(fn.MAX(_TABLE.id)).where(_TABLE.list == list_id).scalar() or 0
    named = name_search.matching(models.database.obj, text, Window(0, last))
    return account if named is None else account | _TABLE.id.in_(named)


def every(list_id: int) -> Iterator[list[Listed]]:
    """All of them, in the order of their numbers, some at a time."""
    after = 0
    while True:
        within = (_TABLE.list == list_id) & (_TABLE.id > after)
        rows = list(_TABLE.select().where(within).order_by(_TABLE.id).limit(CHUNK))
        if not rows:
            return
        yield _listed(rows)
        after = rows[-1].id


def _listed(rows: Sequence[models.Person]) -> list[Listed]:
    ids = [row.id for row in rows]
    phone, record = models.Phone, models.Record
    numbers: dict[int, list[str]] = {}
    query = phone.select(phone.person, phone.number).where(phone.person.in_(ids))
    for person, number in query.order_by(phone.person, phone.position).tuples():
        numbers.setdefault(person, []).append(number)
    standing: dict[int, list[tuple[int, int, RecordStatus]]] = {}
    left = record.person.in_(ids) & (record.status != RecordStatus.DELETED)
    told = record.select(record.person, record.campaign_id, record.id, record.status).where(left)
    for person, *its in told.order_by(record.id).tuples():
        standing.setdefault(person, []).append((its[0], its[1], its[2]))
    return [
        Listed(
            id=row.id,
            account=row.account,
            full_name=row.full_name,
            province=row.province,
            source_status=row.source_status,
            owner=row.owner_agent,
            zone=row.zone or "",
            stop_reason=str(row.stop_reason or ""),
            created_at=row.created_at,
            cells=dict(row.fields or {}),
            custom={str(name): str(value) for name, value in (row.custom or {}).items()},
            phones=tuple(numbers.get(row.id, ())),
            records=tuple(standing.get(row.id, ())),
        )
        for row in rows
    ]
