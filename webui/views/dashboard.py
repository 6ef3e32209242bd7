"""The dashboard: four cards, the campaigns, the live feed."""

from flask import Blueprint, g, render_template

from esl_dialer.services import campaigns as service
from esl_dialer.services import overview

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
    return render_template("parts/cards.html", numbers=overview.numbers(g.ctx))


@pages.get("/dashboard/campaigns")
def campaigns() -> str:
    return render_template("parts/campaign_cards.html", standings=service.every(g.ctx))


@pages.get("/dashboard/feed")
def feed() -> str:
    return render_template("parts/feed.html", calls=overview.feed(g.ctx), now=g.ctx.now())
