"""Notices: read on the pages, sent by mail and webhook, tried by a button."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.notices.notices import Notice, NoticeKind
from esl_dialer.core.notices.notifiers import (
    Channel,
    MailTarget,
    Message,
    Notifiers,
    NotSent,
    WebhookTarget,
    again_at,
)
from esl_dialer.core.says import Says, shape
from esl_dialer.core.system.setting_checks import addresses
from esl_dialer.runtime.languages import catalogue
from esl_dialer.services import sealing
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Refused
from esl_dialer.store.database import transaction
from esl_dialer.store.notices import notices
from esl_dialer.store.system import settings

PAGE = 50
MOST_TOASTS = 3
TAKEN_FOR = timedelta(minutes=2)
"""A try takes less; after that, another sender may take it up."""


@dataclass(frozen=True, slots=True)
class Page:
    """``seen`` is the newest that the user has marked as read."""

    notices: list[Notice]
    seen: int
    more: bool


def page(ctx: Context, user_id: int, before: int, limit: int) -> Page:
    """Newest first, at most ``limit``."""
    ctx.require(Permission.VIEW)
    found = notices.page(before, limit + 1)
    return Page(found[:limit], notices.seen(user_id), len(found) > limit)


def latest(ctx: Context, limit: int = PAGE) -> list[Notice]:
    """Newest first."""
    ctx.require(Permission.VIEW)
    return notices.page(0, limit)


def unread(ctx: Context, user_id: int) -> int:
    ctx.require(Permission.VIEW)
    return notices.unread(user_id)


def newest(ctx: Context) -> int:
    """The number of the newest notice; 0 when there is none."""
    ctx.require(Permission.VIEW)
    return notices.newest()


def fresh(ctx: Context, number: int) -> list[Notice]:
    """The newest after that number, for those who look at a page."""
    ctx.require(Permission.VIEW)
    return notices.after(number, MOST_TOASTS)


def mark_read(ctx: Context, user_id: int, number: int) -> None:
    """All up to that one, by that user."""
    ctx.require(Permission.VIEW)
    with transaction():
        notices.mark_read(user_id, min(number, notices.newest()))


def shown(notice: Notice, language: str = "en") -> dict[str, Any]:
    """The stable shape that ``--json`` prints and a webhook posts."""
    return {
        "id": notice.number,
        "at": notice.at.isoformat(timespec="milliseconds"),
        "kind": str(notice.kind),
        "level": str(notice.level),
        "campaign_id": notice.campaign,
        "values": shape(notice.values),
        "text": notice.says.told(catalogue(language)),
    }


# --- sending ---------------------------------------------------------------------------------


def send_due(ctx: Context, couriers: Notifiers) -> tuple[int, int]:
    """Send what is due, one after the other: how many left, and how many did not."""
    ctx.require(Permission.CHANGE_SETTINGS)
    sent = failed = 0
    while (due := notices.take_due(ctx.now(), ctx.now() + TAKEN_FOR)) is not None:
        try:
            _send(ctx, due.channel, due.notice, couriers)
        except (NotSent, Refused) as error:
            failed += notices.failed(due, error.says, again_at(due.tries + 1, ctx.now()))
        else:
            sent += notices.sent(due, ctx.now())
    return sent, failed


def test(ctx: Context, channel: Channel, couriers: Notifiers) -> str:
    """Send a test now; where it went. Raises Refused with what went wrong."""
    ctx.require(Permission.CHANGE_SETTINGS)
    notice = Notice(0, ctx.now(), NoticeKind.TEST, "", None, {"who": ctx.actor.name})
    try:
        where = _send(ctx, channel, notice, couriers)
    except NotSent as error:
        raise Refused(Says("the test was not sent"), [error.says]) from error
    ctx.note("notice.test", str(channel))
    return where


def _send(ctx: Context, channel: Channel, notice: Notice, couriers: Notifiers) -> str:
    """Where it went. Raises NotSent, and Refused where something is not set."""
    language = settings.read().notice_language
    identity = f"notice-{notice.number or secrets.token_hex(8)}-{int(notice.at.timestamp())}"
    body = shown(notice, language)
    message = Message(identity, body["text"], body)
    if channel is Channel.MAIL:
        couriers.mail(mail := _mail_target(ctx), message)
        return ", ".join(mail.recipients)
    couriers.webhook(hook := _webhook_target(ctx), message)
    return hook.url


def _mail_target(ctx: Context) -> MailTarget:
    _needs("smtp_host", "smtp_from", "notice_mail_to")
    return MailTarget(
        host=_text("smtp_host"),
        port=settings.read().smtp_port,
        security=_text("smtp_security"),
        sender=_text("smtp_from"),
        recipients=addresses(_text("notice_mail_to")),
        user=_text("smtp_user"),
        password=sealing.setting(ctx, "smtp_password"),
        ca_file=_text("notice_ca_file"),
    )


def _webhook_target(ctx: Context) -> WebhookTarget:
    _needs("notice_webhook_url", "notice_webhook_secret")
    return WebhookTarget(
        _text("notice_webhook_url"),
        sealing.setting(ctx, "notice_webhook_secret"),
        _text("notice_ca_file"),
    )


def _needs(*keys: str) -> None:
    if missing := [key for key in keys if not _text(key)]:
        raise Refused(
            Says("it can't be sent"), [Says("{key} is not set", key=key) for key in missing]
        )


def _text(key: str) -> str:
    text: str = settings.get(key)
    return text.strip()
