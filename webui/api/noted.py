"""What is noted of a record's person: stops (why nobody calls them) and consents (to which calls),
noted and withdrawn with who, when and why."""

from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.people.consents import Channel, Form
from esl_dialer.core.people.noted import Scope
from esl_dialer.core.words import StopReason
from esl_dialer.services.people import consents, person_stops
from esl_dialer.services.people.person_stops import Asked
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


class NotedShown(Shown):
    id: int
    scope: Scope
    campaign: int | None
    list: int | None
    until: datetime | None
    source: Said
    """The cell of a list that said so; empty: a person did."""
    set_by: str
    set_at: datetime


class StopShown(NotedShown):
    reason: StopReason
    why: str
    removed_at: datetime | None
    """Since when it holds nobody; null: it stands."""
    removed_by: str
    removed_why: str


class StopsShown(Shown):
    items: list[StopShown]
    """The newest first; those that were removed too."""


class ConsentShown(NotedShown):
    form: Form
    channel: Channel
    given_at: datetime
    evidence: str
    revoked_at: datetime | None
    """Since when it lifts nothing; null: it stands."""
    revoked_by: str
    revoked_why: str


class ConsentsShown(Shown):
    items: list[ConsentShown]
    """The newest first; those that were revoked too."""


class Removal(Given):
    why: Text
    """Kept for good."""


class Revocation(Removal):
    pass


def stops(asked: Request, record: int) -> dict[str, Any]:
    """The stops that the record's person has, or had."""
    found = person_stops.of_record(asked.ctx, record)
    return {"items": [person_stops.shown(one) for one in found]}


def stop(asked: Request, record: int) -> dict[str, Any]:
    """Stop the person: none of their records is called, in any campaign unless the scope says."""
    body = asked.body
    wanted = Asked(body.reason, body.why, body.scope, body.until)
    return person_stops.shown(person_stops.add(asked.ctx, record, wanted))


def unstop(asked: Request, record: int, stop: int) -> dict[str, Any]:
    """Remove a stop; it stays in the person's history."""
    return person_stops.shown(person_stops.remove(asked.ctx, record, stop, asked.body.why))


def consents_given(asked: Request, record: int) -> dict[str, Any]:
    """The consents that the record's person gave."""
    return {"items": [consents.shown(one) for one in consents.of_record(asked.ctx, record)]}


def consent(asked: Request, record: int) -> dict[str, Any]:
    """Note a consent of the person: rules of law that ask for it hold them no more."""
    given = consents.Given(**asked.body.model_dump())
    return consents.shown(consents.add(asked.ctx, record, given))


def revoke(asked: Request, record: int, consent: int) -> dict[str, Any]:
    """Revoke a consent; it stays in the person's history."""
    return consents.shown(consents.revoke(asked.ctx, record, consent, asked.body.why))


_STOPS, _CONSENTS = "/records/{record}/stops", "/records/{record}/consents"
ROUTES = (
    Route("GET", _STOPS, Permission.VIEW, stops, StopsShown),
    Route("POST", _STOPS, Permission.MANAGE_DNC, stop, StopShown, 201, body=StopGiven),
    Route("POST", f"{_STOPS}/{{stop}}/remove", Permission.MANAGE_DNC, unstop, StopShown,
          body=Removal),
    Route("GET", _CONSENTS, Permission.VIEW, consents_given, ConsentsShown),
    Route("POST", _CONSENTS, Permission.MANAGE_DNC, consent, ConsentShown, 201, body=ConsentGiven),
    Route("POST", f"{_CONSENTS}/{{consent}}/revoke", Permission.MANAGE_DNC, revoke, ConsentShown,
          body=Revocation),
)  # fmt: skip
