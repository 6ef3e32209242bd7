"""Consents of people, and what lists say of them."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.people.consents import Channel, Consent, Form
from esl_dialer.core.people.identity import account_key
from esl_dialer.core.people.noted import whose
from esl_dialer.core.says import Says
from esl_dialer.store import models
from esl_dialer.store.people import noted
from esl_dialer.store.people.noted import Kept, whose_in

CONSENTS = Kept(models.Consent, Consent)


@dataclass(frozen=True, slots=True, kw_only=True)
class New(noted.New):
    """A consent that is to be kept."""

    form: Form
    channel: Channel
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A consent that a row of a list says; ``by``: who imported it, by which import
    (``import_id``)."""

    form: Form
    source: Says
    by: str = ""
    import_id: int = 0


def put_listed(campaign_id: int, account: str, listed: Listed, now: datetime) -> None:
    """Of a row's account. One of the same form that counts already stays as it was."""
    if (found := whose_in(campaign_id, account)) is not None:
        _put_once(found.whose, account, listed, now)


def put_listed_of(person_key: str, account: str, listed: Listed, now: datetime) -> None:
    """The same of a person of a list that stands apart."""
    _put_once(whose(person_key, account_key(account)), account, listed, now)


def _put_once(whose_is: str, account: str, listed: Listed, now: datetime) -> None:
    known = CONSENTS.standing([whose_is]).get(whose_is, ())
    same = (one.form is listed.form and one.stands(now) and not one.campaign for one in known)
    if not any(same):
        new = New(
            whose=whose_is,
            account=account,
            form=listed.form,
            channel=Channel.ANY,
            given_at=now,
            why="",
            set_by=listed.by,
            source=listed.source,
            import_id=listed.import_id,
        )
        CONSENTS.put(new, now)
