"""The runs of a campaign, each with what leads to its calls and sums."""

from flask import Blueprint, g, render_template, request

from esl_dialer.services.campaigns import campaigns, runs

pages = Blueprint("runs", __name__)


@pages.get("/campaigns/<int:number>/runs")
def page(number: int) -> str:
    campaign = campaigns.get(g.ctx, number)
    found, following = runs.page(g.ctx, number, request.args.get("before", 0, type=int))
    return render_template("runs.html", campaign=campaign, runs=found, next=following)
