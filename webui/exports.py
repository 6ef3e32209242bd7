"""Results as a file to take away: for a page, and for the API."""

import os
import tempfile
from pathlib import Path

from flask import Response, send_file

from esl_dialer.services import exporting, reports
from esl_dialer.services.context import Context
from esl_dialer.services.reports import Filter
from webui.threads import in_thread

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def send(ctx: Context, wanted: Filter, kind: str) -> Response:
    """The guide's twelve columns of every result that the filter lets through."""
    handle, name = tempfile.mkstemp(suffix=f".{kind}")
    os.close(handle)
    path = Path(name)
    try:
        in_thread(_write, ctx, wanted, kind, path)
        content = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    shown = f"results-{ctx.now():%Y%m%d-%H%M%S}.{kind}"
    return send_file(content, mimetype=TYPES[kind], as_attachment=True, download_name=shown)


def _write(ctx: Context, wanted: Filter, kind: str, path: Path) -> int:
    return exporting.WRITERS[kind](reports.export(ctx, wanted), path)
