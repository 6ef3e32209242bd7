"""Consents of a person, as people note and revoke them: each with who, when and where it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls import call_back
from esl_dialer.core.people.consents import Channel, Consent, Form
from esl_dialer.core.people.person_stops import Scope
from esl_dialer.core.people.provinces import clock_of
from esl_dialer.core.rules.record_rules import consent_missing, contact_cap
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.people.person_stops import NO_LIST, NO_RECORD, why_told
from esl_dialer.store.database import transaction
from esl_dialer.store.people import consents, person_stops
from esl_dialer.store.people.consents import New
from esl_dialer.store.people.person_stops import Whose
from esl_dialer.store.system import outbox

LATER = Says("it is yet to come: a consent counts once it is given")


@dataclass(frozen=True, slots=True)
class Given:
    """A consent as somebody notes it, by words. ``given_at``: a day, or a day and a time, where the
    person is unless it names a zone; empty: now. ``until``: the same; empty: until it is revoked.
    ``evidence``: where it is on record."""

    form: str
    evidence: str
    channel: str = Channel.ANY.value
    scope: str = Scope.EVERYWHERE.value
    given_at: str = ""
    until: str = ""


def of_record(ctx: Context, record: int) -> list[Consent]:
    """All consents that the record's person gave, the newest first. Raises NotFound."""
    ctx.require(Permission.VIEW)
    return consents.of(_find(record).whose)


def add(ctx: Context, record: int, given: Given) -> Consent:
    """For whichever record of the person, unless its scope says. Raises NotFound, Invalid."""
    ctx.require(Permission.MANAGE_DNC)
    with transaction():
        found = _find(record)
        campaigns.kept(ctx, found.campaign)
        new = _read(ctx, found, given)
        number = consents.put(new, ctx.now())
        for rule in (consent_missing, contact_cap):
            person_stops.look_again(found.whose, record, rule.__name__, ctx.now())
        ctx.note(
            "person.consent", f"record {record}", account=found.account, form=new.form,
            channel=new.channel, scope=given.scope, evidence=new.evidence,
            given_at=new.given_at.isoformat(), until=new.until.isoformat() if new.until else "",
        )  # fmt: skip
        _tell(ctx, found)
    return next(one for one in consents.of(found.whose) if one.id == number)


def get(ctx: Context, record: int, consent: int) -> Consent:
    """One that the record's person gave. Raises NotFound."""
    found = next((one for one in of_record(ctx, record) if one.id == consent), None)
    if found is None:
        raise NotFound(Says("the person gave no consent {number}", number=consent))
    return found


def revoke(ctx: Context, record: int, consent: int, why: str) -> Consent:
    """From now on the rules that it lifted hold. Raises NotFound, Invalid."""
    ctx.require(Permission.MANAGE_DNC)
    with transaction():
        found, before = _find(record), get(ctx, record, consent)
        campaigns.kept(ctx, found.campaign)
        told = why_told(why)
        if not consents.revoke(consent, told, ctx.actor.name, ctx.now()):
            raise Invalid({"consent": Says("it was revoked already")})
        ctx.note(
            "person.revoke", f"record {record}",
            account=found.account, form=before.form, why=told, evidence=before.evidence,
        )  # fmt: skip
        _tell(ctx, found)
    return get(ctx, record, consent)


def _find(record: int) -> Whose:
    if (found := person_stops.whose_of(record)) is None:
        raise NotFound(NO_RECORD)
    return found


def _read(ctx: Context, found: Whose, given: Given) -> New:
    problems: dict[str, Says] = {}
    for name, words in (("form", Form), ("channel", Channel), ("scope", Scope)):
        text = getattr(given, name)
        if text not in [str(word) for word in words]:
            known = ", ".join(words)
            problems[name] = Says("{name} is none of: {known}", name=quoted(text), known=known)
    if given.scope == Scope.LIST and not found.list:
        problems["scope"] = NO_LIST
    given_at = _instant(found, given.given_at)
    until = _instant(found, given.until)
    if isinstance(given_at, Says):
        problems["given_at"] = given_at
    elif given_at and given_at > ctx.now():
        problems["given_at"] = LATER
    if isinstance(until, Says):
        problems["until"] = until
    elif until and until <= ctx.now():
        problems["until"] = call_back.PAST
    if problems or isinstance(given_at, Says) or isinstance(until, Says):
        raise Invalid(problems)
    return New(
        whose=found.whose,
        account=found.account,
        form=Form(given.form),
        channel=Channel(given.channel),
        given_at=given_at or ctx.now(),
        evidence=why_told(given.evidence, "evidence"),
        set_by=ctx.actor.name,
        campaign=found.campaign if given.scope == Scope.CAMPAIGN else 0,
        list=(found.list or 0) if given.scope == Scope.LIST else 0,
        until=until,
    )


def _instant(found: Whose, text: str) -> datetime | Says | None:
    if not text.strip():
        return None
    return call_back.read_time(text, zone(clock_of(found.gate) or "UTC"))


def _tell(ctx: Context, found: Whose) -> None:
    outbox.put("campaign", {"record": found.record}, ctx.now(), found.campaign)


def shown(one: Consent) -> dict[str, Any]:
    """As programs are told it."""
    return {
        "id": one.id,
        "form": one.form,
        "channel": one.channel,
        "scope": one.scope,
        "campaign": one.campaign or None,
        "list": one.list or None,
        "given_at": one.given_at,
        "until": one.until,
        "evidence": one.evidence,
        "source": one.source,
        "set_by": one.set_by,
        "set_at": one.set_at,
        "revoked_at": one.revoked_at,
        "revoked_by": one.revoked_by,
        "revoked_why": one.revoked_why,
    }
