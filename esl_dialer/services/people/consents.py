"""Consents of a person, as people note and revoke them: each with who, when and where it stands."""

from dataclasses import dataclass
from typing import Any

from esl_dialer.core.people.consents import Channel, Consent, Form
from esl_dialer.core.people.noted import Scope
from esl_dialer.core.rules.record_rules import consent_missing, contact_cap
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid
from esl_dialer.services.people import noted
from esl_dialer.services.people.noted import NO_LIST, Notes
from esl_dialer.store.people import person_stops
from esl_dialer.store.people.consents import CONSENTS, New
from esl_dialer.store.people.noted import Whose

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


_NOTES = Notes(
    CONSENTS,
    "consent",
    none=Says("the person gave no consent {number}"),
    already=Says("it was revoked already"),
    added="person.consent",
    withdrawn="person.revoke",
    of=lambda one: {
        "form": one.form,
        "channel": one.channel,
        "evidence": one.why,
        "given_at": one.given_at.isoformat(),
    },
)

of_record, get = _NOTES.of_record, _NOTES.get


def add(ctx: Context, record: int, given: Given) -> Consent:
    """For whichever record of the person, unless its scope says. Raises NotFound, Invalid."""

    def look_again(found: Whose) -> None:
        for rule in (consent_missing, contact_cap):
            person_stops.look_again(found.whose, record, rule.__name__, ctx.now())

    return _NOTES.add(ctx, record, lambda found: _read(ctx, found, given), look_again)


def revoke(ctx: Context, record: int, consent: int, why: str) -> Consent:
    """From now on the rules that it lifted hold. Raises NotFound, Invalid."""
    return _NOTES.withdraw(ctx, record, consent, why, lambda _: None)


def _read(ctx: Context, found: Whose, given: Given) -> New:
    problems: dict[str, Says] = {}
    for name, words in (("form", Form), ("channel", Channel), ("scope", Scope)):
        text = getattr(given, name)
        if text not in [str(word) for word in words]:
            known = ", ".join(words)
            problems[name] = Says("{name} is none of: {known}", name=quoted(text), known=known)
    if given.scope == Scope.LIST and not found.list:
        problems["scope"] = NO_LIST
    given_at = noted.instant(found, given.given_at)
    if isinstance(given_at, Says):
        problems["given_at"] = given_at
    elif given_at and given_at > ctx.now():
        problems["given_at"] = LATER
    until = noted.end(ctx, found, given.until)
    if isinstance(until, Says):
        problems["until"] = until
    if problems or isinstance(given_at, Says) or isinstance(until, Says):
        raise Invalid(problems)
    return New(
        whose=found.whose,
        account=found.account,
        form=Form(given.form),
        channel=Channel(given.channel),
        given_at=given_at or ctx.now(),
        why=noted.why_told(given.evidence, "evidence"),
        set_by=ctx.actor.name,
        campaign=noted.campaign_meant(found, given.scope),
        list=noted.list_meant(found, given.scope),
        until=until,
    )


def shown(one: Consent) -> dict[str, Any]:
    """As programs are told it."""
    return noted.shown(one) | {
        "form": one.form,
        "channel": one.channel,
        "given_at": one.given_at,
        "evidence": one.why,
        "revoked_at": one.withdrawn_at,
        "revoked_by": one.withdrawn_by,
        "revoked_why": one.withdrawn_why,
    }
