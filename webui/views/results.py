"""Results: how calls ended, a page at a time, and their export."""

import os
import tempfile
from pathlib import Path

from flask import Blueprint, Response, g, render_template, request, send_file

from esl_dialer.services import exporting, reports
from esl_dialer.services.context import Context
from esl_dialer.services.reports import Filter
from webui.threads import in_thread
from webui.views import filters

pages = Blueprint("results", __name__, url_prefix="/results")

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pages.get("/")
def page() -> str:
    wanted = filters.asked()
    found = reports.page(g.ctx, wanted, request.args.get("begin", ""))
    return render_template("results.html", page=found, **filters.choices(wanted))


@pages.get("/export.<any(csv, xlsx):kind>")
def export(kind: str) -> Response:
    """The guide's twelve columns of every result that the filters let through."""
    handle, name = tempfile.mkstemp(suffix=f".{kind}")
    os.close(handle)
    path = Path(name)
    try:
        in_thread(_write, g.ctx, filters.asked(), kind, path)
        content = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    shown = f"results-{g.ctx.now():%Y%m%d-%H%M%S}.{kind}"
    return send_file(content, mimetype=TYPES[kind], as_attachment=True, download_name=shown)


def _write(ctx: Context, wanted: Filter, kind: str, path: Path) -> int:
    return exporting.WRITERS[kind](reports.export(ctx, wanted), path)
