"""Which audio files the database needs: before a clean-up deletes, and when some are gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from esl_dialer.core.campaigns.lifecycle import AT_REST, is_at_rest
from esl_dialer.core.says import NOTHING
from esl_dialer.core.words import DIALABLE_STATUSES, OPEN_STATES, RecordAudio
from esl_dialer.store import models
from esl_dialer.store.database import transaction
from esl_dialer.store.speech import audio
from esl_dialer.store.statements import Select

_SPOKEN = Select(
    "FROM record JOIN message ON message.record_id = record.id"
    " WHERE record.campaign_id = ? AND record.audio = ? LIMIT ?",
    (models.Message, ("path", "ms")),
)

PROMPTS = ("apology_path", "acknowledgement_path", "confirmation_path")
"""Columns of files that several messages may name."""


def campaigns_at_rest(now: datetime) -> list[int]:
    """Those that neither dial nor will by themselves."""
    table = models.Campaign
    may_rest = table.run_state.in_(sorted(AT_REST)) | table.archived_at.is_null(False)
    return [row.id for row in _standing(may_rest) if _is_at_rest(row, now)]


def _standing(which: Any) -> Any:
    table = models.Campaign
    columns = (table.id, table.run_state, table.schedule, table.planned_until, table.archived_at)
    return table.select(*columns).where(which).order_by(table.id)


def _is_at_rest(row: models.Campaign, now: datetime) -> bool:
    archived = row.archived_at is not None
    return is_at_rest(row.run_state, row.schedule, row.planned_until, now, archived=archived)


def spoken_records(campaign_id: int, after: int, limit: int) -> list[tuple[int, str]]:
    """Records with a file, and the file, in order of their number."""
    table, message = models.Record, models.Message
    rows = (
        table.select(table.id, message.path)
        .join(message)
        .where((table.campaign == campaign_id) & (table.id > after) & (message.path != ""))
        .order_by(table.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows.tuples()]


@dataclass(frozen=True, slots=True)
class GoneMessage:
    """A record whose message was not on the disk; ``path`` relative, ``ms`` as it was spoken."""

    id: int
    path: str
    ms: int


def any_spoken() -> bool:
    """Whether a record of any campaign has a message."""
    return bool(_campaigns_with(RecordAudio.READY))


def some_spoken(campaign_id: int, limit: int) -> list[tuple[str, int]]:
    """Files of messages of the campaign that are spoken, and their milliseconds."""
    return [(path, ms) for path, ms in _SPOKEN.rows(campaign_id, str(RecordAudio.READY), limit)]


def gone(after: int, limit: int) -> list[GoneMessage]:
    """The next records whose messages were gone, in order of their number."""
    table = models.Record
    message = models.Message
    columns = (table.id, message.path, message.ms)
    lost = table.campaign.in_(_campaigns_with(RecordAudio.GONE)) & (table.audio == RecordAudio.GONE)
    query = table.select(*columns).join(message).where(lost & (table.id > after))
    return [GoneMessage(*row) for row in query.order_by(table.id).limit(limit).tuples()]


def gone_counts() -> dict[int, int]:
    """By campaign, how many messages that may yet be dialed are gone. Told by the tallies."""
    table = models.RecordTally
    of = (table.audio == RecordAudio.GONE) & table.status.in_(list(DIALABLE_STATUSES))
    query = table.select(table.campaign_id, fn.SUM(table.records)).where(of)
    rows = query.group_by(table.campaign_id).having(fn.SUM(table.records) > 0)
    return {campaign: int(count) for campaign, count in rows.tuples()}


def _campaigns_with(audio: RecordAudio) -> list[int]:
    """By the tallies: so that records are read by an index, and of few campaigns."""
    table = models.RecordTally
    query = table.select(table.campaign_id).where(table.audio == audio)
    rows = query.group_by(table.campaign_id).having(fn.SUM(table.records) > 0)
    return [campaign for (campaign,) in rows.tuples()]


def found_again(record_ids: Sequence[int], now: datetime) -> None:
    """Messages that were gone are there: their records count again. Inside a transaction."""
    table = models.Record
    mine = table.id.in_(list(record_ids)) & (table.audio == RecordAudio.GONE)
    campaigns = {row[0] for row in table.select(table.campaign).where(mine).distinct().tuples()}
    due = table.not_before.is_null() | (table.not_before <= now)
    may = mine & table.status.in_(list(DIALABLE_STATUSES)) & due
    table.update(ready=True).where(may).execute()
    models.Message.update(error=NOTHING).where(
        models.Message.record.in_(table.select(table.id).where(mine))
    ).execute()
    table.update(audio=RecordAudio.READY).where(mine).execute()
    for campaign in campaigns:
        audio.set_audio_state(campaign, audio.reached_state(campaign))


def forget(campaign_id: int, record_ids: Sequence[int], now: datetime) -> list[str]:
    """Let go of these records' audio, if the campaign is still at rest and no call plays it.

    Returns the messages' files that may now be deleted.
    """
    table, message = models.Record, models.Message
    with transaction():
        standing = _standing(models.Campaign.id == campaign_id).get_or_none()
        if standing is None or not _is_at_rest(standing, now):
            return []
        busy = _called_now(record_ids)
        chosen = [record_id for record_id in record_ids if record_id not in busy]
        theirs = message.record.in_(chosen)
        paths = [path for (path,) in message.select(message.path).where(theirs).tuples()]
        gone = dict.fromkeys(("path", *PROMPTS), "")
        message.update(gone | {"ms": 0}).where(theirs).execute()
        table.update(audio=RecordAudio.NONE, ready=False).where(table.id.in_(chosen)).execute()
    return paths


def _called_now(record_ids: Sequence[int]) -> set[int]:
    table = models.Attempt
    open_ones = table.record.in_(record_ids) & table.state.in_(OPEN_STATES)
    return {row[0] for row in table.select(table.record).where(open_ones).tuples()}


def needed_messages(record_ids: Collection[int]) -> set[str]:
    """The files that these records, or calls to them, may still play."""
    message, attempts = models.Message, models.Attempt
    ids = list(record_ids)
    kept = message.select(message.path).where(message.record.in_(ids)).tuples()
    open_ones = attempts.record.in_(ids) & attempts.state.in_(OPEN_STATES)
    playing = attempts.select(attempts.audio_path).where(open_ones).tuples()
    return {row[0] for row in kept} | {row[0] for row in playing}


def needed_prompts() -> set[str]:
    """Every prompt that a message names. One pass over the messages."""
    table = models.Message
    columns = [getattr(table, name) for name in PROMPTS]
    return {row[0] for column in columns for row in table.select(column).distinct().tuples()}
