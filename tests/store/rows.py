"""Rows made for tests."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import gevent
from gevent.threadpool import ThreadPool

from esl_dialer.core.calls.attempts import NewAttempt, NewClaim
from esl_dialer.core.calls.call import Call
from esl_dialer.core.flows import LINK_BACK
from esl_dialer.core.words import CallState, RecordAudio, RecordStatus, RunState, Step
from esl_dialer.store import models
from esl_dialer.store.calls import claims
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.lists import lists
from esl_dialer.store.speech import messages
from tests.patience import PATIENCE_S

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday, 10:00 in Toronto."""

TORONTO = "America/Toronto"
MESSAGE_MS = 5000
_numbers = count(1)


def a_campaign(**values: Any) -> int:
    """An active campaign; its number."""
    plain = {"name": f"campaign {next(_numbers)}", "kind": "LB", "run_state": RunState.ACTIVE}
    return campaigns.create(plain | values, NOW).id


def a_record(campaign: int, *numbers: str, **values: Any) -> int:
    """A record that may be dialed now, with its phones; its number."""
    n = next(_numbers)
    plain = {
        "campaign": campaign,
        "position": n,
        "account": f"A{n}",
        "full_name": "JOHN MUGLIA",
        "province": "ON",
        "gate": TORONTO,
        "random_key": n * 7919 % 1000,
        "audio": RecordAudio.READY,
        "audio_ms": MESSAGE_MS,
        "ready": True,
        "created_at": NOW,
    }
    return put_record(plain | values, numbers)


def put_record(values: dict[str, Any], numbers: Sequence[str] = ()) -> int:
    """A record with its person, message and phones, of columns of all of them; its number."""
    person = models.Person.create(**_among(models.Person, values))
    transfer = bool(values.get("fields", {}).get("did"))
    whose = {"own_transfer": transfer} | values | {"person": person}
    record = models.Record.create(**_among(models.Record, whose))
    spoken = {name.removeprefix("audio_"): value for name, value in values.items()}
    models.Message.create(**_among(models.Message, spoken | {"record": record}))
    for position, number in enumerate(numbers):
        models.Phone.create(person=person, position=position, number=number)
    return int(record.id)


def change_people(**values: Any) -> int:
    return int(models.Person.update(**values).execute())


def _among(table: Any, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in table._meta.fields}


def phones_of(record: int | models.Record) -> list[models.Phone]:
    """In their order."""
    person = models.Record.get_by_id(record).person_id
    table = models.Phone
    return list(table.select().where(table.person == person).order_by(table.position))


def person_of(record: int | models.Record) -> models.Person:
    person: models.Person = models.Record.get_by_id(record).person
    return person


def message_of(record: int | models.Record) -> models.Message:
    return messages.of(models.Record.get_by_id(record).id)


def called(record: int, attempts: int) -> int:
    """The record, after so many attempts of its run: a new row can't be given them, because their
    name on it is that of the calls."""
    models.Record.update(attempts=attempts).where(models.Record.id == record).execute()
    return record


def an_attempt(record: int, name: str, *, now: datetime = NOW, **values: Any) -> bool:
    """Claim the record's next phone; False when it was not free."""
    row = models.Record.get_by_id(record)
    (candidate,) = claims.load([record])
    plain = NewAttempt(
        id=name,
        campaign=row.campaign_id,
        record=record,
        phone=candidate.phone or None,
        run=row.campaign.run_number,
        number=candidate.number,
        owner="engine",
        claimed_at=now,
        start_at=now,
        audio_ms=MESSAGE_MS,
    )
    new = NewClaim(replace(plain, **values), expected=row.status)
    return bool(claims.commit_all([new]))


def ended_call(name: str, *, seconds: float = 0, **changes: Any) -> Call:
    """An ended call; answered for that many seconds, unless 0."""
    ended = datetime(2026, 11, 23, 15, 1, tzinfo=UTC)
    answered = datetime.fromtimestamp(ended.timestamp() - seconds, UTC) if seconds else None
    plain = {
        "state": CallState.ENDED,
        "created_at": NOW,
        "ringing_at": NOW,
        "answered_at": answered,
        "ended_at": ended,
        "step": Step.HEARD if seconds else Step.NONE,
        "cause": "NORMAL_CLEARING" if seconds else "NO_ANSWER",
    }
    return Call(name, LINK_BACK, MESSAGE_MS, **plain | changes)


def status_of(record: int) -> RecordStatus:
    status = models.Record.get_by_id(record).status
    assert isinstance(status, RecordStatus)
    return status


@contextmanager
def writers(number: int) -> Iterator[list[ThreadPool]]:
    """Native threads that write to the open database, each on a connection of its own."""
    pools = [ThreadPool(1) for _ in range(number)]
    for pool in pools:
        pool.apply(models.database.connect)
    yield pools
    for pool in pools:
        pool.apply(models.database.close)
        pool.kill()


def until_one_waits() -> None:
    """Until PostgreSQL has let another wait for what this transaction holds."""
    waits = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted"
    with gevent.Timeout(PATIENCE_S):
        while not models.database.execute_sql(waits).fetchone()[0]:
            gevent.sleep(0)


def an_import(**values: Any) -> models.ListImport:
    """An import with its list, of a campaign, or into a list that stands apart."""
    plain = {
        **{"name": "May", "file_name": "may.csv", "stored_path": "", "sha256": ""},
        **{"created_at": NOW, "campaign": None},
    }
    number = lists.create(plain | values, (plain | values)["created_at"])
    return models.ListImport.get_by_id(number)
