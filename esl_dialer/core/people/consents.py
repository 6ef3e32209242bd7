"""Consents of a person: to which calls, in which form, since when, until when, and who noted it.

A rule of law may say that a consent lifts it (``lifted_by``): then it holds only people without
one. What is revoked stays known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esl_dialer.core.people.person_stops import Scope
from esl_dialer.core.says import Says
from esl_dialer.core.words import CallKind


class Form(StrEnum):
    """How it was given."""

    WRITTEN = "written"
    ORAL = "oral"


class Channel(StrEnum):
    """Which calls it is for."""

    ANY = "any"
    RECORDED = "recorded"
    LIVE = "live"


class Lifts(StrEnum):
    """What a rule of law asks for: the words of ``lifted_by``."""

    CONSENT = "consent"
    """In whatever form."""
    WRITTEN = "written consent"


@dataclass(frozen=True, slots=True)
class Consent:
    """``campaign``, ``list``: the one that it is for; 0: all. ``given_at``: it counts from then;
    ``until``: until then, None: until it is revoked. ``evidence``: where it is on record."""

    id: int
    form: Form
    channel: Channel
    campaign: int
    list: int
    given_at: datetime
    until: datetime | None
    evidence: str
    source: Says
    set_by: str
    set_at: datetime
    revoked_at: datetime | None = None
    revoked_by: str = ""
    revoked_why: str = ""

    @property
    def scope(self) -> Scope:
        if self.campaign:
            return Scope.CAMPAIGN
        return Scope.LIST if self.list else Scope.EVERYWHERE

    def binds(self, campaign: int, list_id: int | None) -> bool:
        return self.campaign in {0, campaign} and self.list in {0, list_id}

    def counts(self, now: datetime) -> bool:
        over = self.revoked_at is not None or (self.until is not None and self.until <= now)
        return self.given_at <= now and not over

    def lifts(self, asked: Iterable[str], call: CallKind, now: datetime) -> bool:
        """Whether it is one of what a rule asks for, for such a call."""
        if not self.counts(now) or self.channel not in {Channel.ANY, Channel(call)}:
            return False
        gives = {Lifts.CONSENT, Lifts.WRITTEN} if self.form is Form.WRITTEN else {Lifts.CONSENT}
        return not gives.isdisjoint(asked)


def lifting(
    consents: Iterable[Consent], asked: Iterable[str], call: CallKind, now: datetime
) -> Consent | None:
    """The first that lifts a rule which asks for one of these; None: the rule holds."""
    words = frozenset(asked)
    return next((one for one in consents if one.lifts(words, call, now)), None)


_WRITTEN = frozenset(["written", "in writing", "signed", "ecrit", "par ecrit", "signe"])
_ORAL = frozenset(["oral", "verbal", "yes", "y", "1", "x", "true", "oui", "o", "de vive voix"])
_NONE = frozenset(["", "no", "n", "0", "false", "none", "revoked", "non", "aucun", "revoque"])
NOT_UNDERSTOOD = Says("not understood: written, oral, or no")


def form_of(plain: str) -> Form | Says | None:
    """Of a cell, in small letters without accents; None: there is no consent."""
    if plain in _NONE:
        return None
    if plain in _WRITTEN:
        return Form.WRITTEN
    return Form.ORAL if plain in _ORAL else NOT_UNDERSTOOD
