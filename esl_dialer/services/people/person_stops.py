"""Stops of a person, as people set and remove them: each with who, when and why."""

from dataclasses import dataclass
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.people.noted import Scope
from esl_dialer.core.people.person_stops import PersonStop, Relation
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import StopReason
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid
from esl_dialer.services.people import noted
from esl_dialer.services.people.noted import NO_LIST, SAY_WHY, Notes
from esl_dialer.store.database import transaction
from esl_dialer.store.people import person_stops
from esl_dialer.store.people.noted import Whose
from esl_dialer.store.people.person_stops import STOPS, New

IN_NO_DOUBT = Says("it is of this person, or somebody said already that it is not")


@dataclass(frozen=True, slots=True)
class Asked:
    """A stop as somebody asks for it: by words. ``until``: a day, or a day and a time, where the
    person is unless it names a zone; empty: for good."""

    reason: str
    why: str
    scope: str = Scope.EVERYWHERE.value
    until: str = ""


_NOTES = Notes(
    STOPS,
    "stop",
    none=Says("the person has no stop {number}"),
    already=Says("it was removed already"),
    added="person.stop",
    withdrawn="person.unstop",
    of=lambda stop: {"reason": stop.reason, "why": stop.why},
    shows=lambda _stop, _who: True,
)

of_record, get = _NOTES.of_record, _NOTES.get


def add(ctx: Context, record: int, asked: Asked) -> PersonStop:
    """Whichever campaign's the record is: all records of the person are held. Raises NotFound,
    Invalid."""
    return _NOTES.add(
        ctx,
        record,
        lambda found: _read(ctx, found, asked),
        lambda _: person_stops.hold([record], ctx.now()),
    )


def remove(ctx: Context, record: int, stop: int, why: str) -> PersonStop:
    """The person may be called again, unless another stop holds them. Raises NotFound, Invalid."""
    removed = get(ctx, record, stop)
    return _NOTES.withdraw(
        ctx, record, stop, why, lambda _: person_stops.let_go(removed, ctx.now())
    )


def not_theirs(ctx: Context, record: int, stop: int, why: str) -> PersonStop:
    """Say that a stop of the record's account, under another name, is of somebody else: it holds
    this person no more, and whom it is of as before. Raises NotFound, Invalid."""
    ctx.require(Permission.MANAGE_DNC)
    with transaction():
        found, before = noted.find(record), get(ctx, record, stop)
        campaigns.kept(ctx, found.campaign)
        told = noted.why_told(why)
        if before.relation(found.who) is not Relation.PERHAPS:
            raise Invalid({"stop": IN_NO_DOUBT})
        person_stops.say_not_theirs(before, found.who, ctx.now())
        noted.tell(ctx, "person.not_theirs", found, {"reason": before.reason, "why": told})
    return get(ctx, record, stop)


def related(ctx: Context, record: int) -> list[tuple[PersonStop, Relation]]:
    """Of the record's person and account, the newest first: each, and what it is to the person.
    Raises NotFound."""
    stops = of_record(ctx, record)
    who = noted.find(record).who
    return [(one, one.relation(who)) for one in stops]


def shown_to(ctx: Context, record: int, stop: PersonStop) -> dict[str, Any]:
    """As programs are told it of a record. Raises NotFound."""
    return shown(stop, stop.relation(noted.find(record).who))


def _read(ctx: Context, found: Whose, asked: Asked) -> New:
    problems: dict[str, Says] = {}
    if asked.reason not in set(StopReason):
        name, known = quoted(asked.reason), ", ".join(StopReason)
        problems["reason"] = Says(
            "there is no stop {name}; there are: {known}", name=name, known=known
        )
    if asked.scope not in set(Scope):
        name, known = quoted(asked.scope), ", ".join(Scope)
        problems["scope"] = Says(
            "there is no scope {name}; there are: {known}", name=name, known=known
        )
    elif asked.scope == Scope.LIST and not found.list:
        problems["scope"] = NO_LIST
    until = noted.end(ctx, found, asked.until)
    if isinstance(until, Says):
        problems["until"] = until
    if not asked.why.strip():
        problems["why"] = SAY_WHY
    if problems or isinstance(until, Says):
        raise Invalid(problems)
    return New(
        who=found.who,
        reason=StopReason(asked.reason),
        why=noted.why_told(asked.why),
        set_by=ctx.actor.name,
        campaign=noted.campaign_meant(found, asked.scope),
        list=noted.list_meant(found, asked.scope),
        until=until,
    )


def shown(stop: PersonStop, relation: Relation) -> dict[str, Any]:
    """As programs are told it, and what it is to the person who was asked about."""
    return noted.shown(stop) | {
        "account": stop.account,
        "name": stop.full_name,
        "relation": relation,
        "reason": stop.reason,
        "why": stop.why,
        "removed_at": stop.withdrawn_at,
        "removed_by": stop.withdrawn_by,
        "removed_why": stop.withdrawn_why,
    }
