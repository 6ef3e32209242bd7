"""Results: how calls ended, a page at a time, and their export."""

from flask import Blueprint, Response, g, render_template, request

from esl_dialer.services import reports
from webui import exports
from webui.views import filters

pages = Blueprint("results", __name__, url_prefix="/results")


@pages.get("/")
def page() -> str:
    wanted = filters.asked()
    found = reports.page(g.ctx, wanted, request.args.get("begin", ""))
    return render_template("results.html", page=found, **filters.choices(wanted))


@pages.get("/export.<any(csv, xlsx):kind>")
def export(kind: str) -> Response:
    """Every result that the filters let through."""
    return exports.send(g.ctx, filters.asked(), kind)
