"""Results: how calls ended, a page at a time, and their export."""

import io

from flask import Blueprint, Response, g, render_template, request

from esl_dialer.services import reports
from esl_dialer.services import results as service
from webui.views import filters

pages = Blueprint("results", __name__, url_prefix="/results")


@pages.get("/")
def page() -> str:
    wanted = filters.asked()
    found = reports.page(g.ctx, wanted, request.args.get("begin", ""))
    return render_template("results.html", page=found, **filters.choices(wanted))


@pages.get("/export.csv")
def export() -> Response:
    """The guide's twelve columns of every result that the filters let through."""
    text = io.StringIO(newline="")
    service.write_csv(reports.export(g.ctx, filters.asked()), text)
    name = f"results-{g.ctx.now():%Y%m%d-%H%M%S}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.getvalue(), mimetype="text/csv", headers=headers)
