"""Consents of people: kept, and asked for by whose they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.people.consents import Channel, Consent, Form
from esl_dialer.core.people.identity import account_key
from esl_dialer.core.people.person_stops import whose
from esl_dialer.core.says import Says
from esl_dialer.store import models
from esl_dialer.store.people.person_stops import whose_in
from esl_dialer.store.statements import Select

_COLUMNS = (
    "id", "form", "channel", "campaign_id", "list_id", "given_at", "until", "evidence", "source",
    "set_by", "set_at", "revoked_at", "revoked_by", "revoked_why",
)  # fmt: skip
_STANDING = Select(
    "FROM consent WHERE whose IN (??) AND revoked_at IS NULL ORDER BY id",
    (models.Consent, ("whose",)),
    (models.Consent, _COLUMNS),
)


@dataclass(frozen=True, slots=True)
class New:
    """A consent that is to be kept: as ``Consent``; ``account``: of the record it is noted from."""

    whose: str
    account: str
    form: Form
    channel: Channel
    given_at: datetime
    evidence: str
    set_by: str
    campaign: int = 0
    list: int = 0
    until: datetime | None = None
    source: Says | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A consent that a row of a list says; ``by``: who imported it."""

    form: Form
    source: Says
    by: str = ""


def standing(whose: Collection[str]) -> dict[str, list[Consent]]:
    """Of these people, the consents that are not revoked."""
    found: dict[str, list[Consent]] = {}
    for (of,), row in _STANDING.groups(sorted(set(whose))):
        found.setdefault(of, []).append(Consent(*row))
    return found


def of(whose: str) -> list[Consent]:
    """All that there ever were, the newest first."""
    table = models.Consent
    rows = table.select(*(getattr(table, name) for name in _COLUMNS)).where(table.whose == whose)
    return [Consent(*row) for row in rows.order_by(table.id.desc()).tuples()]


def put(new: New, now: datetime) -> int:
    """The consent's number."""
    made = models.Consent.create(
        whose=new.whose,
        account=new.account,
        form=new.form,
        channel=new.channel,
        campaign_id=new.campaign,
        list_id=new.list,
        given_at=new.given_at,
        until=new.until,
        evidence=new.evidence,
        source=new.source or "",
        set_by=new.set_by,
        set_at=now,
    )
    return int(made.id)


def put_listed(campaign_id: int, account: str, listed: Listed, now: datetime) -> None:
    """Of a row's account. One of the same form that counts already stays as it was."""
    if (found := whose_in(campaign_id, account)) is not None:
        _put_once(found.whose, account, listed, now)


def put_listed_of(person_key: str, account: str, listed: Listed, now: datetime) -> None:
    """The same of a person of a list that stands apart."""
    _put_once(whose(person_key, account_key(account)), account, listed, now)


def _put_once(whose_is: str, account: str, listed: Listed, now: datetime) -> None:
    known = standing([whose_is]).get(whose_is, ())
    same = (one.form is listed.form and one.counts(now) and not one.campaign for one in known)
    if not any(same):
        new = New(
            whose_is, account, listed.form, Channel.ANY, now, "", listed.by, source=listed.source
        )
        put(new, now)


def revoke(number: int, why: str, by: str, now: datetime) -> bool:
    """False when it was revoked already."""
    table = models.Consent
    gone = table.update(revoked_at=now, revoked_by=by, revoked_why=why)
    return bool(gone.where((table.id == number) & table.revoked_at.is_null()).execute())
