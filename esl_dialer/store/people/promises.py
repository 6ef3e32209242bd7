"""Promises to pay, which hold calls back: the last one of each person."""

from collections.abc import Iterable
from datetime import date, datetime

from esl_dialer.core.people.promises import Promise
from esl_dialer.store import models
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.statements import Select

_PROMISED = Select(
    "FROM record JOIN promise ON promise.person_id = record.person_id"
    " WHERE record.id IN (??) AND promise.until > ?",
    (models.Record, ["id"]),
    (models.Promise, ("until", "cents", "promised_on")),
)


def of(records: Iterable[int], now: datetime) -> dict[int, Promise]:
    """Of these records, those whose people promised to pay by a day that is not over."""
    found = _PROMISED.rows(sorted(set(records)), to_ms(now))
    return {
        record: Promise(cents, date.fromisoformat(day), until)
        for record, until, cents, day in found
    }


def put(record_id: int, attempt_id: str, promise: Promise) -> None:
    """Of the record's person, made in that call: their last one."""
    table, record = models.Promise, models.Record
    values = {
        "cents": promise.cents,
        "promised_on": promise.day.isoformat(),
        "until": promise.until,
        "attempt_id": attempt_id,
    }
    person = record.get_by_id(record_id).person_id
    kept = table.insert(person=person, **values)
    kept.on_conflict(conflict_target=[table.person], update=values).execute()


def forget(attempt_id: str) -> None:
    """What was promised in the call holds nobody back any more."""
    table = models.Promise
    table.delete().where(table.attempt_id == attempt_id).execute()
