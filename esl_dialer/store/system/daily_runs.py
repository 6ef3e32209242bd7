"""Daily tasks: which days were dealt with, how often each was tried."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from esl_dialer.store import models
from esl_dialer.store.statements import Select

PENDING, DONE, SKIPPED = "pending", "done", "skipped"


_RUN = (models.DailyRun, ("task", "day", "status", "tries", "detail", "updated_at"))
_LAST_DAY = Select("FROM daily_run WHERE task = ? ORDER BY day DESC LIMIT 1", _RUN)
_LAST_WRITTEN = Select("FROM daily_run WHERE task = ? ORDER BY updated_at DESC LIMIT 1", _RUN)
_PENDING = Select("FROM daily_run WHERE task = ? AND status = ? ORDER BY day", _RUN)


@dataclass(frozen=True, slots=True)
class DailyRun:
    """A task's day. ``detail`` says what was done, or what went wrong last."""

    task: str
    day: date
    status: str
    tries: int
    detail: str
    updated_at: datetime


def last_day(task: str) -> date | None:
    """The last day that was begun, done or skipped."""
    found = (run.day for run in map(_made, _LAST_DAY.rows(task)))
    return next(found, None)


def last_instant(task: str) -> datetime | None:
    """When any day of the task was last written."""
    found = (run.updated_at for run in map(_made, _LAST_WRITTEN.rows(task)))
    return next(found, None)


def pending(task: str) -> list[DailyRun]:
    """Days that were begun and not done, oldest first."""
    return [_made(values) for values in _PENDING.rows(task, PENDING)]


def failing() -> list[DailyRun]:
    """Days of any task whose last try failed."""
    table = models.DailyRun
    query = table.select().where((table.status == PENDING) & (table.detail != ""))
    return [_run(row) for row in query.order_by(table.task, table.day)]


def status_of(task: str, day: date) -> str:
    """Empty when the day was not dealt with."""
    row = models.DailyRun.get_or_none(task=task, day=day.isoformat())
    return str(row.status) if row else ""


def put(task: str, day: date, status: str, detail: str, now: datetime) -> None:
    """Write what became of a day; ``pending`` counts a try."""
    table = models.DailyRun
    tries = 1 if status == PENDING else 0
    (
        table.insert(
            task=task, day=day.isoformat(), status=status, tries=tries, detail=detail,
            updated_at=now,
        )
        .on_conflict(
            conflict_target=[table.task, table.day],
            update={
                "status": status, "detail": detail, "updated_at": now,
                "tries": table.tries + tries,
            },
        )
        .execute()
    )  # fmt: skip


def fail(task: str, day: date, error: str, now: datetime) -> None:
    """Note why a day's last try failed; it stays pending."""
    table = models.DailyRun
    table.update(detail=error, updated_at=now).where(
        (table.task == task) & (table.day == day.isoformat())
    ).execute()


def _run(row: models.DailyRun) -> DailyRun:
    return _made([getattr(row, name) for name in _RUN[1]])


def _made(values: list[Any]) -> DailyRun:
    task, day, *rest = values
    return DailyRun(task, date.fromisoformat(day), *rest)
