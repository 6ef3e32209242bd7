"""The do-not-call marks of phones, and what they make of their record."""

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


def put(record_id: int, phone_id: int, *, marked: bool) -> bool:
    """False when the record has no such phone, or it was so already."""
    table = models.Phone
    mine = (table.id == phone_id) & (table.record == record_id) & (table.do_not_call != marked)
    return bool(table.update(do_not_call=marked).where(mine).execute())


def of(record_id: int) -> set[str]:
    """The record's numbers that are marked."""
    table = models.Phone
    rows = table.select(table.number).where((table.record == record_id) & table.do_not_call)
    return {number for (number,) in rows.tuples()}


def put_again(record_id: int, numbers: set[str]) -> None:
    """Of phones that were written anew: these are marked as they were."""
    table = models.Phone
    mine = (table.record == record_id) & table.number.in_(sorted(numbers))
    table.update(do_not_call=True).where(mine).execute()


def let_go(records: Any) -> None:
    """Of these records (for WHERE), all of whose phones are in use again: those that were stopped
    by marks, and have a phone without one, are stopped no more."""
    table, phone = models.Record, models.Phone
    stopped = (table.stop_reason == StopReason.DNC) & (table.stop_source == ALL_MARKED)
    left = phone.select(phone.id).where((phone.record == table.id) & ~phone.do_not_call)
    mine = records & stopped & fn.EXISTS(left)
    table.update(stop_reason=None, stop_source=NOTHING).where(mine).execute()


def settle(record_id: int) -> None:
    """Stop the record, or let it go on, as its phones' marks say; its phones were written before.

    One that is being called is looked at again when its call has ended; one that is finished stays
    so, and who is on the do-not-call list too.
    """
    table, phone = models.Record, models.Phone
    row = held(table.select().where(table.id == record_id)).get()
    phones = phone.select(phone.invalid, phone.do_not_call).where(phone.record == record_id)
    before = Mark(row.stop_reason, row.stop_source) if row.stop_reason else None
    stop = stop_by_marks(phones.tuples(), before)
    if stop == before or (stop is not None and row.status is RecordStatus.DNC):
        return
    values = _stopped(row, stop) if stop else _let_go(row)
    table.update(**values).where(table.id == record_id).execute()


def look_again(record_id: int, now: datetime) -> None:
    """At once, where a rule held it back and not its retry rule: it may have another phone now."""
    table = models.Record
    held = SQL(HELD) & (table.held_by != call_back.__name__) & (table.not_before > now)
    table.update(not_before=now).where((table.id == record_id) & held).execute()


def _stopped(row: models.Record, stop: Mark) -> dict[str, Any]:
    """What it waited for stays, for when it goes on."""
    mark = {"stop_reason": stop.reason, "stop_source": stop.source}
    ended = {"status": stop.status, "ready": False}
    return mark | (ended if row.status in WAITING_STATUSES else {})


def _let_go(row: models.Record) -> dict[str, Any]:
    mark: dict[str, Any] = {"stop_reason": None, "stop_source": NOTHING}
    if row.status is not RecordStatus.DNC:
        return mark
    status = RecordStatus.RETRY if row.attempts else RecordStatus.PENDING
    ready = row.audio is RecordAudio.READY and row.not_before is None
    return mark | {"status": status, "ready": ready}
