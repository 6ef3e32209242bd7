"""Results as a file to take away: for a page, and for the API."""

import itertools
import os
import tempfile
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from flask import Response, send_file

from esl_dialer.runtime.languages import catalogue
from esl_dialer.services.context import Context
from esl_dialer.services.lists import uploads
from esl_dialer.services.lists.imports import Original
from esl_dialer.services.lists.uploads import safe_name
from esl_dialer.services.people import dnc
from esl_dialer.services.reports import exporting, reports
from esl_dialer.services.reports.reports import Filter
from webui.live import Live
from webui.text.language import current
from webui.threads import in_thread

T = TypeVar("T")

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TOPIC = frozenset({"exports"})


@dataclass(slots=True)
class Export:
    """A file that is being written for someone; ``total`` rows of it, about."""

    number: int
    actor: str
    kind: str
    total: int
    done: int = 0

    def counted(self, rows: Iterable[T]) -> Iterator[T]:
        for row in rows:
            yield row
            self.done += 1


class Exports:
    """Those of this process, while they are written. The browser tells of their end itself."""

    def __init__(self, live: Live) -> None:
        self._live, self._numbers = live, itertools.count(1)
        self._running: dict[int, Export] = {}

    def begin(self, actor: str, kind: str, total: int) -> Export:
        export = Export(next(self._numbers), actor, kind, total)
        self._running[export.number] = export
        self._live.tell(TOPIC)
        return export

    def end(self, export: Export) -> None:
        del self._running[export.number]
        self._live.tell(TOPIC)

    def of(self, actor: str) -> list[Export]:
        """Theirs, the newest first."""
        return [one for one in reversed(self._running.values()) if one.actor == actor]


def send(ctx: Context, exports: Exports, wanted: Filter, kind: str) -> Response:
    """The guide's twelve columns of every result that the filter lets through."""
    total = in_thread(reports.report, ctx, wanted)[0].total
    handle, name = tempfile.mkstemp(suffix=f".{kind}")
    os.close(handle)
    path = Path(name)
    export = exports.begin(ctx.actor.name, kind, total)
    try:
        in_thread(_write, ctx, wanted, export, path)
        content = path.open("rb")
    finally:
        exports.end(export)
        path.unlink(missing_ok=True)
    there = ctx.now().astimezone(ctx.business_zone())
    shown = f"results-{there:%Y%m%d-%H%M%S}.{kind}"
    return send_file(content, mimetype=TYPES[kind], as_attachment=True, download_name=shown)


def send_numbers(ctx: Context, of: int) -> Response:
    """All of a do-not-call list, as CSV. Raises NotFound."""
    handle, name = tempfile.mkstemp(suffix=".csv")
    os.close(handle)
    path = Path(name)
    try:
        in_thread(dnc.write, ctx, path, of)
        content = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    there = ctx.now().astimezone(ctx.business_zone())
    shown = f"do-not-call{f'-{of}' if of else ''}-{there:%Y%m%d-%H%M%S}.csv"
    return send_file(content, mimetype=TYPES["csv"], as_attachment=True, download_name=shown)


def send_rejected(ctx: Context, number: int) -> Response:
    """The rows of an import that were rejected, with their reasons, as CSV. Raises NotFound."""
    handle, name = tempfile.mkstemp(suffix=".csv")
    os.close(handle)
    path = Path(name)
    try:
        in_thread(_write_rejected, ctx, number, path, catalogue(current()))
        content = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    shown = f"rejected-{number}.csv"
    return send_file(content, mimetype=TYPES["csv"], as_attachment=True, download_name=shown)


def _write_rejected(ctx: Context, number: int, path: Path, texts: Mapping[str, str]) -> None:
    """In a thread, where nothing tells whose page it is: ``texts`` are in the reader's language."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(uploads.rejected(ctx, number, lambda reason: reason.told(texts)))


def _write(ctx: Context, wanted: Filter, export: Export, path: Path) -> int:
    rows = export.counted(reports.export(ctx, wanted))
    return exporting.WRITERS[export.kind](rows, path)


ANY = "application/octet-stream"


def send_original(found: Original) -> Response:
    """The file of an import, to be saved and never shown: what is in it came from anywhere."""
    name = safe_name(found.name)
    answer = send_file(found.path, mimetype=ANY, as_attachment=True, download_name=name)
    digest = b64encode(bytes.fromhex(found.sha256)).decode()
    answer.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return answer
