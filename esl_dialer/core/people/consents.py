"""Consents of a person: to which calls, in which form, and since when.

A rule of law may say that a consent lifts it (``lifted_by``): then it holds only people without
one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esl_dialer.core.people.noted import Noted, Notes, Who
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Noted):
    """``given_at``: it counts from then. ``why``: where it is on record. ``renewable``: what ended
    it was a list's ``no``, or its import that was undone: a list may note it anew."""

    form: Form
    channel: Channel
    given_at: datetime
    renewable: bool = False

    def stands(self, now: datetime) -> bool:
        # Not super(): slots make the class anew.
        return self.given_at <= now and Noted.stands(self, now)

    def lifts(self, asked: Iterable[str], call: CallKind, now: datetime) -> bool:
        """Whether it is one of what a rule asks for, for such a call."""
        if not self.stands(now) or self.channel not in {Channel.ANY, Channel(call)}:
            return False
        gives = {Lifts.CONSENT, Lifts.WRITTEN} if self.form is Form.WRITTEN else {Lifts.CONSENT}
        return not gives.isdisjoint(asked)


def lifting(
    consents: Iterable[Consent], asked: Iterable[str], call: CallKind, now: datetime
) -> Consent | None:
    """The first that lifts a rule which asks for one of these; None: the rule holds."""
    words = frozenset(asked)
    return next((one for one in consents if one.lifts(words, call, now)), None)


def taken_back(consents: Notes[Consent], who: Who) -> Consent | None:
    """The last that was revoked of them, or of who may be them: a list does not note it anew.
    None: nothing was, or a person noted one since."""
    found = consents.of(who)
    gone = [one for one in found if one.withdrawn_at and not one.renewable]
    last = max(gone, key=lambda one: one.withdrawn_at or one.set_at, default=None)
    if last is None or last.withdrawn_at is None:
        return None
    by_hand = (one for one in found if one.withdrawn_at is None and not one.source)
    since = any(one.is_of(who) and one.set_at >= last.withdrawn_at for one in by_hand)
    return None if since else last


class Withdrawal(StrEnum):
    """What a list says of people who do not consent."""

    NONE = "none"
    """It knows of none: what lists said before counts no more."""
    REVOKED = "revoked"
    """They took it back, whoever noted it."""


_WRITTEN = frozenset(["written", "in writing", "signed", "ecrit", "par ecrit", "signe"])
_ORAL = frozenset(["oral", "verbal", "yes", "y", "1", "x", "true", "oui", "o", "de vive voix"])
_NONE = frozenset(["no", "n", "0", "false", "none", "non", "aucun"])
_REVOKED = frozenset(["revoked", "withdrawn", "revoque", "retire"])
NOT_UNDERSTOOD = Says("not understood: written, oral, no, or revoked")
_SAID: dict[str, Form | Withdrawal] = (
    dict.fromkeys(_WRITTEN, Form.WRITTEN)
    | dict.fromkeys(_ORAL, Form.ORAL)
    | dict.fromkeys(_NONE, Withdrawal.NONE)
    | dict.fromkeys(_REVOKED, Withdrawal.REVOKED)
)


def said_of(plain: str) -> Form | Withdrawal | Says | None:
    """Of a cell, in small letters without accents; None: it is empty."""
    return _SAID.get(plain, NOT_UNDERSTOOD) if plain else None
