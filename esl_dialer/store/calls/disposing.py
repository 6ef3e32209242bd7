"""What somebody said that a call came to, written; and the promises to pay that hold calls back."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from esl_dialer.core.calls.disposing import Disposed, Meant
from esl_dialer.core.calls.settlement import Before
from esl_dialer.core.rules.record_rules import promised
from esl_dialer.core.words import RecordAudio
from esl_dialer.store import models
from esl_dialer.store.calls import settling
from esl_dialer.store.database import held
from esl_dialer.store.people import promises, stops
from esl_dialer.store.system import outbox


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said with the disposition of an attempt."""

    note: str
    call_back_at: datetime | None
    cents: int | None
    promised_on: str
    said_by: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Attempted:
    """An attempt of which something is said, and where its record is."""

    before: Before
    gate: str
    disposition: str
    """What was said of it before; empty: nothing."""


def find(attempt_id: str) -> Attempted | None:
    """None: there is no such attempt. Nobody else changes its record until the transaction ends."""
    attempt, record = models.Attempt, models.Record
    row = attempt.get_or_none(attempt.id == attempt_id)
    if row is None:
        return None
    its = held(record.select().where(record.id == row.record_id)).get()
    before = settling.before(attempt_id, siblings=True)
    return Attempted(before, its.gate, row.disposition) if before else None


@dataclass(frozen=True, slots=True)
class Written:
    """The disposition by its ``key``, what was said with it, by whom and when."""

    key: str
    meant: Meant
    by: str
    at: datetime


def write(found: Attempted, said: Written, done: Disposed) -> None:
    """All that the disposition changes, inside a transaction of the caller's."""
    mine, key, meant, now = found.before.attempt, said.key, said.meant, said.at
    attempt, phone = models.Attempt, models.Phone
    attempt.update(disposition=key).where(attempt.id == mine.id).execute()
    _say(mine.id, said)
    if done.bad_phone is not None:
        phone.update(invalid=True).where(phone.id == done.bad_phone).execute()
    if done.stop is not None:
        stops.put(replace(done.stop, note=key, by=said.by), now)
    if meant.promise is not None and not mine.simulated:
        promises.put(mine.record, mine.id, meant.promise)
    elif found.disposition:
        promises.forget(mine.id)
    if done.progress is not None:
        _move(found.before, key, done, meant)
    if done.reopened:
        outbox.put("campaign.reopened", {"completed": done.reopened}, now, mine.campaign)
    outbox.put("campaign", {"record": mine.record}, now, mine.campaign)


def _say(attempt_id: str, said: Written) -> None:
    table, meant, promise = models.SaidOfCall, said.meant, said.meant.promise
    values = {
        "note": meant.note,
        "call_back_at": meant.call_back,
        "cents": promise.cents if promise else None,
        "promised_on": promise.day.isoformat() if promise else "",
        "said_by": said.by,
        "said_at": said.at,
    }
    put = table.insert(attempt=attempt_id, **values)
    put.on_conflict(conflict_target=[table.attempt], update=values).execute()


def _move(before: Before, key: str, done: Disposed, meant: Meant) -> None:
    table, progress = models.Record, done.progress
    if progress is None:
        return
    waits = progress.dialable and progress.not_before is not None
    values = asdict(progress) | {
        "resolution": key,
        "ready": progress.ready(RecordAudio(before.audio)),
        "held_by": promised.__name__ if waits and meant.promise else "",
        "scheduled_for": None,
    }
    table.update(**values).where(table.id == before.attempt.record).execute()


def disposition_of(attempt_id: str) -> str | None:
    """Its key, empty where nobody said anything; None: there is no such attempt."""
    row = models.Attempt.get_or_none(models.Attempt.id == attempt_id)
    return row.disposition if row else None


def spoken(attempt_ids: Iterable[str]) -> dict[str, Spoken]:
    """By attempt, what was said with its disposition."""
    table = models.SaidOfCall
    rows = table.select().where(table.attempt.in_(sorted(attempt_ids)))
    return {
        row.attempt_id: Spoken(
            row.note, row.call_back_at, row.cents, row.promised_on, row.said_by, row.said_at
        )
        for row in rows
    }
