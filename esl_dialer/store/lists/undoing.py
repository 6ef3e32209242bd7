"""An import whose records are taken out again: its state, its campaign's, and what goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, fn

from esl_dialer.core.lists.undone import NOBODYS, left_to
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.core.words import CLAIMED_STATUSES, NOT_IN_RESULTS, OPEN_STATES, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.lists import removing_records
from esl_dialer.store.models.lists import UNDOING, UNDONE
from esl_dialer.store.people import editing, making, persons

__all__ = ["UNDOING", "UNDONE"]


@dataclass(frozen=True, slots=True)
class Made:
    """Records of an import: all it made and has, those of others that it overwrote, of the first
    those that are not to be called, and those it made that a later import overwrote."""

    made: int
    overwritten: int
    stopped: int
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Swept:
    """Of a chunk: how many records went, how many are being called, and the last one looked at; 0
    when there was none."""

    removed: int
    claimed: int
    last: int


def note_overwritten(list_id: int, records: Iterable[int]) -> None:
    """That these were there before the import, and whose; inside the transaction that overwrites
    them, and before it does."""
    other, record = models.Overwritten, models.Record
    if ids := list(records):
        there = record.select(SQL(str(int(list_id))), record.id, record.list)
        rows = there.where(record.id.in_(ids))
        other.insert_from(
            rows, [other.list, other.record, other.former]
        ).on_conflict_ignore().execute()


def begin(list_id: int, status: str, by: str) -> bool:
    """Compare and swap; False when its status is another. Its campaign dials nobody from the
    commit of this on."""
    table = models.ListImport
    as_seen = (table.id == list_id) & (table.status == status)
    values = {"status": UNDOING, "ended_as": status, "undone_by": by, "undo_error": NOTHING}
    if not table.update(**values).where(as_seen).execute():
        return False
    campaign = models.Campaign
    campaign.update(undoing=list_id).where(campaign.id.in_(held_by(list_id))).execute()
    return True


def give_up(list_id: int, why: Says) -> bool:
    """It stays as it was before. False when it is not being undone."""
    table = models.ListImport
    values = {"status": table.ended_as, "ended_as": "", "undone_by": "", "undo_error": why}
    return _ended(list_id, values)


def end(list_id: int, now: datetime) -> bool:
    """False when it is not being undone."""
    return _ended(list_id, {"status": UNDONE, "undone_at": now})


def _ended(list_id: int, values: dict[str, Any]) -> bool:
    table = models.ListImport
    mine = (table.id == list_id) & (table.status == UNDOING)
    if not table.update(**values).where(mine).execute():
        return False
    campaign = models.Campaign
    campaign.update(undoing=None).where(campaign.undoing == list_id).execute()
    return True


def held_by(import_id: int) -> list[int]:
    """The campaigns that dial nobody while the import is undone: its own, or all to which its list
    is attached."""
    table, attached = models.ListImport, models.CampaignList
    row = table.get_by_id(import_id)
    if row.campaign_id:
        return [row.campaign_id]
    query = attached.select(attached.campaign_id).where(attached.list == row.list_id)
    return sorted(campaign for (campaign,) in query.tuples())


def waiting() -> list[int]:
    """Imports that are being undone, oldest first."""
    table = models.ListImport
    rows = table.select(table.id).where(table.status == UNDOING).order_by(table.id)
    return [row.id for row in rows]


def calls(campaign_id: int, list_id: int, since: datetime) -> tuple[int, int]:
    """Calls to records of the import, claimed ``since`` it came: those that rang somewhere, and
    those that go on."""
    table = models.Attempt
    its = (table.campaign == campaign_id) & (table.claimed_at >= since)
    return _calls(its & (table.list_id == list_id))


def calls_apart(list_id: int, import_id: int, since: datetime) -> tuple[int, int]:
    """The same of an import into a list that stands apart: of the people whom it brought."""
    table, record, person = models.Attempt, models.Record, models.Person
    brought = person.select(person.id).where(
        (person.list == list_id) & (person.import_id == import_id)
    )
    brought = brought.where(person.former_import_id.is_null())
    its = record.select(record.id).where(record.person.in_(brought))
    of_list = (table.list_id == list_id) & (table.claimed_at >= since)
    return _calls(of_list & table.record.in_(its))


def _calls(its: Any) -> tuple[int, int]:
    table = models.Attempt
    rang = table.outcome.is_null() | table.outcome.not_in(list(NOT_IN_RESULTS))
    open_ = table.state.in_(OPEN_STATES)
    ended = table.select().where(its & ~open_ & rang).count()
    return int(ended), int(table.select().where(its & open_).count())


def made(campaign_id: int, list_id: int) -> Made:
    """Reads each of its records once."""
    record, other = models.Record, models.Overwritten
    its = _its(campaign_id, list_id) & ~_overwritten(list_id)
    there = other.select().join(record).where(record.status != RecordStatus.DELETED)
    later = models.ListImport.select(models.ListImport.id).where(
        models.ListImport.campaign == campaign_id
    )
    taken = (other.former == list_id) & other.list.in_(later.where(models.ListImport.id > list_id))
    return Made(
        made=int(record.select().where(its).count()),
        overwritten=int(there.where(other.list == list_id).count()),
        stopped=int(record.select().where(its & removing_records.promised()).count()),
        taken=int(there.where(taken & (record.list != list_id)).count()),
    )


def left_out_since(campaign_id: int, list_id: int) -> int:
    """How many later imports into the campaign left rows out as duplicates."""
    table = models.ListImport
    later = (table.campaign == campaign_id) & (table.id > list_id) & (table.rows_duplicate > 0)
    return int(table.select().where(later & table.status.not_in((UNDOING, UNDONE))).count())


def sweep(campaign_id: int, list_id: int, after: int, limit: int) -> Swept:
    """Take out the next records that the import made; count them. Inside a transaction.

    One that is not to be called stays, and so does one that it only overwrote: that is again the
    import's that had it before, and goes where that is undone. Of one whose calls never rang
    anywhere the row stays, as deleted, for them.
    """
    record = models.Record
    its = _its(campaign_id, list_id) & (record.id > after)
    query = record.select(record.id, record.status).where(its).order_by(record.id).limit(limit)
    seen = list(query.tuples())
    if not seen:
        return Swept(0, 0, 0)
    ids = [number for number, _ in seen]
    mine = record.id.in_(ids) & ~record.id.in_(_given_back(list_id, ids))
    mine &= ~removing_records.promised()
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
    table = models.ListImport
    table.update(rows_undone=table.rows_undone + removed).where(table.id == list_id).execute()
    return Swept(removed, claimed, seen[-1][0])


def _given_back(list_id: int, ids: list[int]) -> list[int]:
    """Those of the records that are an earlier import's, or a person's, again."""
    other, record = models.Overwritten, models.Record
    formers: dict[int, dict[int, int | None]] = {}
    entries = other.select(other.record, other.list, other.former).where(other.record.in_(ids))
    for number, taken_by, former in entries.tuples():
        formers.setdefault(number, {})[taken_by] = former
    lists = {at for one in formers.values() for at in (*one, *one.values()) if at is not None}
    table = models.ListImport
    gone = table.select(table.id).where(table.id.in_(list(lists)) & (table.status == UNDONE))
    undone = {number for (number,) in gone.tuples()}
    to = {number: left_to(list_id, one, undone) for number, one in formers.items()}
    back = {number: left for number, left in to.items() if left != NOBODYS}
    for left in set(back.values()):
        its = record.id.in_([number for number, one in back.items() if one == left])
        person, whose = models.Person, record.select(record.person).where(its)
        its_people = (person.list == list_id) & person.id.in_(whose)
        person.update(list=left).where(its_people).execute()
        record.update(list=left).where(its).execute()
    return list(back)


def _empty(row: models.Record) -> bool:
    stored = editing.find(row.id)
    return stored is not None and making.delete(stored)


def _its(campaign_id: int, list_id: int) -> Any:
    record = models.Record
    left = record.status != RecordStatus.DELETED
    return (record.campaign == campaign_id) & (record.list == list_id) & left


def _overwritten(list_id: int) -> Any:
    """For WHERE: of a record."""
    other = models.Overwritten
    there = (other.list == list_id) & (other.record == models.Record.id)
    return fn.EXISTS(other.select(other.record).where(there))
