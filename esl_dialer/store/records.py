"""Records: counts and look-ups."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, Case, fn

from esl_dialer.core.words import RecordAudio, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.claims import Candidate, load


@dataclass(frozen=True, slots=True)
class Readiness:
    total: int
    missing_audio: int
    importing: bool


def readiness(campaign_id: int) -> Readiness:
    """What a start looks at; only records that may still be dialed need audio."""
    table, lists = models.Record, models.List
    mine = table.campaign == campaign_id
    dialable = table.status.in_([RecordStatus.PENDING, RecordStatus.RETRY])
    missing = table.select().where(mine & dialable & (table.audio != RecordAudio.READY)).count()
    importing = lists.select().where(
        (lists.campaign == campaign_id) & lists.status.in_(["pending", "importing"])
    )
    return Readiness(table.select().where(mine).count(), missing, bool(importing.count()))


def without_did(campaign_id: int) -> int:
    """Records that may still be dialed and have no transfer number of their own."""
    table = models.Record
    rows = table.select(table.fields).where(
        (table.campaign == campaign_id)
        & table.status.in_([RecordStatus.PENDING, RecordStatus.RETRY])
    )
    return sum(1 for (values,) in rows.tuples().iterator() if not values.get("did"))


def by_account(campaign_id: int, account: str) -> Candidate | None:
    table = models.Record
    row = table.get_or_none((table.campaign == campaign_id) & (table.account == account))
    return load([row.id])[0] if row else None


@dataclass(frozen=True, slots=True)
class Group:
    """Records that every rule treats alike, and how many they are."""

    status: RecordStatus
    audio: RecordAudio
    gate: str
    waits: bool
    first_due: datetime | None
    count: int


def groups(campaign_id: int, now: datetime) -> Iterator[Group]:
    """The campaign's records, grouped by all that a rule looks at but stops and phones."""
    table = models.Record
    waits = Case(None, [(table.not_before > now, 1)], 0).alias("waits")
    query = (
        table.select(
            table.status,
            table.audio,
            table.gate,
            waits,
            fn.MIN(table.not_before),
            fn.COUNT(table.id),
        )
        .where(table.campaign == campaign_id)
        .group_by(table.status, table.audio, table.gate, SQL("waits"))
    )
    for status, audio, gate, waiting, due, count in query.tuples():
        yield Group(
            RecordStatus(status), RecordAudio(audio), gate, bool(waiting), _instant(due), count
        )


def _instant(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else models.Record.not_before.python_value(value)
