"""The dashboard: four cards, the campaigns, the live feed."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, g, render_template

from esl_dialer.services.calls import overview
from esl_dialer.services.campaigns import campaigns as service
from esl_dialer.services.context import Context
from webui import shared

T = TypeVar("T")

pages = Blueprint("dashboard", __name__)


@pages.get("/")
def page() -> str:
    return render_template(
        "dashboard.html",
        numbers=overview.numbers(g.ctx),
        standings=service.every(g.ctx),
        calls=overview.feed(g.ctx),
    )


@pages.get("/dashboard/cards")
def cards() -> str:
    numbers = _shared("numbers", overview.numbers)
    return render_template("parts/cards.html", numbers=numbers)


@pages.get("/dashboard/campaigns")
def campaigns() -> str:
    standings = _shared("standings", service.every)
    return render_template("parts/campaign_cards.html", standings=standings)


@pages.get("/dashboard/feed")
def feed() -> str:
    calls = _shared("feed", overview.feed)
    return render_template("parts/feed.html", calls=calls, now=g.ctx.now())


def _shared(name: str, read: Callable[[Context], T]) -> T:
    """What every open dashboard shows: read once for all of them."""
    return shared.readings().of(name, lambda: read(g.ctx))
