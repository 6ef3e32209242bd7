"""What happened, written in the transaction in which it happened. Pages read it by its number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from esl_dialer.core.words import CallState, Outcome
from esl_dialer.store import models
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.statements import Insert, Select

KEPT = timedelta(hours=1)
_ENTRY = (models.Outbox, ("id", "kind", "campaign_id", "payload"))
_AFTER = Select("FROM outbox WHERE id > ? ORDER BY id LIMIT ?", _ENTRY)
_LAST_OF = Select(
    "FROM outbox WHERE id IN (SELECT id FROM outbox WHERE id > ? AND at <= ? ORDER BY id LIMIT ?)"
    " ORDER BY id DESC LIMIT 1",
    (models.Outbox, ["id"]),
)
_OF_KINDS = Select("FROM outbox WHERE id > ? AND id <= ? AND kind IN (??) ORDER BY id", _ENTRY)
_PUT = Insert(models.Outbox, ("at", "kind", "campaign_id", "payload"))


@dataclass(frozen=True, slots=True)
class Entry:
    number: int
    kind: str
    campaign: int | None
    payload: dict[str, Any]


def put(kind: str, payload: dict[str, Any], now: datetime, campaign_id: int | None = None) -> None:
    _PUT(now, kind, campaign_id, payload)


def put_attempt(
    attempt: str,
    record: int,
    campaign_id: int,
    state: CallState,
    now: datetime,
    *,
    outcome: Outcome | None = None,
) -> None:
    """Where a call is now; ``outcome`` once it is settled, and again when that is corrected."""
    put_all([of_attempt(attempt, record, campaign_id, state, now, outcome=outcome)])


@dataclass(frozen=True, slots=True)
class New:
    """An entry to be written."""

    at: datetime
    kind: str
    campaign: int | None
    payload: dict[str, Any]


def of_attempt(
    attempt: str,
    record: int,
    campaign_id: int,
    state: CallState,
    now: datetime,
    *,
    outcome: Outcome | None = None,
) -> New:
    """As ``put_attempt`` writes it."""
    told = {"attempt": attempt, "record": record, "state": str(state)}
    return New(now, "attempt", campaign_id, told | ({"outcome": str(outcome)} if outcome else {}))


def put_all(entries: Iterable[New]) -> None:
    """In their order."""
    _PUT.many((new.at, new.kind, new.campaign, new.payload) for new in entries)


def after(number: int, limit: int = 200) -> list[Entry]:
    """The entries after that number, whole."""
    return [Entry(*values) for values in _AFTER.rows(number, limit)]


def last_of(number: int, limit: int, until: datetime) -> int | None:
    """The last of so many entries after that number that were written before then; None: there is
    none."""
    found = (last for (last,) in _LAST_OF.rows(number, to_ms(until), limit))
    return next(found, None)


def of_kinds(kinds: Sequence[str], after: int, last: int) -> list[Entry]:
    """The entries of these kinds after one number, up to another."""
    return [Entry(*values) for values in _OF_KINDS.rows(after, last, list(kinds))]


def last_number() -> int:
    return int(models.Outbox.select(fn.MAX(models.Outbox.id)).scalar() or 0)


def trim(now: datetime) -> int:
    """Delete what every page has long seen; returns how many.

    The newest stays, however old: SQLite would give its number again, and its readers have seen it.
    """
    table = models.Outbox
    old = (table.at < now - KEPT) & (table.id < last_number())
    return int(table.delete().where(old).execute())
