"""The audit trail: who changed what, when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from esl_dialer.store import models


def note(actor: str, action: str, subject: str, detail: dict[str, Any], now: datetime) -> None:
    models.Audit.create(at=now, actor=actor, action=action, subject=subject, detail=detail)


@dataclass(frozen=True, slots=True)
class Noted:
    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]


def page(
    actor: str,
    action: str,
    before: int,
    limit: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Noted]:
    """Newest first; ``action`` begins so; ``before`` is the last entry of the page before.

    ``until`` is excluded.
    """
    table = models.Audit
    query = table.select().order_by(table.id.desc()).limit(limit)
    if before:
        query = query.where(table.id < before)
    if actor:
        query = query.where(table.actor == actor)
    if action:
        query = query.where(table.action.startswith(action))
    if since:
        query = query.where(table.at >= since)
    if until:
        query = query.where(table.at < until)
    return [Noted(r.id, r.at, r.actor, r.action, r.subject, r.detail or {}) for r in query]
