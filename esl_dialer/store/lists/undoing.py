"""An import whose records are taken out again: its state, its campaign's, and what goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from esl_dialer.core.says import NOTHING, Says
from esl_dialer.core.words import CLAIMED_STATUSES, NOT_IN_RESULTS, OPEN_STATES, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.models.lists import UNDOING, UNDONE
from esl_dialer.store.people import editing, making, persons
from esl_dialer.store.statements import InsertMany

__all__ = ["UNDOING", "UNDONE"]

_OVERWRITTEN = InsertMany(models.Overwritten, ("list", "record"))


@dataclass(frozen=True, slots=True)
class Made:
    """Records of an import: all it made and has, those of others that it overwrote, those that it
    said not to call."""

    made: int
    overwritten: int
    stopped: int


@dataclass(frozen=True, slots=True)
class Swept:
    """Of a chunk: how many records went, how many are being called, and the last one looked at; 0
    when there was none."""

    removed: int
    claimed: int
    last: int


def note_overwritten(list_id: int, records: Iterable[int]) -> None:
    """That these were there before the import; inside the transaction that overwrites them."""
    if rows := [(list_id, record) for record in dict.fromkeys(records)]:
        _OVERWRITTEN(rows)


def begin(list_id: int, status: str, by: str) -> bool:
    """Compare and swap; False when its status is another. Its campaign dials nobody from the
    commit of this on."""
    table = models.List
    as_seen = (table.id == list_id) & (table.status == status)
    values = {"status": UNDOING, "ended_as": status, "undone_by": by, "error": NOTHING}
    if not table.update(**values).where(as_seen).execute():
        return False
    _hold_back(list_id, list_id)
    return True


def give_up(list_id: int, why: Says) -> bool:
    """It stays as it was before. False when it is not being undone."""
    table = models.List
    values = {"status": table.ended_as, "ended_as": "", "undone_by": "", "error": why}
    return _ended(list_id, values)


def end(list_id: int, now: datetime) -> bool:
    """False when it is not being undone."""
    return _ended(list_id, {"status": UNDONE, "undone_at": now})


def _ended(list_id: int, values: dict[str, Any]) -> bool:
    table = models.List
    mine = (table.id == list_id) & (table.status == UNDOING)
    if not table.update(**values).where(mine).execute():
        return False
    _hold_back(list_id, None)
    return True


def _hold_back(list_id: int, undoing: int | None) -> None:
    table, lists = models.Campaign, models.List
    its = table.id == lists.select(lists.campaign).where(lists.id == list_id)
    table.update(undoing=undoing).where(its).execute()


def waiting() -> list[int]:
    """Imports that are being undone, oldest first."""
    table = models.List
    rows = table.select(table.id).where(table.status == UNDOING).order_by(table.id)
    return [row.id for row in rows]


def calls(campaign_id: int, list_id: int, since: datetime) -> tuple[int, int]:
    """Calls to records of the import, claimed ``since`` it came: those that rang somewhere, and
    those that go on."""
    table = models.Attempt
    its = (table.campaign == campaign_id) & (table.claimed_at >= since)
    its &= table.list_id == list_id
    rang = table.outcome.is_null() | table.outcome.not_in(list(NOT_IN_RESULTS))
    open_ = table.state.in_(OPEN_STATES)
    ended = table.select().where(its & ~open_ & rang).count()
    return int(ended), int(table.select().where(its & open_).count())


def made(campaign_id: int, list_id: int) -> Made:
    """Reads each of its records once."""
    record, other = models.Record, models.Overwritten
    its = _its(campaign_id, list_id)
    stopped = its & _stopped()
    there = other.select().join(record).where((other.list == list_id) & its)
    return Made(
        made=int(record.select().where(its & ~_overwritten(list_id)).count()),
        overwritten=int(there.count()),
        stopped=int(record.select().where(stopped & ~_overwritten(list_id)).count()),
    )


def sweep(campaign_id: int, list_id: int, after: int, limit: int) -> Swept:
    """Take out the next records that the import made; count them. Inside a transaction.

    One that the list says not to call stays, and so does one that it only overwrote. Of one whose
    calls never rang anywhere the row stays, as deleted, for them.
    """
    record = models.Record
    its = _its(campaign_id, list_id) & (record.id > after)
    query = record.select(record.id, record.status).where(its).order_by(record.id).limit(limit)
    seen = list(query.tuples())
    if not seen:
        return Swept(0, 0, 0)
    mine = record.id.in_([number for number, _ in seen]) & ~_overwritten(list_id)
    mine &= ~_stopped()
    free = record.status.not_in(list(CLAIMED_STATUSES))
    attempt = models.Attempt
    called = fn.EXISTS(attempt.select(attempt.id).where(attempt.record == record.id))
    doomed = [
        person for (person,) in record.select(record.person).where(mine & free & ~called).tuples()
    ]
    removed = record.delete().where(mine & free & ~called).execute()
    persons.let_go(doomed)
    removed += sum(map(_empty, record.select(record.id).where(mine & free & called)))
    claimed = int(record.select().where(mine & ~free).count())
    table = models.List
    table.update(rows_undone=table.rows_undone + removed).where(table.id == list_id).execute()
    return Swept(removed, claimed, seen[-1][0])


def _empty(row: models.Record) -> bool:
    stored = editing.find(row.id)
    return stored is not None and making.delete(stored)


def _stopped() -> Any:
    """For WHERE: of a record, that its person is not to be called."""
    person = models.Person
    whose = (person.id == models.Record.person) & person.stop_reason.is_null(False)
    return fn.EXISTS(person.select(person.id).where(whose))


def _its(campaign_id: int, list_id: int) -> Any:
    record = models.Record
    left = record.status != RecordStatus.DELETED
    return (record.campaign == campaign_id) & (record.list == list_id) & left


def _overwritten(list_id: int) -> Any:
    """For WHERE: of a record."""
    other = models.Overwritten
    there = (other.list == list_id) & (other.record == models.Record.id)
    return fn.EXISTS(other.select(other.record).where(there))
