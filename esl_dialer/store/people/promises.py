"""Promises to pay: the last one of each person, which a tick reads with their record."""

from esl_dialer.core.people.promises import Promise
from esl_dialer.store import models


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
