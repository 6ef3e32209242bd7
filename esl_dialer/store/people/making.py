"""Records that people make, and take out again."""

import secrets
from dataclasses import asdict
from datetime import datetime
from typing import Any

from peewee import fn

from esl_dialer.core.calls.progress import NEW
from esl_dialer.core.lists.by_hand import Entry
from esl_dialer.core.says import NOTHING
from esl_dialer.core.words import RecordAudio, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.calls.selection import HIGHEST_RANDOM_KEY
from esl_dialer.store.lists import known_records, list_records
from esl_dialer.store.people import persons
from esl_dialer.store.people.editing import Stored, person_values, record_values, spoil

_FIELDS = ("first_name", "last_name")
"""What is left of a deleted record's fields: who it was, for its results."""


def add(
    campaign_id: int, entry: Entry, person_key: str, now: datetime, *, several: bool = False
) -> int:
    """A new record, the campaign's last; its number. One that was deleted under that account comes
    back, with its calls. ``several``: an account may have more than one. Raises Duplicate (from the
    transaction)."""
    whose = person_values(entry) | {"person_key": person_key, "created_at": now}
    values = record_values(entry) | asdict(NEW) | {
        "position": list_records.last_position(campaign_id) + 1,
        "random_key": secrets.randbelow(HIGHEST_RANDOM_KEY + 1),
        "created_at": now,
    }  # fmt: skip
    record = _again(campaign_id, entry.account, values, whose)
    if not record and several:
        (values["copy"],) = known_records.copies_of(campaign_id, [entry.account])
    if not record:
        values |= {"campaign": campaign_id, "person": persons.add(whose)}
        record = persons.add_record(values)
    person = persons.of(record)
    for place, phone in enumerate(entry.phones):
        models.Phone.create(
            person=person,
            position=place,
            number=phone.number,
            extension=phone.extension,
            kind=phone.kind,
            as_given=phone.as_given[:64],
        )
    spoil(campaign_id)
    return record


def _again(campaign_id: int, account: str, values: dict[str, Any], whose: dict[str, Any]) -> int:
    """The record's number; 0: none was deleted under that account."""
    table, person = models.Record, models.Person
    gone = (table.campaign == campaign_id) & (table.account == account)
    gone &= table.status == RecordStatus.DELETED
    number = table.select(table.id).where(gone).order_by(table.id.desc()).limit(1).scalar()
    again = gone & (table.id == number)
    if number is None or not table.update(**values).where(again).execute():
        return 0
    person.update(**whose).where(person.id == persons.own(number)).execute()
    return int(number)


def calls_of(record_id: int) -> int:
    """How many calls to it there were: they stay."""
    return int(models.Attempt.select().where(models.Attempt.record == record_id).count())


def delete(before: Stored) -> bool:
    """False, and nothing is gone, when the record has moved on. Phones go with it; of one that was
    called the row stays, without what it held, for its calls."""
    table, attempt = models.Record, models.Attempt
    same = (table.id == before.record) & (table.status == before.status)
    called = fn.EXISTS(attempt.select(attempt.id).where(attempt.record == table.id))
    person = persons.of(before.record)
    if table.delete().where(same & ~called).execute():
        persons.let_go([person])
        return True
    if not table.update(**_EMPTIED).where(same).execute():
        return False
    person = persons.own(before.record)
    kept = {name: before.typed.fields.get(name, "") for name in _FIELDS}
    nobody = models.Person.update(fields=kept, **_NOBODY)
    nobody.where(models.Person.id == person).execute()
    models.Phone.delete().where(models.Phone.person == person).execute()
    for gone in (models.CallBack, models.Message):
        gone.delete().where(gone.record == before.record).execute()
    return True


_NOBODY: dict[str, Any] = {
    "list": None,
    "custom": {},
    "zone": None,
    "owner_agent": "",
    "stop_reason": None,
    "stop_source": NOTHING,
}
_EMPTIED: dict[str, Any] = {
    "status": RecordStatus.DELETED,
    "own_transfer": False,
    "priority": 0,
    "ready": False,
    "urgent": False,
    "not_before": None,
    "scheduled_for": None,
    "held_by": "",
    "audio": RecordAudio.NONE,
}
"""What is left of a record that was called, and of its person."""
