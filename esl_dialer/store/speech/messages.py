"""What records' messages are: rows that are there from when one was first spoken on."""

from collections.abc import Iterable

from esl_dialer.core.says import NOTHING
from esl_dialer.store import models


def of(record_id: int) -> models.Message:
    """Empty where nothing was ever spoken."""
    return of_all([record_id])[record_id]


def of_all(record_ids: Iterable[int]) -> dict[int, models.Message]:
    """By record."""
    table, ids = models.Message, list(record_ids)
    found = {row.record_id: row for row in table.select().where(table.record.in_(ids))}
    return {number: found.get(number) or table(record=number, error=NOTHING) for number in ids}
