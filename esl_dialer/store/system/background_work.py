"""Long work: lists being read and audio being made, those that ended lately too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, SQL

from esl_dialer.core.says import Says
from esl_dialer.store import models
from esl_dialer.store.campaigns.campaigns import title_of
from esl_dialer.store.models.lists import UNDOING
from esl_dialer.store.models.lists import UNFINISHED as READING
from esl_dialer.store.speech.audio import UNFINISHED as SPEAKING

NONE = SQL("FALSE")
"""For WHERE."""


@dataclass(frozen=True, slots=True)
class Work:
    """``kind`` is ``list`` or ``audio``; ``total`` is None while nobody knows it.

    ``status`` is the list's or the job's own; ``error`` says why it failed, or what it waits for.
    """

    kind: str
    number: int
    campaign: int
    """0: a list is read that belongs to none."""
    campaign_name: str
    name: str
    status: str
    done: int
    total: int | None
    error: Says
    finished_at: datetime | None

    @property
    def under_way(self) -> bool:
        return self.finished_at is None


def since(instant: datetime) -> list[Work]:
    """What is under way, and what ended after that instant: newest first of each kind."""
    return [*_lists(instant), *_jobs(instant)]


def _lists(instant: datetime) -> Iterator[Work]:
    undone = models.ListImport.undone_at > instant
    for row in _recent(models.ListImport, (*READING, UNDOING), instant, undone):
        undoing = row.status == UNDOING
        done, total = row.rows_read, row.rows_total
        if undoing or row.undone_at:
            done, total = row.rows_undone, row.rows_good - row.rows_overwritten
        yield Work(
            "list", row.id, row.campaign_id or 0, _title(row), row.name, row.status,
            done, total, row.error, None if undoing else row.undone_at or row.finished_at,
        )  # fmt: skip


def _title(row: models.ListImport) -> str:
    """Of its campaign; empty: its list stands apart."""
    return title_of(row.campaign) if row.campaign_id else ""


def _jobs(instant: datetime) -> Iterator[Work]:
    for row in _recent(models.AudioJob, SPEAKING, instant):
        yield Work(
            "audio", row.id, row.campaign_id, title_of(row.campaign), "", row.status,
            done := row.done + row.failed, max(row.total, done) or None, row.error, row.finished_at,
        )  # fmt: skip


def _recent(table: Any, unfinished: tuple[str, ...], instant: datetime, others: Any = NONE) -> Any:
    wanted = table.status.in_(unfinished) | (table.finished_at > instant) | others
    query = table.select(table, models.Campaign).join(models.Campaign, JOIN.LEFT_OUTER)
    return query.where(wanted).order_by(table.id.desc())
