"""The do-not-call list: numbers that no campaign dials."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.people.stops import NumberStop
from esl_dialer.core.words import StopReason, StopScope
from esl_dialer.store import models
from esl_dialer.store.people.stops import VALUES, values_of
from esl_dialer.store.statements import Insert

_PUT = Insert(
    models.Stop, VALUES, known="ON CONFLICT (scope, value) DO UPDATE SET note = excluded.note"
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


def page(search: str, after: int, limit: int) -> list[Entry]:
    """Newest first; ``search`` in the number's digits or in the note; ``after`` an entry's id.

    The scope is compared so that its index is not taken: it would have to be sorted by id.
    """
    table = models.Stop
    where = table.scope.cast("TEXT") == StopScope.NUMBER.value
    if after:
        where &= table.id < after
    if search:
        digits = "".join(ch for ch in search if ch.isdigit())
        found = table.note.contains(search)
        where &= (found | table.value.contains(digits)) if digits else found
    query = table.select().where(where).order_by(table.id.desc()).limit(limit)
    return [_entry(row) for row in query]


def count() -> int:
    return int(models.Stop.select().where(models.Stop.scope == StopScope.NUMBER).count())


def get(entry_id: int) -> Entry | None:
    row = models.Stop.get_or_none(
        (models.Stop.id == entry_id) & (models.Stop.scope == StopScope.NUMBER)
    )
    return _entry(row) if row else None


def by_key(key: str) -> Entry | None:
    row = models.Stop.get_or_none(
        (models.Stop.value == key) & (models.Stop.scope == StopScope.NUMBER)
    )
    return _entry(row) if row else None


def known(keys: Iterable[str]) -> set[str]:
    table = models.Stop
    rows = table.select(table.value).where(
        (table.scope == StopScope.NUMBER) & table.value.in_(list(keys))
    )
    return {value for (value,) in rows.tuples()}


def put(stops: Iterable[NumberStop], now: datetime) -> None:
    """Add numbers; one that is there gets the note, and stays for the reason it was there."""
    for stop in stops:
        _PUT(*values_of(stop, now))


def change(entry_id: int, key: str, note: str) -> bool:
    """False when it is gone.

    Raises Duplicate (from the transaction) when the number has an entry already.
    """
    table = models.Stop
    return bool(table.update(value=key, note=note).where(table.id == entry_id).execute())


def remove(entry_id: int) -> bool:
    """False when it is gone already."""
    return bool(models.Stop.delete().where(models.Stop.id == entry_id).execute())


def _entry(row: models.Stop) -> Entry:
    return Entry(row.id, row.value, row.reason, row.note, row.created_at, row.created_by)
