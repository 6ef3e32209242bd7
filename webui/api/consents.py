"""Consents of a record's person: to which calls, noted and revoked with who, when and why."""

from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.people.consents import Channel, Form
from esl_dialer.core.people.person_stops import Scope
from esl_dialer.services.people import consents
from esl_dialer.services.people.consents import shown
from webui.api.routes import Request, Route
from webui.api.shapes import Given, Name, Said, Shown, Text


class ConsentGiven(Given):
    form: Form
    evidence: Text
    """Where it is on record; kept for good."""
    channel: Channel = Channel.ANY
    """Which calls it is for."""
    scope: Scope = Scope.EVERYWHERE
    """``everywhere``: all records of the person; ``campaign``, ``list``: those of the record's."""
    given_at: Name = ""
    """ISO 8601, a day or a day and a time; without a zone it is the person's. Empty: now."""
    until: Name = ""
    """The same; empty: until it is revoked."""


class ConsentShown(Shown):
    id: int
    form: Form
    channel: Channel
    scope: Scope
    campaign: int | None
    list: int | None
    given_at: datetime
    until: datetime | None
    evidence: str
    source: Said
    """The cell of a list that said so; empty: a person did."""
    set_by: str
    set_at: datetime
    revoked_at: datetime | None
    """Since when it lifts nothing; null: it stands."""
    revoked_by: str
    revoked_why: str


class ConsentsShown(Shown):
    items: list[ConsentShown]
    """The newest first; those that were revoked too."""


class Revocation(Given):
    why: Text
    """Kept for good."""


def every(asked: Request, record: int) -> dict[str, Any]:
    """The consents that the record's person gave."""
    return {"items": [shown(one) for one in consents.of_record(asked.ctx, record)]}


def add(asked: Request, record: int) -> dict[str, Any]:
    """Note a consent of the person: rules of law that ask for it hold them no more."""
    given = consents.Given(**asked.body.model_dump())
    return shown(consents.add(asked.ctx, record, given))


def revoke(asked: Request, record: int, consent: int) -> dict[str, Any]:
    """Revoke a consent; it stays in the person's history."""
    return shown(consents.revoke(asked.ctx, record, consent, asked.body.why))


_ALL = "/records/{record}/consents"
ROUTES = (
    Route("GET", _ALL, Permission.VIEW, every, ConsentsShown),
    Route("POST", _ALL, Permission.MANAGE_DNC, add, ConsentShown, 201, body=ConsentGiven),
    Route("POST", f"{_ALL}/{{consent}}/revoke", Permission.MANAGE_DNC, revoke, ConsentShown,
          body=Revocation),
)  # fmt: skip
