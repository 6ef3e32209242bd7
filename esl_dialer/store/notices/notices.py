"""Notices and their sendings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from esl_dialer.core.notices.notices import News, Notice, NoticeKind, pair
from esl_dialer.core.notices.notifiers import Channel
from esl_dialer.core.says import Says, from_json
from esl_dialer.store import models

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Sending:
    """A try that is due. ``tries`` counts those before it."""

    number: int
    notice: Notice
    channel: Channel
    tries: int


def put(news: News, now: datetime, channels: Iterable[Channel]) -> bool:
    """Write a notice, to be sent by these channels; False when its key was told already."""
    kept = {
        "at": now, "kind": news.kind, "subject": news.subject[:128],
        "campaign_id": news.campaign, "values": dict(news.values), "key": news.key,
    }  # fmt: skip
    table = models.Notice
    if table.get_or_none(table.key == news.key) is not None:
        return False
    made = table.create(**kept)
    for channel in channels:
        models.NoticeSending.create(notice=made, channel=channel, next_at=now)
    return True


def last_of(news: News) -> NoticeKind | None:
    """What was told last of this trouble or its end."""
    table = models.Notice
    about = table.kind.in_(pair(news.kind)) & (table.subject == news.subject)
    row = table.select().where(about).order_by(table.id.desc()).first()
    return row.kind if row else None


def standing(kind: NoticeKind) -> list[str]:
    """The subjects of which that kind of trouble was told, and not yet its end."""
    table = models.Notice
    pairs = table.kind.in_(pair(kind))
    last = table.select(fn.MAX(table.id)).where(pairs).group_by(table.subject)
    query = table.select(table.subject).where(table.id.in_(last) & (table.kind == kind))
    return [subject for (subject,) in query.tuples()]


def newest() -> int:
    """The number of the newest notice; 0 when there is none."""
    return int(models.Notice.select(fn.MAX(models.Notice.id)).scalar() or 0)


def page(before: int, limit: int) -> list[Notice]:
    """Newest first, those before number ``before`` (0: all)."""
    table = models.Notice
    query = table.select().order_by(table.id.desc()).limit(limit)
    return [_notice(row) for row in (query.where(table.id < before) if before else query)]


def after(number: int, limit: int) -> list[Notice]:
    """The newest after that number, oldest of them first."""
    table = models.Notice
    query = table.select().where(table.id > number).order_by(table.id.desc()).limit(limit)
    return [_notice(row) for row in query][::-1]


def unread(user_id: int) -> int:
    """Notices after the last one that the user has marked as read."""
    table, user = models.Notice, models.User
    seen = user.select(user.notices_seen).where(user.id == user_id)
    return int(table.select().where(table.id > seen).count())


def seen(user_id: int) -> int:
    return int(models.User.get_by_id(user_id).notices_seen)


def mark_read(user_id: int, number: int) -> None:
    table = models.User
    table.update(notices_seen=number).where(
        (table.id == user_id) & (table.notices_seen < number)
    ).execute()


def trim(now: datetime) -> int:
    """Delete what is old; returns how many."""
    table = models.Notice
    old = (table.at < now - KEPT) & (table.id < newest())
    return int(table.delete().where(old).execute())


# --- sending ---------------------------------------------------------------------------------


def any_due(now: datetime) -> bool:
    table = models.NoticeSending
    return table.get_or_none(table.next_at <= now) is not None


def take_due(now: datetime, until: datetime) -> Sending | None:
    """The oldest that is due, kept from other senders ``until`` then; None: nothing is due."""
    while (due := _oldest_due(now)) is not None:
        if _write(due, due.tries, next_at=until, tries=due.tries + 1):
            return due
    return None


def _oldest_due(now: datetime) -> Sending | None:
    table = models.NoticeSending
    row = table.select().where(table.next_at <= now).order_by(table.next_at).first()
    return Sending(row.id, _notice(row.notice), row.channel, row.tries) if row else None


def sent(taken: Sending, now: datetime) -> bool:
    """False when another sender took it up meanwhile: then that one says how it went."""
    return _write(taken, taken.tries + 1, done_at=now, next_at=None, error="")


def failed(taken: Sending, error: Says, next_at: datetime | None) -> bool:
    """``next_at`` None: given up. False as for ``sent``."""
    return _write(taken, taken.tries + 1, next_at=next_at, error=error)


def _write(sending: Sending, tried: int, **values: Any) -> bool:
    """While it was tried so often; False when another sender was quicker."""
    table = models.NoticeSending
    same = (table.id == sending.number) & (table.tries == tried)
    return bool(table.update(**values).where(same).execute())


def failing(now: datetime) -> dict[Channel, Says]:
    """The last error of each channel that did not take something of the last day."""
    table, notice = models.NoticeSending, models.Notice
    recent = (table.error != "") & table.done_at.is_null() & (notice.at > now - timedelta(days=1))
    rows = table.select().join(notice).where(recent).order_by(table.id)
    return {row.channel: row.error for row in rows}


# --- readers of the outbox -------------------------------------------------------------------


def read_up_to(name: str) -> int:
    """The number of the last entry that the reader has dealt with; 0 when it never read."""
    row = models.Reader.get_or_none(models.Reader.name == name)
    return int(row.number) if row else 0


def set_read(name: str, number: int) -> None:
    table = models.Reader
    (
        table.insert(name=name, number=number)
        .on_conflict(conflict_target=[table.name], update={"number": number})
        .execute()
    )


def _notice(row: models.Notice) -> Notice:
    values = {name: from_json(value) for name, value in row.values.items()}
    return Notice(row.id, row.at, row.kind, row.subject, row.campaign_id, values)
