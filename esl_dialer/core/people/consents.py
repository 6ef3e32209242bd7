"""Consents of a person: to which calls, in which form, and since when.

A rule of law may say that a consent lifts it (``lifted_by``): then it holds only people without
one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esl_dialer.core.people.noted import Noted
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
    """``given_at``: it counts from then. ``why``: where it is on record."""

    form: Form
    channel: Channel
    given_at: datetime

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
