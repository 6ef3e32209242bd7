"""Which audio files the database still needs: what a clean-up asks before it deletes."""

from collections.abc import Collection, Sequence
from typing import Any

from esl_dialer.core.words import OPEN_STATES, RecordAudio, RunState
from esl_dialer.store import models
from esl_dialer.store.database import transaction

AT_REST = (RunState.STOPPED, RunState.COMPLETED)
"""Campaigns whose audio may go stale: not those that dial, are paused or wait to be started."""


def _at_rest() -> Any:
    table = models.Campaign
    return table.run_state.in_(AT_REST) | table.archived_at.is_null(False)


def campaigns_at_rest() -> list[int]:
    table = models.Campaign
    return [row.id for row in table.select(table.id).where(_at_rest()).order_by(table.id)]


def spoken_records(campaign_id: int, after: int, limit: int) -> list[tuple[int, str]]:
    """Records with a file, and the file, in order of their number."""
    table = models.Record
    rows = (
        table.select(table.id, table.audio_path)
        .where((table.campaign == campaign_id) & (table.id > after) & (table.audio_path != ""))
        .order_by(table.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows.tuples()]


def forget(campaign_id: int, record_ids: Sequence[int]) -> list[str]:
    """Let go of these records' audio, if the campaign is still at rest and no call plays it.

    Returns the messages' files that may now be deleted.
    """
    table, campaigns = models.Record, models.Campaign
    with transaction():
        if not campaigns.select().where((campaigns.id == campaign_id) & _at_rest()).exists():
            return []
        busy = _called_now(record_ids)
        chosen = [record_id for record_id in record_ids if record_id not in busy]
        rows = table.select(table.audio_path).where(table.id.in_(chosen)).tuples()
        paths = [row[0] for row in rows]
        table.update(
            audio=RecordAudio.NONE, audio_path="", audio_ms=0, apology_path="",
            acknowledgement_path="", ready=False,
        ).where(table.id.in_(chosen)).execute()  # fmt: skip
    return paths


def _called_now(record_ids: Sequence[int]) -> set[int]:
    table = models.Attempt
    open_ones = table.record.in_(record_ids) & table.state.in_(OPEN_STATES)
    return {row[0] for row in table.select(table.record).where(open_ones).tuples()}


def needed_messages(record_ids: Collection[int]) -> set[str]:
    """The files that these records, or calls to them, may still play."""
    records, attempts = models.Record, models.Attempt
    ids = list(record_ids)
    kept = records.select(records.audio_path).where(records.id.in_(ids)).tuples()
    open_ones = attempts.record.in_(ids) & attempts.state.in_(OPEN_STATES)
    playing = attempts.select(attempts.audio_path).where(open_ones).tuples()
    return {row[0] for row in kept} | {row[0] for row in playing}


def needed_prompts() -> set[str]:
    """Every prompt that a record names. One pass over the records."""
    table = models.Record
    columns = (table.apology_path, table.acknowledgement_path)
    return {row[0] for column in columns for row in table.select(column).distinct().tuples()}
