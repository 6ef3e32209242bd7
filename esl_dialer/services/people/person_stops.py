"""Stops of a person, as people set and remove them: each with who, when and why."""

from dataclasses import dataclass
from typing import Any

from esl_dialer.core.people.noted import Scope
from esl_dialer.core.people.person_stops import PersonStop
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import StopReason
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid
from esl_dialer.services.people import noted
from esl_dialer.services.people.noted import NO_LIST, SAY_WHY, Notes
from esl_dialer.store.people import person_stops
from esl_dialer.store.people.noted import Whose
from esl_dialer.store.people.person_stops import STOPS, New


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
)

of_record, get = _NOTES.of_record, _NOTES.get


def add(ctx: Context, record: int, asked: Asked) -> PersonStop:
    """Whichever campaign's the record is: all records of the person are held. Raises NotFound,
    Invalid."""
    return _NOTES.add(
        ctx,
        record,
        lambda found: _read(ctx, found, asked),
        lambda found: person_stops.hold(found.whose, record, ctx.now()),
    )


def remove(ctx: Context, record: int, stop: int, why: str) -> PersonStop:
    """The person may be called again, unless another stop holds them. Raises NotFound, Invalid."""
    return _NOTES.withdraw(
        ctx, record, stop, why, lambda found: person_stops.let_go(found.whose, ctx.now())
    )


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
        whose=found.whose,
        account=found.account,
        reason=StopReason(asked.reason),
        why=noted.why_told(asked.why),
        set_by=ctx.actor.name,
        campaign=noted.campaign_meant(found, asked.scope),
        list=noted.list_meant(found, asked.scope),
        until=until,
    )


def shown(stop: PersonStop) -> dict[str, Any]:
    """As programs are told it."""
    return noted.shown(stop) | {
        "reason": stop.reason,
        "why": stop.why,
        "removed_at": stop.withdrawn_at,
        "removed_by": stop.withdrawn_by,
        "removed_why": stop.withdrawn_why,
    }
