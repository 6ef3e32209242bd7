"""Consents of people, and what lists say of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.people.consents import Channel, Consent, Form, Withdrawal
from esl_dialer.core.people.noted import LONGEST_WHY, Who
from esl_dialer.core.says import Says
from esl_dialer.store import models
from esl_dialer.store.people import noted
from esl_dialer.store.people.noted import Kept

CONSENTS = Kept(models.Consent, Consent)


@dataclass(frozen=True, slots=True, kw_only=True)
class New(noted.New):
    """A consent that is to be kept."""

    form: Form
    channel: Channel
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """What a row of a list says of a person's consent: in which form they gave it, or that they
    did not; in which ``line``, by which ``value``. ``by``: who imported it, by which import
    (``import_id``)."""

    who: Who
    said: Form | Withdrawal
    source: Says
    line: int
    value: str
    by: str = ""
    import_id: int = 0


def put_listed(listed: Collection[Listed], now: datetime) -> None:
    """Each of another person. One of the same form that counts already stays as it was."""
    if not listed:
        return
    known = CONSENTS.standing(one.who for one in listed)
    for one in listed:
        theirs = [consent for consent in known.of(one.who) if consent.is_of(one.who)]
        if isinstance(one.said, Withdrawal):
            _withdraw(one, theirs, now)
        elif not any(_same(consent, one, now) for consent in theirs):
            _put(one, now)


def _same(consent: Consent, listed: Listed, now: datetime) -> bool:
    """Whether it says for all of their records what the list says."""
    everywhere = not consent.campaign and not consent.list and consent.channel is Channel.ANY
    same = consent.whose == listed.who.whose and consent.form is listed.said
    return same and everywhere and consent.stands(now)


def _put(listed: Listed, now: datetime) -> None:
    new = New(
        who=listed.who,
        form=Form(listed.said),
        channel=Channel.ANY,
        given_at=now,
        why="",
        set_by=listed.by,
        source=listed.source,
        import_id=listed.import_id,
    )
    CONSENTS.put(new, now)


def _withdraw(listed: Listed, theirs: Collection[Consent], now: datetime) -> None:
    """Those that lists noted, where the list knows of none; all, where it says that they are
    revoked."""
    renewable = listed.said is Withdrawal.NONE
    for consent in theirs:
        if consent.source or not renewable:
            why = str(listed.source)[:LONGEST_WHY]
            CONSENTS.withdraw(consent.id, why, listed.by, now, renewable=renewable)
