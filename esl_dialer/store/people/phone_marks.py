"""The do-not-call marks of phones, and what they make of their record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from peewee import SQL, fn

from esl_dialer.core.people.phone_marks import ALL_MARKED, stop_by_marks
from esl_dialer.core.people.stops import Mark
from esl_dialer.core.rules.record_rules import call_back
from esl_dialer.core.says import NOTHING
from esl_dialer.core.words import WAITING_STATUSES, RecordAudio, RecordStatus, StopReason
from esl_dialer.store import models
from esl_dialer.store.database import held
from esl_dialer.store.models.lists import HELD
from esl_dialer.store.people import persons


def put(record_id: int, phone_id: int, *, marked: bool) -> bool:
    """Of all who stand for the record's person. False when the person has no such phone, or it was
    so already, of all."""
    table = models.Phone
    mine = (table.id == phone_id) & _of(record_id)
    number = table.select(table.number).where(mine).scalar()
    if number is None:
        return False
    theirs = table.person.in_(persons.of_account(record_id)) & (table.number == number)
    other = theirs & (table.do_not_call != marked)
    return bool(table.update(do_not_call=marked).where(other).execute())


def of(record_id: int) -> set[str]:
    """The numbers of the record's person that are marked."""
    table = models.Phone
    rows = table.select(table.number).where(_of(record_id) & table.do_not_call)
    return {number for (number,) in rows.tuples()}


def keep(person: int, gone: Iterable[str]) -> None:
    """These numbers were marked and are taken out of the person's phones: added again, they are
    marked again, by ``recall``."""
    table = models.Person
    was = table.select(table.marked_before).where(table.id == person).get().marked_before
    numbers = sorted({*was, *gone})
    if numbers != was:
        table.update(marked_before=numbers).where(table.id == person).execute()


def hand_on(former: int, person: int) -> None:
    """Who takes the place of the former person is marked as those were."""
    phone = models.Phone
    marked = phone.select(phone.number).where((phone.person == former) & phone.do_not_call)
    was = models.Person.get_by_id(former).marked_before
    keep(person, {*was, *(number for (number,) in marked.tuples())})
    recall(person)


def recall(person: int) -> None:
    """Mark those of the person's phones that were marked when they were taken out."""
    table, phone = models.Person, models.Phone
    was = table.select(table.marked_before).where(table.id == person).get().marked_before
    if not was:
        return
    its = (phone.person == person) & phone.number.in_(was)
    back = [number for (number,) in phone.select(phone.number).where(its).tuples()]
    if back:
        phone.update(do_not_call=True).where(its).execute()
        left = [number for number in was if number not in back]
        table.update(marked_before=left).where(table.id == person).execute()


def hold(record_id: int) -> None:
    """All records of who stands for the record's person, in their order, as ``settle`` changes
    them: who edits one holds its record before its phones, too. Inside a transaction."""
    table = models.Record
    theirs = table.person.in_(persons.of_account(record_id))
    list(held(table.select(table.id).where(theirs).order_by(table.id)))


def put_again(record_id: int, numbers: set[str]) -> None:
    """Of phones that were written anew: these are marked as they were."""
    table = models.Phone
    mine = _of(record_id) & table.number.in_(sorted(numbers))
    table.update(do_not_call=True).where(mine).execute()


def _of(record_id: int) -> Any:
    """For WHERE: the phones of the record's person."""
    record = models.Record
    return models.Phone.person == record.select(record.person).where(record.id == record_id)


def let_go(records: Any) -> None:
    """Of these records (for WHERE), all of whose phones are in use again: people who were stopped
    by marks, and have a phone without one, are stopped no more."""
    table, person, phone = models.Record, models.Person, models.Phone
    stopped = (person.stop_reason == StopReason.DNC) & (person.stop_source == ALL_MARKED)
    left = phone.select(phone.id).where((phone.person == person.id) & ~phone.do_not_call)
    mine = person.id.in_(table.select(table.person).where(records))
    person.update(stop_reason=None, stop_source=NOTHING).where(
        mine & stopped & fn.EXISTS(left)
    ).execute()


def settle(record_id: int) -> None:
    """Stop the record, or let it go on, as its phones' marks say; its phones were written before.
    The records in other campaigns of who stands for its person stop and go on too.

    One that is being called is looked at again when its call has ended; one that is finished stays
    so, and who is on the do-not-call list too.
    """
    for whose in persons.of_account(record_id):
        _settle(whose)


def _settle(whose: int) -> None:
    table, phone, person = models.Record, models.Phone, models.Person
    rows = list(held(table.select().where(table.person == whose).order_by(table.id)))
    phones = phone.select(phone.invalid, phone.do_not_call).where(phone.person == whose)
    was = person.get_by_id(whose)
    before = Mark(was.stop_reason, was.stop_source) if was.stop_reason else None
    stop = stop_by_marks(phones.tuples(), before)
    listed = bool(rows) and all(row.status is RecordStatus.DNC for row in rows)
    if stop == before or (stop is not None and listed):
        return
    mark = (stop.reason, stop.source) if stop else (None, NOTHING)
    told = person.update(stop_reason=mark[0], stop_source=mark[1])
    told.where(person.id == whose).execute()
    for each in rows:
        if values := _stopped(each, stop) if stop else _let_go(each):
            table.update(**values).where(table.id == each.id).execute()


def look_again(record_id: int, now: datetime) -> None:
    """At once, where a rule held it back and not its retry rule: it may have another phone now."""
    table = models.Record
    held = SQL(HELD) & (table.held_by != call_back.__name__) & (table.not_before > now)
    table.update(not_before=now).where((table.id == record_id) & held).execute()


def _stopped(row: models.Record, stop: Mark) -> dict[str, Any]:
    """What it waited for stays, for when it goes on."""
    if row.status not in WAITING_STATUSES:
        return {}
    return {"status": stop.status, "ready": False}


def _let_go(row: models.Record) -> dict[str, Any]:
    if row.status is not RecordStatus.DNC:
        return {}
    status = RecordStatus.RETRY if row.attempts else RecordStatus.PENDING
    ready = row.audio is RecordAudio.READY and row.not_before is None
    return {"status": status, "ready": ready}
