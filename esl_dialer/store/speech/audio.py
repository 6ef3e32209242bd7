"""Audio jobs, and the messages of records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN, fn

from esl_dialer.core.calls.progress import PROTECTED_STATUSES
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.core.speech.generation import Files, reached
from esl_dialer.core.speech.variables import custom_key
from esl_dialer.core.words import (
    DIALABLE_STATUSES,
    OPEN_STATES,
    AudioState,
    RecordAudio,
    RecordStatus,
)
from esl_dialer.store import models
from esl_dialer.store.database import held, transaction
from esl_dialer.store.speech import messages
from esl_dialer.store.statements import Insert, Update

STALE = timedelta(seconds=60)
"""A running job whose heart has not beaten for so long belongs to nobody."""
UNFINISHED = ("pending", "running")

_SPEAK = Update(models.Record, ("audio", "audio_version", "ready"), "id = ?")
_OF_MESSAGE = (
    "record", "path", "ms", "text", "error", "apology_path", "acknowledgement_path",
    "confirmation_path",
)  # fmt: skip
_PUT_MESSAGE = Insert(
    models.Message,
    _OF_MESSAGE,
    known="ON CONFLICT (record_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _OF_MESSAGE[1:]),
)


@dataclass(frozen=True, slots=True)
class Job:
    """``mode``: ``new`` (records without audio) or ``all`` (every record again)."""

    id: int
    campaign_id: int
    mode: str
    status: str
    total: int
    done: int
    failed: int
    stop_requested: bool
    error: Says = NOTHING
    prepared: bool = False


@dataclass(frozen=True, slots=True)
class SpeakableRecord:
    """``fields`` by the keys of variables: the list layout's, and those of its own fields;
    ``old_path`` is the file it had."""

    id: int
    account: str
    fields: dict[str, str]
    old_path: str = ""
    audio_text: str = ""
    audio_ms: int = 0
    audio_version: int = 0


@dataclass(frozen=True, slots=True)
class SpokenRecord:
    """What becomes of one record: its files and text, or an error; ``fields``: what its message was
    made of."""

    id: int
    fields: Mapping[str, str]
    files: Files | None
    text: str = ""
    error: Says = NOTHING


# --- jobs ------------------------------------------------------------------------------------


def add_job(campaign_id: int, mode: str, now: datetime) -> int:
    """Call inside the transaction that also says so elsewhere."""
    job = models.AudioJob.create(campaign=campaign_id, mode=mode, created_at=now)
    return int(job.id)


def job(job_id: int) -> Job:
    """Raises KeyError."""
    row = models.AudioJob.get_or_none(models.AudioJob.id == job_id)
    if row is None:
        raise KeyError(job_id)
    return _job(row)


def unfinished_job(campaign_id: int) -> Job | None:
    table = models.AudioJob
    row = table.get_or_none((table.campaign == campaign_id) & table.status.in_(UNFINISHED))
    return None if row is None else _job(row)


def last_job(campaign_id: int) -> Job | None:
    table = models.AudioJob
    row = table.select().where(table.campaign == campaign_id).order_by(table.id.desc()).first()
    return None if row is None else _job(row)


def _job(row: models.AudioJob) -> Job:
    return Job(
        id=row.id, campaign_id=row.campaign_id, mode=row.mode, status=row.status,
        total=max(row.total, row.done + row.failed),
        done=row.done, failed=row.failed, stop_requested=row.stop_requested, error=row.error,
        prepared=row.status == "running" and row.total > 0,
    )  # fmt: skip


def any_ready() -> bool:
    """Whether some record's message is spoken."""
    table = models.Record
    return bool(table.select(table.id).where(table.audio == RecordAudio.READY).limit(1).scalar())


def waiting_jobs(now: datetime) -> list[int]:
    """Jobs that nobody works on, oldest first."""
    table = models.AudioJob
    rows = table.select(table.id).where(_free(now)).order_by(table.id)
    return [row.id for row in rows]


def unattended(now: datetime) -> int:
    """How many have waited for longer than a worker keeps silent, while none is at work."""
    table = models.AudioJob
    at_work = (table.status == "running") & (table.heartbeat_at >= now - STALE)
    if table.select().where(at_work).exists():
        return 0
    return int(table.select().where(_free(now) & (table.created_at <= now - STALE)).count())


def _free(now: datetime) -> Any:
    table = models.AudioJob
    abandoned = (table.status == "running") & (
        table.heartbeat_at.is_null() | (table.heartbeat_at < now - STALE)
    )
    return (table.status == "pending") | abandoned


def take_job(job_id: int, owner: str, now: datetime) -> bool:
    """Compare and swap; False when another worker has it or it is finished."""
    table = models.AudioJob
    taken = table.update(status="running", owner=owner, heartbeat_at=now).where(
        (table.id == job_id) & _free(now)
    )
    return bool(taken.execute())


def beat(job_id: int, owner: str, now: datetime) -> bool:
    """Say that the worker lives; False when the job is not its own any more."""
    return _write(job_id, owner, heartbeat_at=now)


def _write(job_id: int, owner: str, **values: Any) -> bool:
    """Of a job that is under way; False when it is another's."""
    table = models.AudioJob
    mine = (table.id == job_id) & (table.owner == owner) & (table.status == "running")
    return bool(table.update(**values).where(mine).execute())


def set_total(job_id: int, owner: str, total: int) -> bool:
    """False when the job is not the owner's any more."""
    return _write(job_id, owner, total=total, done=0, failed=0)


def request_stop(campaign_id: int) -> bool:
    table = models.AudioJob
    unfinished = (table.campaign == campaign_id) & table.status.in_(UNFINISHED)
    return bool(table.update(stop_requested=True).where(unfinished).execute())


def note_waiting(job_id: int, owner: str, reason: Says) -> bool:
    """Say on the job why it does not go on just now; ``NOTHING`` when it does.

    False when the job is not the owner's any more.
    """
    return _write(job_id, owner, error=reason)


def finish_job(job_id: int, owner: str, status: str, now: datetime, error: Says = NOTHING) -> bool:
    """False when the job is not the owner's any more: it goes on in other hands."""
    return _write(job_id, owner, status=status, finished_at=now, error=error)


# --- records ---------------------------------------------------------------------------------


def _needed(campaign_id: int) -> Any:
    """For WHERE. Nobody will call the protected again, not even after a reset."""
    table = models.Record
    return (
        (table.campaign == campaign_id)
        & (table.audio == RecordAudio.NONE)
        & table.status.not_in(list(PROTECTED_STATUSES))
    )


def unmark(campaign_id: int, mode: str, after: int, limit: int) -> int | None:
    """Forget the audio that a job is to make again, a chunk at a time; the next ``after``, or None.

    ``all``: every record's; ``new``: the errors, and what is gone from the disk. The files stay
    until they are replaced.
    """
    table = models.Record
    states = [RecordAudio.FAILED, RecordAudio.GONE]
    states += [RecordAudio.READY] if mode == "all" else []
    ids = [
        row[0]
        for row in table.select(table.id)
        .where((table.campaign == campaign_id) & (table.id > after) & table.audio.in_(states))
        .order_by(table.id)
        .limit(limit)
        .tuples()
    ]
    if not ids:
        return None
    with transaction():
        table.update(audio=RecordAudio.NONE, ready=False).where(table.id.in_(ids)).execute()
        message = models.Message
        message.update(error=NOTHING).where(message.record.in_(ids)).execute()
    return int(ids[-1])


def count_needed(campaign_id: int) -> int:
    return int(models.Record.select().where(_needed(campaign_id)).count())


def next_records(campaign_id: int, after: int, limit: int) -> list[SpeakableRecord]:
    """Records without audio, in order of their number."""
    table = models.Record
    query = _with_people().where(_needed(campaign_id) & (table.id > after)).order_by(table.id)
    return _speakable(list(query.limit(limit)))


def find_record(campaign_id: int, ref: int | str) -> SpeakableRecord | None:
    """By account, or by the record's number; of several of an account the first."""
    table = models.Record
    left = (table.campaign == campaign_id) & (table.status != RecordStatus.DELETED)
    mine = _with_people().where(left)
    row = mine.where(table.account == str(ref)).order_by(table.id).first()
    if row is None and str(ref).isdecimal() and len(str(ref)) < 10:
        row = mine.where(table.id == int(ref)).get_or_none()
    return None if row is None else _speakable([row])[0]


def sample_records(campaign_id: int, limit: int) -> list[SpeakableRecord]:
    """Half of them the campaign's first, half its last."""
    table = models.Record
    left = (table.campaign == campaign_id) & (table.status != RecordStatus.DELETED)
    mine = table.select(table.id).where(left)
    ends = (mine.order_by(order).limit(-(-limit // 2)) for order in (table.id, table.id.desc()))
    numbers = list(dict.fromkeys(row.id for end in ends for row in end))[:limit]
    rows = {row.id: row for row in _with_people().where(table.id.in_(numbers))}
    return _speakable([rows[number] for number in numbers if number in rows])


def _with_people() -> Any:
    table = models.Record
    return table.select(table, models.Person).join(models.Person)


def _speakable(rows: Sequence[models.Record]) -> list[SpeakableRecord]:
    spoken = messages.of_all(row.id for row in rows)
    return [
        SpeakableRecord(
            id=row.id, account=row.account, fields=spoken_fields(row.person), old_path=was.path,
            audio_text=was.text, audio_ms=was.ms, audio_version=row.audio_version,
        )
        for row in rows
        if (was := spoken[row.id])
    ]  # fmt: skip


def spoken_fields(row: models.Person) -> dict[str, str]:
    """All that a template's variables stand for, by their keys."""
    own = {"account_number": row.account, "full_name": row.full_name, "province": row.province}
    custom = {custom_key(name): str(value) for name, value in (row.custom or {}).items()}
    return {**custom, **(row.fields or {}), **own}


def save_batch(
    job_id: int, owner: str, version: int, batch: Sequence[SpokenRecord], now: datetime
) -> frozenset[int] | None:
    """Write what became of some records, make the dialable ones ready, count: one transaction.

    Returns the records that were written: one that says something else by now, is another's or was
    deleted, is not. None when the job is not the owner's any more: then nothing is written.
    """
    table, jobs = models.Record, models.AudioJob
    with transaction():
        same = _same(batch)
        spoken = [each.id for each in same if each.files is not None]
        done, failed = jobs.done + len(spoken), jobs.failed + len(same) - len(spoken)
        if not _write(job_id, owner, done=done, failed=failed, heartbeat_at=now):
            return None
        _SPEAK.many(((_state(each), version, False), (each.id,)) for each in same)
        _PUT_MESSAGE.many(map(_message, same))
        due = table.not_before.is_null() | (table.not_before <= now)
        table.update(ready=True).where(
            table.id.in_(spoken) & table.status.in_(list(DIALABLE_STATUSES)) & due
        ).execute()
    return frozenset(each.id for each in same)


def _same(batch: Sequence[SpokenRecord]) -> list[SpokenRecord]:
    """Those whose records still say what was spoken; until the transaction ends nobody else changes
    these. A number may be another's by now: SQLite gives that of the last record again."""
    table = models.Record
    waiting = table.id.in_([each.id for each in batch]) & (table.audio == RecordAudio.NONE)
    rows = held(table.select().where(waiting & (table.status != RecordStatus.DELETED)))
    there = [row.id for row in rows]
    now_said = {
        row.id: spoken_fields(row.person) for row in _with_people().where(table.id.in_(there))
    }
    return [each for each in batch if now_said.get(each.id) == each.fields]


def _state(spoken: SpokenRecord) -> RecordAudio:
    return RecordAudio.READY if spoken.files else RecordAudio.FAILED


def _message(spoken: SpokenRecord) -> Sequence[Any]:
    """In the order of ``_OF_MESSAGE``."""
    files = spoken.files or Files("", 0)
    prompts = (files.apology, files.acknowledgement, files.confirmation)
    return spoken.id, files.message, files.ms, spoken.text, spoken.error, *prompts


def outdated(campaign_id: int, version: int) -> int:
    """Records whose audio was made from another version of the templates."""
    table = models.RecordTally
    made = (table.audio == RecordAudio.READY) & (table.audio_version != version)
    mine = (table.campaign_id == campaign_id) & made
    return int(table.select(fn.SUM(table.records)).where(mine).scalar() or 0)


def unasked(campaign: Campaign) -> int:
    """Records that may be called and whose audio does not ask who they are. They are counted only
    where some audio is of another version of the campaign's texts."""
    if not outdated(campaign.id, campaign.template_version):
        return 0
    table, message = models.Record, models.Message
    mine = (table.campaign == campaign.id) & (table.audio == RecordAudio.READY)
    may = mine & table.status.in_(list(DIALABLE_STATUSES)) & (message.confirmation_path == "")
    return int(table.select().join(message).where(may).count())


def audio_counts(campaign_id: int) -> dict[RecordAudio, int]:
    """How many records that may be called have their audio, lack it, or failed."""
    table = models.RecordTally
    rows = (
        table.select(table.audio, fn.SUM(table.records))
        .where((table.campaign_id == campaign_id) & table.status.not_in(list(PROTECTED_STATUSES)))
        .group_by(table.audio)
        .tuples()
    )
    return dict.fromkeys(RecordAudio, 0) | {RecordAudio(word): int(n) for word, n in rows}


def reached_state(campaign_id: int) -> AudioState:
    """How far the campaign's audio is, when no job is under way."""
    return reached(audio_counts(campaign_id))


def errors(campaign_id: int, limit: int) -> list[tuple[str, Says]]:
    """Account and reason of records that could not be spoken."""
    table, message = models.Record, models.Message
    query = (
        table.select(table.account, message.error)
        .join(message, JOIN.LEFT_OUTER)
        .where((table.campaign == campaign_id) & (table.audio == RecordAudio.FAILED))
        .order_by(table.id)
        .limit(limit)
    )
    return [(account, error or NOTHING) for account, error in query.tuples()]


def set_audio_state(campaign_id: int, state: AudioState) -> None:
    table = models.Campaign
    table.update(audio_state=state).where(table.id == campaign_id).execute()


def playing(record_ids: Sequence[int]) -> set[str]:
    """The files that open attempts of these records play."""
    table = models.Attempt
    open_ones = table.record.in_(record_ids) & table.state.in_(OPEN_STATES)
    return {row[0] for row in table.select(table.audio_path).where(open_ones).tuples()}


def old_paths(batch: Sequence[SpeakableRecord], results: Mapping[int, SpokenRecord]) -> list[str]:
    """Files that a batch has replaced."""
    pairs = ((record.old_path, results[record.id].files) for record in batch)
    return [old for old, new in pairs if old and (new is None or new.message != old)]
