"""Records: counts and look-ups."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, Case, fn

from esl_dialer.core.calls.progress import PROTECTED_STATUSES
from esl_dialer.core.words import DIALABLE_STATUSES, RecordAudio, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.calls.claims import Candidate, load
from esl_dialer.store.column_types import from_ms, to_ms
from esl_dialer.store.models.lists import HELD, UNFINISHED
from esl_dialer.store.reports.tallies import MINUTE_MS


@dataclass(frozen=True, slots=True)
class Readiness:
    total: int
    missing_audio: int
    failed_audio: int
    importing: bool


def readiness(campaign_id: int, *, anew: bool = False) -> Readiness:
    """What a start looks at; only records that may still be dialed need audio. ``anew``: as they
    will be in a new run."""
    table, lists = models.RecordTally, models.ListImport
    total, missing, failed = (
        table.select(
            fn.SUM(table.records),
            _sum_of(_dialable(anew), RecordAudio.NONE, RecordAudio.GONE),
            _sum_of(_dialable(anew), RecordAudio.FAILED),
        )
        .where((table.campaign_id == campaign_id) & _left())
        .tuples()
        .get()
    )
    attached = models.CampaignList
    others = attached.select(attached.list).where(attached.campaign == campaign_id)
    mine = (lists.campaign == campaign_id) | lists.list.in_(others)
    importing = lists.select().where(mine & lists.status.in_(UNFINISHED))
    return Readiness(int(total or 0), int(missing or 0), int(failed or 0), bool(importing.count()))


def _sum_of(which: Any, *audio: RecordAudio) -> Any:
    table = models.RecordTally
    return fn.SUM(Case(None, [(which & table.audio.in_(audio), table.records)], 0))


def without_did(campaign_id: int, *, anew: bool = False) -> int:
    """Records that may still be dialed, or will be in a new run, and have no transfer number of
    their own."""
    table = models.RecordTally
    mine = (table.campaign_id == campaign_id) & _dialable(anew) & ~table.own_transfer
    return int(table.select(fn.SUM(table.records)).where(mine).scalar() or 0)


def _left() -> Any:
    """Not deleted."""
    return models.RecordTally.status != RecordStatus.DELETED


def _dialable(anew: bool) -> Any:
    """In a new run all are but whom a stop protects; whom the filter leaves out it does again."""
    status = models.RecordTally.status
    if anew:
        return status.not_in(sorted(PROTECTED_STATUSES | {RecordStatus.FILTERED_OUT}))
    return status.in_(list(DIALABLE_STATUSES))


def by_account(campaign_id: int, account: str) -> list[Candidate]:
    """The account's records: more than one only where the campaign looks for no duplicates."""
    table = models.Record
    return _some(campaign_id, table.account == account)


def by_number(campaign_id: int, record: int) -> Candidate | None:
    """The campaign's record of that number."""
    return next(iter(_some(campaign_id, models.Record.id == record)), None)


def _some(campaign_id: int, which: Any) -> list[Candidate]:
    table = models.Record
    left = (table.campaign == campaign_id) & (table.status != RecordStatus.DELETED)
    ids = [number for (number,) in table.select(table.id).where(left & which).tuples()]
    return load(sorted(ids)) if ids else []


@dataclass(frozen=True, slots=True)
class Group:
    """Records that every rule treats alike, and how many they are.

    ``first_due`` is the whole minute at which the first of those that wait is due, or after it.
    """

    status: RecordStatus
    audio: RecordAudio
    gate: str
    waits: bool
    first_due: datetime | None
    count: int


@dataclass(frozen=True, slots=True)
class Held:
    """Records that a tick came to and that a rule held back: ``first_due`` is when the first of
    them is looked at again."""

    rule: str
    count: int
    first_due: datetime


def held(campaign_id: int, now: datetime) -> list[Held]:
    """By rule, those that still wait. They are among the ``groups`` of those that wait."""
    table = models.Record
    query = (
        table.select(table.held_by, fn.COUNT(table.id), fn.MIN(table.not_before))
        .where((table.campaign == campaign_id) & SQL(HELD) & (table.not_before > now))
        .group_by(table.held_by)
    )
    return [Held(rule, count, due) for rule, count, due in query.tuples()]


def waiting_gates(campaign_ids: Collection[int]) -> dict[int, set[str]]:
    """By campaign, the gates of those who may still be dialed."""
    table = models.RecordTally
    dialable = table.status.in_(sorted(DIALABLE_STATUSES)) & table.campaign_id.in_(
        list(campaign_ids)
    )
    query = (
        table.select(table.campaign_id, table.gate)
        .where(dialable)
        .group_by(table.campaign_id, table.gate)
        .having(fn.SUM(table.records) > 0)
        .tuples()
    )
    found: dict[int, set[str]] = {}
    for campaign, gate in query:
        found.setdefault(campaign, set()).add(gate)
    return found


def groups(campaign_id: int, now: datetime) -> Iterator[Group]:
    """The campaign's records, grouped by all that a rule looks at but stops and phones."""
    table = models.RecordTally
    key = (table.status, table.audio, table.gate, table.due)
    query = (
        table.select(*key, fn.SUM(table.records))
        .where((table.campaign_id == campaign_id) & _left())
        .group_by(*key)
        .having(fn.SUM(table.records) > 0)
        .tuples()
    )
    minute = to_ms(now) // MINUTE_MS
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    dues: dict[tuple[str, str, str, bool], int] = {}
    for status, audio, gate, due, count in query:
        alike = (status, audio, gate, due > minute)
        counts[alike] += int(count)
        dues[alike] = min(dues.get(alike, due), due)
    for (status, audio, gate, waits), count in counts.items():
        at = from_ms(dues[status, audio, gate, waits] * MINUTE_MS) if waits else None
        yield Group(RecordStatus(status), RecordAudio(audio), gate, waits, at, count)
