"""What agents wrote of their calls."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.store import models


@dataclass(frozen=True, slots=True)
class Note:
    at: datetime
    by: str
    text: str
    attempt: str = ""


def add(person: int, note: Note) -> None:
    models.Note.create(person=person, at=note.at, by=note.by, text=note.text, attempt=note.attempt)


def of_person(person: int) -> list[Note]:
    """The newest first."""
    table = models.Note
    rows = table.select(table.at, table.by, table.text, table.attempt).where(table.person == person)
    return [Note(*row) for row in rows.order_by(table.at.desc(), table.id.desc()).tuples()]
