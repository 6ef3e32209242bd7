"""Lists, each stored once, and the campaigns that call their people."""

from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.lists import attaching
from esl_dialer.services.lists.attaching import Use
from webui.api.routes import Request, Route
from webui.api.shapes import Shown


class UseShown(Shown):
    id: int
    name: str
    rows_good: int
    """Rows that it brought in."""
    people: int | None
    """How many are in it now; told of one list, not of all together."""
    status: str
    """pending, importing, done, failed, cancelled"""
    campaign: int
    """The campaign that brought it in."""
    attached_to: list[int]
    """Others that call its people."""
    created_at: datetime


class UsesShown(Shown):
    items: list[UseShown]


class JoinedShown(Shown):
    list_id: int
    campaign_id: int
    people: int
    """Who of the list was looked at just now."""
    records: int
    """How many of them are new to the campaign: the others' accounts are in it."""


class RemovedShown(Shown):
    removed: int
    """Records that the campaign never called."""


def every(asked: Request) -> dict[str, Any]:
    """Every list, the newest first, and the campaigns that call its people."""
    return {"items": [shown(one) for one in attaching.every(asked.ctx)]}


def show(asked: Request, number: int) -> dict[str, Any]:
    """One list, and the campaigns that call its people."""
    return shown(attaching.show(asked.ctx, number))


def attach(asked: Request, campaign: int, number: int) -> Any:
    """A campaign calls the people of another's list too, whom it does not have yet."""
    return attaching.attach(asked.ctx, campaign, number)


def detach(asked: Request, campaign: int, number: int) -> dict[str, int]:
    """A campaign lets go of a list's people whom it never called."""
    return {"removed": attaching.detach(asked.ctx, campaign, number)}


def shown(one: Use) -> dict[str, Any]:
    return {
        "id": one.list.id,
        "name": one.list.name,
        "rows_good": one.list.rows_good,
        "people": one.people,
        "status": one.list.status,
        "campaign": one.list.campaign_id,
        "attached_to": [use.campaign for use in one.attached],
        "created_at": one.list.created_at,
    }


_ATTACHED = "/campaigns/{campaign}/attached-lists/{number}"
ROUTES = (
    Route("GET", "/lists", Permission.VIEW, every, UsesShown),
    Route("GET", "/lists/{number}", Permission.VIEW, show, UseShown),
    Route("PUT", _ATTACHED, Permission.MANAGE_CAMPAIGNS, attach, JoinedShown),
    Route("DELETE", _ATTACHED, Permission.MANAGE_CAMPAIGNS, detach, RemovedShown),
)
