"""Results as a file to take away: for a page, and for the API."""

import itertools
import os
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from flask import Response, send_file

from esl_dialer.core.says import Says
from esl_dialer.runtime.languages import catalogue
from esl_dialer.services.context import Context
from esl_dialer.services.lists import list_people, uploads
from esl_dialer.services.lists.imports import Original
from esl_dialer.services.lists.uploads import safe_name
from esl_dialer.services.people import dnc
from esl_dialer.services.reports import campaign_report, exporting, reports
from esl_dialer.services.reports.reports import Filter
from webui.live import Live
from webui.text.language import current
from webui.threads import in_thread

T = TypeVar("T")

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
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
    export = exports.begin(ctx.actor.name, kind, total)

    def write(path: Path) -> int:
        rows = export.counted(reports.export(ctx, wanted))
        return exporting.WRITERS[kind](rows, path)

    return _file(exports, export, write, f"results-{_there(ctx)}.{kind}")


def send_report(
    ctx: Context, exports: Exports, campaign: int, kind: str, run: int | None = None
) -> Response:
    """A campaign's report, of all runs or of one, in the reader's language. Raises NotFound,
    Invalid, Forbidden."""
    found = in_thread(campaign_report.look, ctx, campaign, run)
    export = exports.begin(ctx.actor.name, kind, found.sums.report.total)
    texts = catalogue(current())

    def tell(says: Says) -> str:
        """In a thread, which knows of no request: the language is taken along."""
        return says.told(texts)

    def write(path: Path) -> object:
        seen = export.counted
        return campaign_report.save(ctx, campaign, kind, path, run=run, tell=tell, seen=seen)

    name = safe_name(found.summary.campaign.title) + (f"-run-{run}" if run else "")
    ending = campaign_report.FILES[kind]
    return _file(exports, export, write, f"{name}-{_there(ctx)}.{ending}")


def _file(
    exports: Exports, export: Export, write: Callable[[Path], object], shown: str
) -> Response:
    """What is written in a thread, to be saved under that name; nothing of it stays here."""
    handle, name = tempfile.mkstemp(suffix=f".{export.kind}")
    os.close(handle)
    path = Path(name)
    try:
        in_thread(write, path)
        content = path.open("rb")
    finally:
        exports.end(export)
        path.unlink(missing_ok=True)
    kind = TYPES[shown.rpartition(".")[2]]
    return send_file(content, mimetype=kind, as_attachment=True, download_name=shown)


def _there(ctx: Context) -> str:
    """Now, where the business is, for a file's name."""
    return f"{ctx.now().astimezone(ctx.business_zone()):%Y%m%d-%H%M%S}"


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
    shown = f"do-not-call{f'-{of}' if of else ''}-{_there(ctx)}.csv"
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


def send_people(ctx: Context, number: int) -> Response:
    """All people of a list, as a CSV that can be imported again. Raises NotFound."""
    handle, name = tempfile.mkstemp(suffix=".csv")
    os.close(handle)
    path = Path(name)
    try:
        in_thread(_write_people, ctx, number, path)
        content = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    shown = f"list-{number}.csv"
    return send_file(content, mimetype=TYPES["csv"], as_attachment=True, download_name=shown)


def _write_people(ctx: Context, number: int, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(list_people.download(ctx, number))


ANY = "application/octet-stream"


def send_original(found: Original) -> Response:
    """The file of an import, to be saved and never shown: what is in it came from anywhere."""
    name = safe_name(found.name)
    answer = send_file(found.path, mimetype=ANY, as_attachment=True, download_name=name)
    digest = b64encode(bytes.fromhex(found.sha256)).decode()
    answer.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return answer
