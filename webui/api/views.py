"""Saved views of the list of campaigns: one's own and the shared ones."""

from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.listing import Archived, Order, Priority, Sort
from esl_dialer.core.words import CampaignKind, RunState
from esl_dialer.services.campaigns import listing, views
from esl_dialer.services.campaigns.views import Kept
from webui.api.routes import PREFIX, Reply, Request, Route
from webui.api.shapes import Given, Name, Shown


class Asks(Given):
    """What a list of campaigns is asked for, as ``GET /campaigns`` takes it."""

    search: Name = ""
    status: tuple[RunState, ...] = ()
    kind: tuple[CampaignKind, ...] = ()
    priority: tuple[Priority, ...] = ()
    list: Name = ""
    archived: Archived = Archived.NO
    sort: Sort = Sort.LAST_RUN
    order: Order = Order.FORWARDS


class ViewGiven(Given):
    name: Name
    """20 letters at most."""
    wanted: Asks = Asks()
    shared: bool = False
    """Everybody sees it: for who may manage campaigns."""
    default: bool = False
    """The user's list of campaigns opens with it."""


class ViewShown(Shown):
    id: int
    name: str
    owner: str
    """Empty: nobody's alone."""
    shared: bool
    mine: bool
    """Whether one may change it."""
    default: bool
    wanted: dict[str, Any]
    """What differs from a list that asks for nothing."""


class ViewsShown(Shown):
    items: list[ViewShown]


def every(asked: Request) -> dict[str, Any]:
    """One's own views and the shared ones, by name."""
    return {"items": [views.shown(one) for one in views.every(asked.ctx)]}


def create(asked: Request) -> Reply:
    """Save a view."""
    made = views.create(asked.ctx, _kept(asked.body))
    return Reply(views.shown(made), {"Location": f"{PREFIX}/campaigns/views/{made.id}"})


def show(asked: Request, number: int) -> dict[str, Any]:
    """One view."""
    return views.shown(views.get(asked.ctx, number))


def change(asked: Request, number: int) -> dict[str, Any]:
    """Save it as it is sent."""
    return views.shown(views.change(asked.ctx, number, _kept(asked.body)))


def delete(asked: Request, number: int) -> None:
    """Delete it; no campaign is changed."""
    views.delete(asked.ctx, number)


def open_with(asked: Request, number: int) -> None:
    """One's list of campaigns opens with it."""
    views.set_default(asked.ctx, number)


def open_with_all(asked: Request) -> None:
    """One's list of campaigns opens with all of them."""
    views.set_default(asked.ctx, None)


def _kept(sent: ViewGiven) -> Kept:
    given = {
        name: value if isinstance(value, tuple) else (str(value),)
        for name, value in sent.wanted.model_dump().items()
    }
    return Kept(sent.name, listing.read(given), sent.shared, sent.default)


_ALL, _ONE = "/campaigns/views", "/campaigns/views/{number}"
ROUTES = (
    Route("GET", _ALL, Permission.VIEW, every, ViewsShown),
    Route("POST", _ALL, Permission.VIEW, create, ViewShown, 201, body=ViewGiven),
    Route("GET", _ONE, Permission.VIEW, show, ViewShown),
    Route("PUT", _ONE, Permission.VIEW, change, ViewShown, body=ViewGiven),
    Route("DELETE", _ONE, Permission.VIEW, delete),
    Route("PUT", f"{_ONE}/default", Permission.VIEW, open_with),
    Route("DELETE", f"{_ALL}/default", Permission.VIEW, open_with_all),
)
