"""Files of do-not-call numbers: which are to be read, who reads them, what became of each."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from esl_dialer.core.people.dnc_imports import UNFINISHED, DncImportState
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.store import models


@dataclass(frozen=True, slots=True)
class DncImport:
    """``missed``: the first lines that were not read to their end, each with its number."""

    id: int
    list_id: int
    file_name: str
    token: str
    note: str
    state: DncImportState
    added: int
    updated: int
    unread: int
    missed: list[tuple[int, str]]
    error: Says
    owner: str
    until: datetime | None
    tries: int
    created_at: datetime
    created_by: str
    finished_at: datetime | None

    @property
    def unfinished(self) -> bool:
        return self.state in UNFINISHED


def want(values: dict[str, Any], by: str, now: datetime) -> int:
    """Its number; ``values`` are list_id, file_name, token and note."""
    return int(models.DncImport.create(**values, created_by=by, created_at=now).id)


def get(number: int) -> DncImport | None:
    row = models.DncImport.get_or_none(models.DncImport.id == number)
    return _import(row) if row else None


def latest(limit: int, list_id: int | None = None) -> list[DncImport]:
    """Newest first; of all lists where none is named."""
    table = models.DncImport
    query = table.select().order_by(table.id.desc()).limit(limit)
    if list_id is not None:
        query = query.where(table.list_id == list_id)
    return [_import(row) for row in query]


def unfinished() -> list[DncImport]:
    """Oldest first."""
    table = models.DncImport
    open_ = table.state.in_(UNFINISHED)
    return [_import(row) for row in table.select().where(open_).order_by(table.id)]


def take(seen: DncImport, owner: str, until: datetime) -> bool:
    """Compare and swap; False when it is not as it was ``seen``: another was quicker."""
    table = models.DncImport
    same = (table.id == seen.id) & (table.state == seen.state) & (table.tries == seen.tries)
    values = {"state": DncImportState.READING, "owner": owner, "until": until}
    return bool(table.update(**values, tries=seen.tries + 1).where(same).execute())


def note(number: int, owner: str, **values: Any) -> bool:
    """How far it is, by column; False when another reads it by now."""
    table = models.DncImport
    mine = (table.id == number) & (table.owner == owner)
    mine &= table.state == DncImportState.READING
    return bool(table.update(**values).where(mine).execute())


def end(number: int, owner: str, now: datetime, error: Says = NOTHING) -> bool:
    """False when another reads it by now."""
    state = DncImportState.FAILED if error else DncImportState.DONE
    return note(number, owner, state=state, error=error, finished_at=now)


def _import(row: models.DncImport) -> DncImport:
    return DncImport(**{field.name: getattr(row, field.name) for field in fields(DncImport)})
