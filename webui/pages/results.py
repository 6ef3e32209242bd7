"""Results: how calls ended, a page at a time, and their export."""

from flask import Blueprint, Response, g, render_template, request

from esl_dialer.services.reports import reports
from webui import exports, shared
from webui.pages import filters

pages = Blueprint("results", __name__, url_prefix="/results")


@pages.get("/")
def page() -> tuple[str, int]:
    wanted, problems = filters.read()
    found = None if problems else reports.page(g.ctx, wanted, request.args.get("begin", ""))
    html = render_template("results.html", page=found, **filters.choices(wanted, problems))
    return html, 422 if problems else 200


@pages.get("/export.<any(csv, xlsx):kind>")
def export(kind: str) -> Response:
    """Every result that the filters let through."""
    return exports.send(g.ctx, shared.exports(), filters.asked(), kind)


@pages.get("/campaigns/<int:number>/<any(csv, xlsx):kind>")
def campaign_report(number: int, kind: str) -> Response:
    """A campaign's report: summary, by day, by outcome, every call."""
    return exports.send_report(g.ctx, shared.exports(), number, kind)
