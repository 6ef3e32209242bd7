"""What people change of a record is written the same by either database."""

from datetime import timedelta

import pytest
from peewee import SqliteDatabase

from esl_dialer.core.calls import call_back
from esl_dialer.core.lists.by_hand import Typed, TypedPhone, read
from esl_dialer.core.words import RecordStatus
from esl_dialer.store import models
from esl_dialer.store.campaigns import resetting
from esl_dialer.store.database import transaction
from esl_dialer.store.people import call_backs, editing, making, phone_marks
from tests.patience import PATIENCE_S
from tests.store.rows import (
    NOW,
    a_campaign,
    a_record,
    an_attempt,
    phones_of,
    status_of,
    until_one_waits,
    writers,
)

ONE, TWO, THREE = "+14165550100", "+14165550101", "+14165550102"
LATER = NOW + timedelta(hours=2)
ANN = Typed(
    {"account_number": "A1", "first_name": "ANN", "last_name": "ONE", "province": "ON",
     "tfn": "8005550100"},
    (TypedPhone(THREE, "home"), TypedPhone(ONE)), (("a", "1"),), zone="America/Regina",
)  # fmt: skip


def phones(record):
    return [(p.position, p.number, p.do_not_call) for p in phones_of(record)]


def agree(record, note):
    called = call_backs.find(record)
    about = {"note": note, "set_by": "vera", "set_at": NOW}
    return call_backs.put(called, call_back.waits(called.progress, LATER), LATER, about)


def test_a_call_back_is_set_again_and_taken_back(db):
    record = a_record(a_campaign(), ONE)
    assert agree(record, "one")
    assert agree(record, "two")
    assert call_backs.agreed(record, LATER).note == "two"
    called = call_backs.find(record)
    assert call_backs.take_back(called, call_back.without(called.progress, called.before))
    assert not call_backs.take_back(called, called.progress)
    assert models.Record.get_by_id(record).ready


def test_a_record_that_is_being_edited_is_let_go_first(db):
    if isinstance(models.database.obj, SqliteDatabase):
        pytest.skip("SQLite has one writer at a time")
    record = a_record(a_campaign(), ONE, TWO)
    first, other = (phone.id for phone in models.Phone.select().order_by(models.Phone.id))
    with writers(1) as (another,):
        with transaction():
            editing.find(record, hold=True)
            phone_marks.put(record, first, marked=True)
            waits = another.spawn(marked, record, other)
            until_one_waits()
            phone_marks.settle(record)
        waits.get(timeout=PATIENCE_S)
    assert status_of(record) is RecordStatus.DNC


def marked(record, phone):
    with transaction():
        phone_marks.put(record, phone, marked=True)
        phone_marks.settle(record)


def test_marks_stop_a_record_and_a_reset_keeps_them(db):
    campaign = a_campaign()
    record = a_record(campaign, ONE, TWO)
    ids = [phone.id for phone in models.Phone.select().order_by(models.Phone.position)]
    for phone in ids:
        assert phone_marks.put(record, phone, marked=True)
        phone_marks.settle(record)
    assert status_of(record) is RecordStatus.DNC
    resetting.requeue(campaign, 0, 9, NOW)
    assert status_of(record) is RecordStatus.DNC
    assert phone_marks.put(record, ids[1], marked=False)
    phone_marks.settle(record)
    phone_marks.look_again(record, NOW)
    assert phones(record) == [(0, ONE, True), (1, TWO, False)]
    assert status_of(record) is RecordStatus.PENDING


def test_a_record_is_written_whole(db):
    record = a_record(a_campaign(), ONE, TWO)
    entry, _ = read(ANN)
    with transaction():
        assert editing.put(editing.find(record), entry, NOW, unspoken=True)
    assert phones(record) == [(0, THREE, False), (1, ONE, False)]
    assert editing.find(record).typed.zone == "America/Regina"


def test_one_is_added_deleted_and_added_again(db):
    campaign = a_campaign()
    entry, _ = read(ANN)
    record = making.add(campaign, entry, "key", NOW)
    models.Record.update(audio="ready", ready=True).execute()
    assert an_attempt(record, "one")
    models.Record.update(status=RecordStatus.NO_ANSWER).execute()
    models.Claim.delete().execute()
    assert making.calls_of(record) == 1
    assert making.delete(editing.find(record))
    assert (status_of(record), phones(record)) == (RecordStatus.DELETED, [])
    assert models.Attempt.get().phone_id is None
    assert making.add(campaign, entry, "key", NOW) == record
    assert status_of(record) is RecordStatus.PENDING
    another = a_record(campaign, TWO)
    assert making.delete(editing.find(another))
    assert editing.find(another) is None
