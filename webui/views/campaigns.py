"""Campaigns: the list, one campaign, and what is done with it."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from esl_dialer.core.campaigns import Campaign
from esl_dialer.services import campaigns as service
from esl_dialer.services import overview, why
from esl_dialer.services.context import Context
from webui.language import translate as _

pages = Blueprint("campaigns", __name__, url_prefix="/campaigns")


@pages.get("/")
def every() -> str:
    return render_template("campaigns.html", standings=service.every(g.ctx))


@pages.get("/rows")
def rows() -> str:
    return render_template("parts/campaign_rows.html", standings=service.every(g.ctx))


@pages.get("/<int:number>")
def detail(number: int) -> str:
    return render_template("campaign.html", **_standing(number), **_calls(number))


@pages.get("/<int:number>/standing")
def standing(number: int) -> str:
    return render_template("parts/campaign_standing.html", **_standing(number))


@pages.get("/<int:number>/calls")
def calls(number: int) -> str:
    return render_template("parts/feed.html", **_calls(number))


def _standing(number: int) -> dict[str, object]:
    found = service.standing(g.ctx, number)
    answer = why.of_campaign(g.ctx, number)
    return {"standing": found, "campaign": found.campaign, "why": answer}


def _calls(number: int) -> dict[str, object]:
    return {"calls": overview.feed(g.ctx, number), "now": g.ctx.now()}


@pages.post("/<int:number>/start")
def start(number: int) -> Response:
    return _do(service.start, number, _("{name} is dialing."))


@pages.post("/<int:number>/pause")
def pause(number: int) -> Response:
    return _do(service.pause, number, _("{name} is paused. Calls in progress go on to their end."))


@pages.post("/<int:number>/stop")
def stop(number: int) -> Response:
    return _do(service.stop, number, _("{name} is stopped. Start it again to continue."))


def _do(act: Callable[[Context, int | str], Campaign], number: int, told: str) -> Response:
    campaign = act(g.ctx, number)
    flash(told.format(name=campaign.name), "success")
    return redirect(url_for("campaigns.detail", number=number), 303)
