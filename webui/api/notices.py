"""What people are told without asking: notices, and long work."""

from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.notices.notices import Level
from esl_dialer.core.notices.notifiers import Channel
from esl_dialer.services.notices import notices
from esl_dialer.services.system import background_work
from webui import shared
from webui.api.routes import Request, Route, Slice
from webui.api.shapes import Given, Number, NumberedQuery, Paged, Said, Shown, fields_of
from webui.text import language
from webui.threads import in_thread


class NoticeShown(Shown):
    id: int
    at: datetime
    kind: str
    level: Level
    campaign_id: int | None
    values: dict[str, Any]
    """What ``text`` names: a gateway, a campaign, a number of megabytes."""
    text: str
    read: bool
    """By the token's user."""


class UnreadShown(Shown):
    unread: int
    newest: int
    """The number of the newest notice; 0: there is none."""


class Read(Given):
    up_to: Number
    """The number of the newest one that was read."""


class Test(Given):
    channel: Channel


class SentShown(Shown):
    sent_to: str
    """Addresses, or the webhook's URL."""


@fields_of(background_work.Work)
class WorkShown(Shown):
    kind: str
    """list or audio"""
    total: int | None
    """Null while nobody knows it."""
    error: Said
    """Why it failed, or what it waits for."""


class WorksShown(Shown):
    items: list[WorkShown]


def every(asked: Request) -> Slice:
    """Notices, the newest first."""
    wanted = asked.query
    page = notices.page(asked.ctx, asked.user.id, wanted.after, wanted.limit)
    told = language.current()
    items = tuple(
        notices.shown(one, told) | {"read": one.number <= page.seen} for one in page.notices
    )
    return Slice(items, str(page.notices[-1].number) if page.more else "")


def unread(asked: Request) -> dict[str, int]:
    """How many notices the token's user has not read."""
    ctx = asked.ctx
    return {"unread": notices.unread(ctx, asked.user.id), "newest": notices.newest(ctx)}


def read(asked: Request) -> dict[str, int]:
    """Mark as read, for the token's user, that notice and all before it."""
    notices.mark_read(asked.ctx, asked.user.id, asked.body.up_to)
    return unread(asked)


def test(asked: Request) -> dict[str, str]:
    """Send a test by mail or webhook, now."""
    sent = in_thread(notices.test, asked.ctx, asked.body.channel, shared.doors().couriers)
    return {"sent_to": sent}


def long_work(asked: Request) -> dict[str, Any]:
    """Lists being read and audio being made, and those that ended in the last ten minutes."""
    return {"items": background_work.every(asked.ctx)}


ROUTES = (
    Route("GET", "/notices", Permission.VIEW, every, Paged[NoticeShown], query=NumberedQuery),
    Route("GET", "/notices/unread", Permission.VIEW, unread, UnreadShown),
    Route("POST", "/notices/read", Permission.VIEW, read, UnreadShown, body=Read),
    Route("POST", "/notices/test", Permission.CHANGE_SETTINGS, test, SentShown, body=Test),
    Route("GET", "/works", Permission.VIEW, long_work, WorksShown),
)
