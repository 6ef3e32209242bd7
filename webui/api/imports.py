"""Imports: every one, with its file, its errors, and the way back."""

from datetime import datetime
from typing import Any

from flask import Response

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.lists import cancelling, imports, undoing
from esl_dialer.services.lists.imports import Import
from webui.api.lists import CSV, ListShown, RowProblem
from webui.api.routes import PREFIX, Reply, Request, Route, Slice
from webui.api.shapes import NumberedQuery, Paged, Said, Shown
from webui.exports import ANY, send_original, send_rejected


class ImportsQuery(NumberedQuery):
    campaign: int | None = None
    """Empty: of all campaigns."""


class ErrorsQuery(NumberedQuery):
    rejected: bool = False
    """Only what rejected a row; warnings are left out."""


class ImportShown(ListShown):
    campaign: str
    """The campaign's name; empty: its list stands apart from campaigns."""
    address: str
    """Where it was fetched from, for who may manage campaigns: it may hold a secret."""
    sha256: str
    """Of the file as it came."""
    has_file: bool
    """Whether the file is still kept."""
    kept_until: datetime | None
    """When it may be deleted; null: never."""


class ColumnTaken(Shown):
    header: str
    choice: str
    """As ``columns`` of an import says it."""


class ImportWhole(ImportShown):
    columns: list[ColumnTaken]
    """What the file's columns were taken for."""


class NumberedProblem(RowProblem):
    number: int
    """Problems are told in the order of these."""


class UndoingShown(Shown):
    removes: int
    """Records that are taken out."""
    overwritten: int
    """Records that were there before: they stay as the import left them."""
    stopped: int
    """Records that are not to be called, or one of whose phones is not: they stay."""
    taken: int
    """Records that it made and a later import overwrote: they stay until that is undone."""
    person_stops: int
    """Stops of people that it noted: they stay."""
    consents: int
    """Consents that it noted: they are revoked."""
    left_out_since: int
    """Later imports that left rows out as duplicates: these can be sent again."""
    reasons: list[Said]
    """What stands against it; none: it can be undone."""


def every(asked: Request) -> Slice:
    """All imports, or those of a campaign, the newest first."""
    wanted = asked.query
    try:
        found = imports.page(asked.ctx, wanted.campaign, wanted.after, wanted.limit)
    except NotFound as error:
        raise Invalid({"campaign": error.says}) from error
    return Slice(tuple(_shown(asked, one) for one in found.imports), str(found.next or ""))


def show(asked: Request, number: int) -> dict[str, Any]:
    """One import: who, when, how it came, what its columns were taken for, what became of it."""
    found = imports.get(asked.ctx, number)
    taken = [{"header": header, "choice": one} for header, one in imports.columns(found)]
    return _shown(asked, found) | {"columns": taken}


def errors(asked: Request, number: int) -> Slice:
    """What was wrong with rows, by line, column and reason."""
    wanted = asked.query
    found = imports.problems(
        asked.ctx, number, wanted.after, wanted.limit, errors_only=wanted.rejected
    )
    items = tuple(
        {name: getattr(one.problem, name) for name in RowProblem.model_fields}
        | {"number": one.number}
        for one in found.problems
    )
    return Slice(items, str(found.next or ""))


def rejected(asked: Request, number: int) -> Response:
    """The rejected rows with their reasons, as a CSV to be mended and sent again."""
    imports.get(asked.ctx, number)
    return send_rejected(asked.ctx, number)


def original(asked: Request, number: int) -> Response:
    """The file as it came."""
    return send_original(imports.original(asked.ctx, number))


def look(asked: Request, number: int) -> dict[str, Any]:
    """What undoing an import would do, and what stands against it."""
    found = undoing.look(asked.ctx, number)
    stay = {"overwritten": found.made.overwritten, "stopped": found.made.stopped}
    since = {"taken": found.made.taken, "left_out_since": found.left_out_since}
    stay |= {"person_stops": found.stops, "consents": found.consents}
    return {"removes": found.goes, "reasons": found.reasons} | stay | since


def cancel(asked: Request, number: int) -> dict[str, Any]:
    """End an import that is under way; what it brought in stays."""
    cancelling.cancel_import(asked.ctx, number)
    return _shown(asked, imports.get(asked.ctx, number))


def undo(asked: Request, number: int) -> Reply:
    """Take out the records that an import made, in the background, as long as nobody was called.

    Until it is done its campaign dials nobody.
    """
    undoing.begin(asked.ctx, number)
    found = imports.get(asked.ctx, number)
    return Reply(_shown(asked, found), {"Location": f"{PREFIX}/imports/{number}"})


def _shown(asked: Request, found: Import) -> dict[str, Any]:
    manages = Permission.MANAGE_CAMPAIGNS in asked.ctx.actor.permissions
    info = {name: getattr(found.info, name) for name in ListShown.model_fields}
    return info | {
        "address": found.info.address if manages else "",
        "sha256": found.info.sha256,
        "campaign": found.campaign_name,
        "has_file": found.has_file,
        "kept_until": found.kept_until,
    }


_ONE = "/imports/{number}"
ROUTES = (
    Route("GET", "/imports", Permission.VIEW, every, Paged[ImportShown], query=ImportsQuery),
    Route("GET", _ONE, Permission.VIEW, show, ImportWhole),
    Route("GET", f"{_ONE}/errors", Permission.MANAGE_CAMPAIGNS, errors, Paged[NumberedProblem],
          query=ErrorsQuery),
    Route("GET", f"{_ONE}/rejected", Permission.MANAGE_CAMPAIGNS, rejected, sends=(CSV,)),
    Route("GET", f"{_ONE}/original", Permission.MANAGE_CAMPAIGNS, original, sends=(ANY,)),
    Route("POST", f"{_ONE}/cancel", Permission.MANAGE_CAMPAIGNS, cancel, ImportShown),
    Route("GET", f"{_ONE}/undo", Permission.VIEW, look, UndoingShown),
    Route("POST", f"{_ONE}/undo", Permission.MANAGE_CAMPAIGNS, undo, ImportShown, 202),
)  # fmt: skip
