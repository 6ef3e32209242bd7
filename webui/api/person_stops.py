"""Stops of a record's person: why nobody calls them, set and removed with who, when and why."""

from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.people.person_stops import Scope
from esl_dialer.core.words import StopReason
from esl_dialer.services.people import person_stops
from esl_dialer.services.people.person_stops import Asked, shown
from webui.api.routes import Request, Route
from webui.api.shapes import Given, Name, Said, Shown, Text


class StopGiven(Given):
    reason: StopReason
    why: Text
    """Kept for good."""
    scope: Scope = Scope.EVERYWHERE
    """``everywhere``: all records of the person; ``campaign``, ``list``: those of the record's."""
    until: Name = ""
    """ISO 8601, a day or a day and a time: from then on they may be called again. Without a zone it
    is the person's. Empty: for good."""


class StopShown(Shown):
    id: int
    reason: StopReason
    scope: Scope
    campaign: int | None
    list: int | None
    until: datetime | None
    why: str
    source: Said
    """The cell of a list that said so; empty: a person did."""
    set_by: str
    set_at: datetime
    removed_at: datetime | None
    """Since when it holds nobody; null: it stands."""
    removed_by: str
    removed_why: str


class StopsShown(Shown):
    items: list[StopShown]
    """The newest first; those that were removed too."""


class Removal(Given):
    why: Text
    """Kept for good."""


def every(asked: Request, record: int) -> dict[str, Any]:
    """The stops that the record's person has, or had."""
    return {"items": [shown(one) for one in person_stops.of_record(asked.ctx, record)]}


def add(asked: Request, record: int) -> dict[str, Any]:
    """Stop the person: none of their records is called, in any campaign unless the scope says."""
    body = asked.body
    wanted = Asked(body.reason, body.why, body.scope, body.until)
    return shown(person_stops.add(asked.ctx, record, wanted))


def remove(asked: Request, record: int, stop: int) -> dict[str, Any]:
    """Remove a stop; it stays in the person's history."""
    return shown(person_stops.remove(asked.ctx, record, stop, asked.body.why))


_ALL = "/records/{record}/stops"
ROUTES = (
    Route("GET", _ALL, Permission.VIEW, every, StopsShown),
    Route("POST", _ALL, Permission.MANAGE_DNC, add, StopShown, 201, body=StopGiven),
    Route("POST", f"{_ALL}/{{stop}}/remove", Permission.MANAGE_DNC, remove, StopShown,
          body=Removal),
)  # fmt: skip
