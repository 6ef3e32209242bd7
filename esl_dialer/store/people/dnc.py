"""The numbers of a do-not-call list: the global one, or one that campaigns choose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from esl_dialer.core.people.stops import NumberStop
from esl_dialer.core.words import StopReason, StopScope
from esl_dialer.store import models
from esl_dialer.store.people.stops import VALUES, values_of
from esl_dialer.store.statements import Insert, Select

_ENTRY = ("id", "value", "reason", "note", "created_at", "created_by", "list_id")
_KNOWN = Select("FROM stop WHERE scope = ? AND list_id = ? AND value IN (??)",
                (models.Stop, ["value"]))  # fmt: skip
_PUT = Insert(
    models.Stop,
    VALUES,
    known="ON CONFLICT (scope, value, list_id) DO UPDATE SET note = excluded.note",
)
_PART = Select(
    "FROM stop WHERE list_id = ? AND scope = ? AND id > ? ORDER BY id LIMIT ?",
    (models.Stop, _ENTRY),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """``number`` as it is matched: ten digits for +1, else E.164."""

    id: int
    number: str
    reason: StopReason
    note: str
    created_at: datetime
    created_by: str
    list_id: int
    """0: the global list."""


def page(list_id: int, search: str, after: int, limit: int) -> list[Entry]:
    """Newest first; ``search`` in the number's digits or in the note; ``after`` an entry's id."""
    table = models.Stop
    where = (table.list_id == list_id) & (table.scope == StopScope.NUMBER)
    if after:
        where &= table.id < after
    if search:
        digits = "".join(ch for ch in search if ch.isdigit())
        found = table.note.contains(search)
        where &= (found | table.value.contains(digits)) if digits else found
    query = table.select().where(where).order_by(table.id.desc()).limit(limit)
    return [_entry(row) for row in query]


def parts(list_id: int, size: int) -> Iterator[list[Entry]]:
    """All of a list, the oldest first, so many at a time."""
    after = 0
    while found := [Entry(*row) for row in _PART.rows(list_id, str(StopScope.NUMBER), after, size)]:
        yield found
        after = found[-1].id


def count(list_id: int) -> int:
    table = models.Stop
    mine = (table.list_id == list_id) & (table.scope == StopScope.NUMBER)
    return int(table.select().where(mine).count())


def get(entry_id: int) -> Entry | None:
    row = models.Stop.get_or_none(
        (models.Stop.id == entry_id) & (models.Stop.scope == StopScope.NUMBER)
    )
    return _entry(row) if row else None


def by_key(list_id: int, key: str) -> Entry | None:
    table = models.Stop
    row = table.get_or_none(
        (table.value == key) & (table.scope == StopScope.NUMBER) & (table.list_id == list_id)
    )
    return _entry(row) if row else None


def put(stops: Sequence[NumberStop], now: datetime) -> int:
    """Add numbers to a list, each named once; one that is there gets the note, and stays for the
    reason it was there. Returns how many were there. Inside a transaction; two of them, with some
    of the same numbers, write these in one order, or PostgreSQL would end one of them."""
    keys, list_id = [stop.key for stop in stops], stops[0].list
    known = sum(1 for _ in _KNOWN.rows(str(StopScope.NUMBER), list_id, keys))
    _PUT.many(values_of(stop, now) for stop in sorted(stops, key=attrgetter("key")))
    return known


def change(entry_id: int, key: str, note: str) -> bool:
    """False when it is gone.

    Raises Duplicate (from the transaction) when the number has an entry already.
    """
    table = models.Stop
    return bool(table.update(value=key, note=note).where(table.id == entry_id).execute())


def remove(entry_id: int) -> bool:
    """False when it is gone already."""
    return bool(models.Stop.delete().where(models.Stop.id == entry_id).execute())


def remove_some(list_id: int, most: int) -> int:
    """Take so many numbers off a list; how many were left to take."""
    table = models.Stop
    some = table.select(table.id).where(table.list_id == list_id).order_by(table.id).limit(most)
    return int(table.delete().where(table.id.in_(some)).execute())


def _entry(row: models.Stop) -> Entry:
    return Entry(*(getattr(row, name) for name in _ENTRY))
