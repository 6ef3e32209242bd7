"""Stops of a person, as people set and remove them: each with who, when and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls import call_back
from esl_dialer.core.people.person_stops import LONGEST_WHY, PersonStop, Scope
from esl_dialer.core.people.provinces import clock_of
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import StopReason
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.store.database import transaction
from esl_dialer.store.people import person_stops
from esl_dialer.store.people.person_stops import New, Whose
from esl_dialer.store.system import outbox

NO_RECORD = Says("there is no such record")
NO_LIST = Says("the record is of no list")
SAY_WHY = Says("say why: it is kept")


@dataclass(frozen=True, slots=True)
class Asked:
    """A stop as somebody asks for it: by words. ``until``: a day, or a day and a time, where the
    person is unless it names a zone; empty: for good."""

    reason: str
    why: str
    scope: str = Scope.EVERYWHERE.value
    until: str = ""


def of_record(ctx: Context, record: int) -> list[PersonStop]:
    """All stops that the record's person has, or had, the newest first. Raises NotFound."""
    ctx.require(Permission.VIEW)
    return person_stops.of(_find(record).whose)


def add(ctx: Context, record: int, asked: Asked) -> PersonStop:
    """Whichever campaign's the record is: all records of the person are held. Raises NotFound,
    Invalid."""
    ctx.require(Permission.MANAGE_DNC)
    with transaction():
        found = _find(record)
        campaigns.kept(ctx, found.campaign)
        new = _read(ctx, found, asked)
        number = person_stops.put(new, ctx.now())
        person_stops.hold(found.whose, record, ctx.now())
        ctx.note(
            "person.stop",
            f"record {record}",
            account=found.account,
            reason=new.reason,
            why=new.why,
            scope=Scope(asked.scope),
            until=new.until.isoformat() if new.until else "",
        )
        _tell(ctx, found)
    return next(one for one in person_stops.of(found.whose) if one.id == number)


def get(ctx: Context, record: int, stop: int) -> PersonStop:
    """One that the record's person has, or had. Raises NotFound."""
    found = next((one for one in of_record(ctx, record) if one.id == stop), None)
    if found is None:
        raise NotFound(Says("the person has no stop {number}", number=stop))
    return found


def remove(ctx: Context, record: int, stop: int, why: str) -> PersonStop:
    """The person may be called again, unless another stop holds them. Raises NotFound, Invalid."""
    ctx.require(Permission.MANAGE_DNC)
    with transaction():
        found, before = _find(record), get(ctx, record, stop)
        campaigns.kept(ctx, found.campaign)
        told = why_told(why)
        if not person_stops.remove(stop, told, ctx.actor.name, ctx.now()):
            raise Invalid({"stop": Says("it was removed already")})
        person_stops.let_go(found.whose, ctx.now())
        ctx.note(
            "person.unstop", f"record {record}",
            account=found.account, reason=before.reason, why=told, was=before.why,
        )  # fmt: skip
        _tell(ctx, found)
    return get(ctx, record, stop)


def _find(record: int) -> Whose:
    if (found := person_stops.whose_of(record)) is None:
        raise NotFound(NO_RECORD)
    return found


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
    until = _until(ctx, found, asked.until)
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
        why=why_told(asked.why),
        set_by=ctx.actor.name,
        campaign=found.campaign if asked.scope == Scope.CAMPAIGN else 0,
        list=(found.list or 0) if asked.scope == Scope.LIST else 0,
        until=until,
    )


def _until(ctx: Context, found: Whose, text: str) -> datetime | Says | None:
    if not text.strip():
        return None
    read = call_back.read_time(text, zone(clock_of(found.gate) or "UTC"))
    if isinstance(read, Says):
        return read
    return read if read > ctx.now() else call_back.PAST


def why_told(text: str, name: str = "why") -> str:
    """Tidy, and not too long. Raises Invalid where nothing is said."""
    if not (tidy := " ".join(text.split())):
        raise Invalid({name: SAY_WHY})
    return tidy[:LONGEST_WHY]


def _tell(ctx: Context, found: Whose) -> None:
    outbox.put("campaign", {"record": found.record}, ctx.now(), found.campaign)


def shown(stop: PersonStop) -> dict[str, Any]:
    """As programs are told it."""
    return {
        "id": stop.id,
        "reason": stop.reason,
        "scope": stop.scope,
        "campaign": stop.campaign or None,
        "list": stop.list or None,
        "until": stop.until,
        "why": stop.why,
        "source": stop.source,
        "set_by": stop.set_by,
        "set_at": stop.set_at,
        "removed_at": stop.removed_at,
        "removed_by": stop.removed_by,
        "removed_why": stop.removed_why,
    }
