"""Results: how calls ended, a page at a time, and their export."""

from flask import Blueprint, Response, g, render_template, request

from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.errors import Invalid
from esl_dialer.services.reports import reports
from webui import exports, shared
from webui.pages import filters

OLDEST = "oldest"
"""The order in which calls are asked for, where the newest are not to come first."""

pages = Blueprint("results", __name__, url_prefix="/results")


@pages.get("/")
def page() -> tuple[str, int]:
    wanted, problems = filters.read(readers=filters.OF_CALLS)
    oldest_first = request.args.get("order") == OLDEST
    begin = request.args.get("begin", "")
    found = None if problems else reports.page(g.ctx, wanted, begin, oldest_first=oldest_first)
    choices = filters.choices(wanted, problems)
    choices["address"] |= {"order": OLDEST} if oldest_first else {}
    html = render_template("results.html", page=found, oldest_first=oldest_first, **choices)
    return html, 422 if problems else 200


@pages.get("/export.<any(csv, xlsx):kind>")
def export(kind: str) -> Response:
    """Every result that the filters let through."""
    return exports.send(g.ctx, shared.exports(), filters.asked(), kind)


@pages.get("/campaigns/<int:number>/<any(csv, xlsx):kind>")
def campaign_report(number: int, kind: str) -> Response:
    """A campaign's report: summary, by day, by outcome, every call; of all runs, or of one."""
    run = _run(request.args.get("run", ""))
    return exports.send_report(g.ctx, shared.exports(), number, kind, run)


def _run(text: str) -> int | None:
    try:
        return int(text) if text else None
    except ValueError:
        raise Invalid({"run": filters.NO_RUN.of(value=quoted(text))}) from None
