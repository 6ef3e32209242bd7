"""Gateways: where calls leave the switch, what they may carry, how they stand."""

from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.routing.choosing import Stand
from esl_dialer.core.routing.gateways import FIELDS, Gateway
from esl_dialer.services.routing import gateways
from webui.api import models
from webui.api.routes import PREFIX, Reply, Request, Route
from webui.api.shapes import Given, Shown


class _Stands(Shown):
    up: bool
    state: Stand
    """``resting`` after it refused call after call; ``probed`` while one call shows how it is."""
    resting_until: datetime | None
    live: int
    """Calls in progress."""
    calls_24h: int
    answered_24h: int
    short_24h: int
    short_share: float
    """Of the answered calls of the last 24 hours."""
    zero_share: float
    """Of the calls of the last 24 hours: those nobody answered."""
    warnings: list[str]
    """Which share is near its limit: ``short_calls``, ``zero_seconds``."""
    configured: bool
    """It is the configuration's ``dial_string``: there is no other, and it can't be changed."""


NewGateway = models.given("NewGateway", FIELDS, Given)
ChangedGateway = models.changed("ChangedGateway", FIELDS, Given, {"name"})
GatewayShown = models.shown("GatewayShown", FIELDS, _Stands)


class GatewaysShown(Shown):
    items: list[GatewayShown]  # type: ignore[valid-type]  # made of the table


def every(asked: Request) -> dict[str, Any]:
    """Every gateway that calls may use, and how it stands."""
    return {"items": [gateways.shown(one) for one in gateways.every(asked.ctx)]}


def create(asked: Request) -> Reply:
    """Add a gateway, which the switch must know by the name in its dial string."""
    made = gateways.add(asked.ctx, Gateway(**asked.body.model_dump()))
    return Reply(show(asked, made.name), {"Location": f"{PREFIX}/gateways/{made.name}"})


def show(asked: Request, gateway: str) -> dict[str, Any]:
    """One gateway, and how it stands."""
    return gateways.shown(gateways.standing(asked.ctx, gateway))


def change(asked: Request, gateway: str) -> dict[str, Any]:
    """Change the fields that are given; calls in progress go on as they are."""
    gateways.change(asked.ctx, gateway, asked.body.model_dump(exclude_unset=True))
    return show(asked, gateway)


def remove(asked: Request, gateway: str) -> None:
    """Take a gateway away; calls in progress go on."""
    gateways.remove(asked.ctx, gateway)


_CHANGE = Permission.CHANGE_SETTINGS
_ONE = "/gateways/{gateway}"
ROUTES = (
    Route("GET", "/gateways", Permission.VIEW, every, GatewaysShown),
    Route("POST", "/gateways", _CHANGE, create, GatewayShown, 201, body=NewGateway),
    Route("GET", _ONE, Permission.VIEW, show, GatewayShown),
    Route("PATCH", _ONE, _CHANGE, change, GatewayShown, body=ChangedGateway),
    Route("DELETE", _ONE, _CHANGE, remove),
)
