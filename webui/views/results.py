"""Results: how calls ended, and their export."""

import io

from flask import Blueprint, Response, g, render_template, request

from esl_dialer.services import campaigns
from esl_dialer.services import results as service

pages = Blueprint("results", __name__, url_prefix="/results")

ROWS = 100


@pages.get("/")
def page() -> str:
    return render_template(
        "results.html",
        rows=service.rows(g.ctx, _campaign(), ROWS),
        standings=campaigns.every(g.ctx),
        chosen=_campaign(),
        most=ROWS,
    )


@pages.get("/export.csv")
def export() -> Response:
    """The guide's twelve columns."""
    text = io.StringIO(newline="")
    service.export_csv(g.ctx, _campaign(), text)
    name = f"results-{g.ctx.now():%Y%m%d-%H%M%S}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.getvalue(), mimetype="text/csv", headers=headers)


def _campaign() -> int | None:
    return request.args.get("campaign", type=int)
