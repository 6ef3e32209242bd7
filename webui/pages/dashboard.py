"""The dashboard: the day's numbers, what comes, the campaigns, the live feed."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, g, render_template

from esl_dialer.core.campaigns.listing import Sort, Wanted
from esl_dialer.services.calls import overview
from esl_dialer.services.campaigns import coming, listing
from esl_dialer.services.context import Context
from webui import shared

T = TypeVar("T")

BY_STATE = Wanted(sort=Sort.STATUS)
CARDS = 9
"""Campaigns that have a card each; of more, each has a line."""
LINES = 24
"""At most; the others are on the list of campaigns."""

pages = Blueprint("dashboard", __name__)


@pages.get("/")
def page() -> str:
    return render_template(
        "dashboard.html",
        numbers=_numbers(),
        coming=_coming(),
        calls=overview.feed(g.ctx),
        now=g.ctx.now(),
        **_campaigns(),
    )


@pages.get("/dashboard/cards")
def cards() -> str:
    return render_template("parts/cards.html", numbers=_numbers())


@pages.get("/dashboard/campaigns")
def campaigns() -> str:
    return render_template("parts/campaign_cards.html", **_campaigns())


@pages.get("/dashboard/coming")
def what_comes() -> str:
    return render_template("parts/coming.html", coming=_coming())


@pages.get("/dashboard/feed")
def feed() -> str:
    calls = _shared("feed", overview.feed)
    return render_template("parts/feed.html", calls=calls, now=g.ctx.now())


def _numbers() -> overview.Numbers:
    return _shared("numbers", overview.numbers)


def _coming() -> list[coming.Coming]:
    return _shared("coming", coming.coming)


def _campaigns() -> dict[str, Any]:
    """The first of them by state: those that dial, on their way, to be begun, over."""
    return {
        "floor": _shared("floor", lambda ctx: listing.page(ctx, BY_STATE, size=LINES)),
        "today": _shared("today", overview.today),
        "as_cards": CARDS,
    }


def _shared(name: str, read: Callable[[Context], T]) -> T:
    """What every open dashboard shows: read once for all of them."""
    return shared.readings().of(name, lambda: read(g.ctx))
