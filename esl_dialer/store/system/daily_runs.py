"""Daily tasks: which days were dealt with, how often each was tried."""

from dataclasses import dataclass
from datetime import date, datetime

from peewee import fn

from esl_dialer.store import models

PENDING, DONE, SKIPPED = "pending", "done", "skipped"


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
    table = models.DailyRun
    found = table.select(fn.MAX(table.day)).where(table.task == task).scalar()
    return date.fromisoformat(found) if found else None


def last_instant(task: str) -> datetime | None:
    """When any day of the task was last written."""
    table = models.DailyRun
    found: datetime | None = (
        table.select(fn.MAX(table.updated_at)).where(table.task == task).scalar()
    )
    return found


def pending(task: str) -> list[DailyRun]:
    """Days that were begun and not done, oldest first."""
    table = models.DailyRun
    query = table.select().where((table.task == task) & (table.status == PENDING))
    return [_run(row) for row in query.order_by(table.day)]


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
    return DailyRun(
        row.task, date.fromisoformat(row.day), row.status, row.tries, row.detail, row.updated_at
    )
