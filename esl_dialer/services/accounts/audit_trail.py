"""Who changed what, when, in sentences: for Super Admins."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from esl_dialer.core.accounts import trail
from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns import campaign as campaigns
from esl_dialer.core.fields import called
from esl_dialer.core.says import Says, listed
from esl_dialer.core.system import settings
from esl_dialer.core.text.quoting import cut
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.store.accounts import audit_trail, users
from esl_dialer.store.campaigns import listing

PAGE = 100
_OTHERS = {OPERATOR.name: Says("the command line")}
"""Who is no user."""

_OF_USERS = ("user.", "agent.")
"""Actions whose subject is a user's name."""

_CAMPAIGN = re.compile(r"campaign ([0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry; ``says``: the same as a sentence."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    says: Says


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries; an empty field leaves all. ``action`` begins so; the days are of the business
    zone, both included."""

    actor: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None


ALL = Wanted()


def page(ctx: Context, wanted: Wanted = ALL, before: int = 0, limit: int = PAGE) -> list[Noted]:
    """Newest first, at most ``limit``; those before that entry (0: from the newest)."""
    ctx.require(Permission.READ_AUDIT)
    since, until = (_midnight(ctx, day) for day in (wanted.first, _next(wanted.last)))
    kept = audit_trail.page(
        wanted.actor.strip(), wanted.action.strip(), before, limit, since=since, until=until
    )
    names = _Names()
    return [
        Noted(one.id, one.at, one.actor, one.action, one.subject, one.detail, names.sentence(one))
        for one in kept
    ]


def every(ctx: Context, wanted: Wanted = ALL) -> Iterator[Noted]:
    """All of them, newest first, read a page at a time."""
    last = 0
    while found := page(ctx, wanted, last):
        yield from found
        last = found[-1].id


def actors(ctx: Context) -> dict[str, str]:
    """Who may have done something, by user name: what people call them."""
    ctx.require(Permission.READ_AUDIT)
    return users.full_names()


def _next(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _midnight(ctx: Context, day: date | None) -> datetime | None:
    return datetime.combine(day, time(), ctx.business_zone()) if day else None


class _Names:
    """What people call users and campaigns: read once for a page."""

    def __init__(self) -> None:
        self._campaigns = {one.id: one.name for one in listing.listed(deleted=True)}
        self._users = users.full_names()

    def sentence(self, one: audit_trail.Noted) -> Says:
        who = self._users.get(one.actor) or _OTHERS.get(one.actor) or one.actor
        return trail.sentence(one.action, _detail(one), who, self._subject(one))

    def _subject(self, one: audit_trail.Noted) -> str | Says:
        if one.action == "setting.change" and one.subject in settings.FIELDS:
            return called(settings.FIELDS[one.subject])
        if one.action.startswith(_OF_USERS):
            return self._users.get(one.subject) or one.subject
        found = _CAMPAIGN.fullmatch(one.subject)
        return self._campaigns.get(int(found[1]), one.subject) if found else one.subject


def _detail(one: audit_trail.Noted) -> Mapping[str, Any]:
    """What a sentence may name: values cut, fields by their titles."""
    short = {
        name: cut(value) if isinstance(value, str) else value for name, value in one.detail.items()
    }
    if one.action != "campaign.edit":
        return short
    fields = [name for name in one.detail.get("changed", ()) if name in campaigns.FIELDS]
    was, now = one.detail.get("was", {}), one.detail.get("now", {})
    changes = [_change(name, was.get(name), now.get(name)) for name in fields]
    named = {"fields": listed(called(campaigns.FIELDS[name]) for name in fields)} if fields else {}
    return named | ({"changes": listed(changes)} if was and changes else {})


def _change(name: str, was: str | None, now: str | None) -> Says:
    if was is None or now is None:
        return called(campaigns.FIELDS[name])
    return Says(
        "{field} from {was} to {now}", field=called(campaigns.FIELDS[name]), was=was, now=now
    )
