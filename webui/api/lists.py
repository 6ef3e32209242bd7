"""Lists: looked at, imported, followed, and what was rejected."""

import json
from datetime import datetime
from typing import Annotated, Any, Literal

from flask import Response, request
from pydantic import AfterValidator, Field, StringConstraints

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.addresses import FetchState
from esl_dialer.core.lists.doubts import Doubt
from esl_dialer.core.lists.likeness import chosen
from esl_dialer.core.lists.list_rows import Problem
from esl_dialer.core.lists.origin import Origin
from esl_dialer.core.lists.reading_plan import Options
from esl_dialer.core.lists.row_fate import RowFate
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.lists import cancelling, fetching, uploads
from esl_dialer.services.lists.previewing import GridRow, Preview
from webui.api.routes import LARGEST_NUMBER, PREFIX, Reply, Request, Route
from webui.api.shapes import Given, Name, Said, Shown, Text, fields_of
from webui.exports import send_rejected
from webui.threads import in_thread

CSV = "text/csv"
TEXT = "text/plain"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
XLS = "application/vnd.ms-excel"
FILES = (CSV, XLSX, ODS, XLS, TEXT, "application/octet-stream")
"""What a list may be sent as: the file itself, or rows as text, is the body."""


def _choices_in(text: str) -> str:
    """Raises ValueError for what is no JSON object of texts."""
    found = json.loads(text or "{}")
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise ValueError("a JSON object of headers to choices")
    return text


ColumnChoices = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_choices_in)]


class FileQuery(Given):
    file_name: Name = "list.csv"
    sheet: Name = ""
    """The workbook's sheet to read; empty: the first with a header."""
    hidden_rows: Literal["", "import", "leave_out"] = ""
    """Of rows that do not show in the sheet; they are left out unless ``import`` is said."""
    start_row: int = Field(default=0, ge=0, le=LARGEST_NUMBER)
    """The line at which the list begins, as problems tell lines: those before it are left out. 0:
    after the header that is recognised."""
    columns: ColumnChoices = ""
    """What columns are, where they are not recognised, or not as meant: a JSON object of headers
    (or numbers from 1, ``#2``) to choices, ``{"Konto": "account_number", "Privat": "phone_home"}``.
    A choice is one of those that a preview tells; ``custom`` keeps the column beside, empty leaves
    it out."""
    date_order: Literal["", "dmy", "mdy"] = ""
    """Of ``03/04/2026``; empty: as one date with a day above 12 shows it."""
    mapping: Name = ""
    """A kept mapping, of which the file has to be. Empty: the one of its header row, if there is
    one; ``columns`` win over either."""
    source_status: Name = ""
    """Of all people of whom the file says none; empty: they have none, and are called."""
    needs: Literal["", "guide", "phone"] = ""
    """Which columns there must be: the guide's, or an account and a phone. Empty: the guide's,
    unless columns are mapped by hand."""


class LikenessQuery(Given):
    """What becomes of rows whose account or person the campaign has already."""

    duplicates: Literal["skip", "overwrite"] = "skip"
    """Of accounts that the campaign has already: ``overwrite`` renews its pending records. Of a
    campaign whose ``duplicates`` are ``keep`` neither counts."""
    account_zeros: Literal["ignore", "keep"] = "ignore"
    """Whether zeros in front, or ``.0`` at its end, make an account of one name another one."""
    same_person: Literal["keep", "skip"] = "keep"
    """Of a person, by name and a number, whom the campaign has under another account."""
    replaces: bool = False
    """The campaign's records that were never dialed go first."""

    @property
    def chosen(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in LikenessQuery.model_fields}


class AddressGiven(Given):
    address: Text
    """``https://HOST/PATH`` or ``http://``, without a name or password."""


class FetchShown(Shown):
    id: int
    address: str
    state: FetchState
    error: Said
    """Why nothing was fetched."""
    created_at: datetime
    created_by: str


class PreviewQuery(LikenessQuery, FileQuery):
    campaign: int | None = None
    """Its records are compared with the rows, too."""


class ImportQuery(LikenessQuery, FileQuery):
    name: Name = ""
    """The list's name; empty: the file's."""
    keep_mapping: Name = ""
    """A name under which its columns are kept, for the next file of that header row."""


@fields_of(uploads.ListInfo, without="stored_path sha256 options replaces_to address")
class ListShown(Shown):
    status: str
    """pending, importing, done, failed, cancelled, undoing, undone"""
    rows_total: int | None
    """Estimated while it is read."""


class BegunShown(ListShown):
    repeated: bool
    """This file was imported before, in the same way: nothing is added."""


class ListsShown(Shown):
    items: list[ListShown]


class ColumnShown(Shown):
    header: str
    key: str
    """The field that it fills; empty: none."""
    sure: int
    """Percent."""


@fields_of(Problem)
class RowProblem(Shown):
    warning: bool
    """It does not reject the row."""


@fields_of(Doubt)
class DoubtShown(Shown):
    """What a person should look at before the list counts."""


@fields_of(Preview)
class ListPreview(Shown):
    columns: list[ColumnShown]
    missing: list[str]
    """Columns that a list must have and this one lacks."""
    problems: list[RowProblem]
    fates: dict[int, RowFate]
    """By line, what becomes of the rows that the problems are of."""
    sheets: list[str]
    """Of a workbook, those that hold rows."""
    hidden_rows: int
    """Rows of the whole sheet that do not show in it."""
    grid: list[GridRow]
    """The first fifty rows of the file as they stand there, titles and header too."""
    start_row: int
    """The line of the first row of data, where it is in the grid."""
    header_row: int
    """The line of the header; 0 without one."""
    choices: list[str]
    """Of each column, how ``columns`` says the same."""
    needs: str
    """Which columns there must be: ``guide`` or ``phone``."""
    mapping: str
    """The kept mapping by which the columns are known; empty: none."""
    doubts: list[DoubtShown]
    rows_in_file: int
    """Of ``rows_duplicate``, those whose account stands in the file above."""
    rows_overwriting: int
    """And those that take the place of what a pending record says."""
    rows_another: int
    """Imported as a further record of an account that is there: the campaign looks for none."""
    replaceable: int
    """Records of the whole campaign that were never dialed: they go first with ``replaces``."""
    stays: int
    """The campaign's other records: they stay."""


def preview(asked: Request) -> Preview:
    """What a file is taken for, and what is wrong with its first rows; nothing is kept."""
    if (campaign := asked.query.campaign) is not None:
        _known(asked, campaign)
    upload = uploads.keep(asked.ctx, request.stream, asked.query.file_name, Origin.API)
    try:
        choices, options = chosen(**asked.query.chosen), options_of(asked)
        return uploads.preview(asked.ctx, upload, options, campaign=campaign, choices=choices)
    finally:
        uploads.discard(upload)


def _known(asked: Request, campaign: int) -> None:
    """It is a value of the query, no part of the address: an unknown one is a wrong value."""
    try:
        campaigns.get(asked.ctx, campaign)
    except NotFound as error:
        raise Invalid({"campaign": error.says}) from error


def begin(asked: Request, campaign: int) -> Reply:
    """Import a file into a campaign, in the background.

    The body is the file: CSV, XLSX, ODS or XLS. The same file sent again adds nothing.
    """
    campaigns.get(asked.ctx, campaign)
    upload = uploads.keep(asked.ctx, request.stream, asked.query.file_name, Origin.API)
    try:
        return _begun(asked, campaign, upload)
    finally:
        uploads.discard(upload)


def _begun(asked: Request, campaign: int, upload: uploads.Upload) -> Reply:
    begun = uploads.begin(
        asked.ctx,
        campaign,
        upload,
        asked.query.name,
        options=options_of(asked),
        keep_mapping=asked.query.keep_mapping,
        aside=in_thread,
        **asked.query.chosen,
    )
    found = _find(asked, campaign, begun.list_id)
    shown = {name: getattr(found, name) for name in ListShown.model_fields}
    address = f"{PREFIX}/campaigns/{campaign}/lists/{begun.list_id}"
    return Reply(shown | {"repeated": begun.repeated}, {"Location": address})


def fetch(asked: Request) -> Reply:
    """Fetch a list from an address, in the background; then preview or import it by its number."""
    made = fetching.begin(asked.ctx, asked.body.address)
    return Reply(made, {"Location": f"{PREFIX}/lists/fetches/{made.id}"})


def fetched(asked: Request, number: int) -> Any:
    """How far the fetching of a list is."""
    return fetching.find(asked.ctx, number)


def preview_fetched(asked: Request, number: int) -> Preview:
    """What a fetched file is taken for, and what is wrong with its first rows."""
    if (campaign := asked.query.campaign) is not None:
        _known(asked, campaign)
    upload = fetching.fetched(asked.ctx, number)
    choices = chosen(**asked.query.chosen)
    return uploads.preview(asked.ctx, upload, options_of(asked), campaign=campaign, choices=choices)


def begin_fetched(asked: Request, campaign: int, number: int) -> Reply:
    """Import a fetched file into a campaign, in the background; it is kept with the list."""
    campaigns.get(asked.ctx, campaign)
    return _begun(asked, campaign, fetching.fetched(asked.ctx, number))


def every(asked: Request, campaign: int) -> dict[str, Any]:
    """A campaign's lists, the newest first."""
    return {"items": uploads.of_campaign(asked.ctx, campaign)}


def show(asked: Request, campaign: int, number: int) -> Any:
    """How far a list is read."""
    return _find(asked, campaign, number)


def cancel(asked: Request, campaign: int, number: int) -> Any:
    """End an import that is under way; what it brought in stays."""
    return cancelling.cancel(asked.ctx, campaign, number)


def rejected(asked: Request, campaign: int, number: int) -> Response:
    """The rejected rows with their reasons, as a CSV to be mended and sent again."""
    _find(asked, campaign, number)
    return send_rejected(asked.ctx, number)


def options_of(asked: Request) -> Options:
    """What is said about the file."""
    said = asked.query
    return Options(
        sheet=said.sheet,
        hidden_rows=said.hidden_rows,
        columns=json.loads(said.columns or "{}"),
        date_order=said.date_order,
        start_row=said.start_row,
        mapping=said.mapping,
        needs=said.needs,
        source_status=said.source_status,
    )


def _find(asked: Request, campaign: int, number: int) -> Any:
    found = uploads.of_campaign(asked.ctx, campaign)
    if (one := next((info for info in found if info.id == number), None)) is None:
        raise NotFound(cancelling.NO_SUCH_LIST)
    return one


_LISTS = "/campaigns/{campaign}/lists"
ROUTES = (
    Route("POST", "/lists/preview", Permission.MANAGE_CAMPAIGNS, preview, ListPreview,
          query=PreviewQuery, takes=FILES),
    Route("POST", _LISTS, Permission.MANAGE_CAMPAIGNS, begin, BegunShown, 202, query=ImportQuery,
          takes=FILES),
    Route("POST", "/lists/fetches", Permission.MANAGE_CAMPAIGNS, fetch, FetchShown, 202,
          body=AddressGiven),
    Route("GET", "/lists/fetches/{number}", Permission.MANAGE_CAMPAIGNS, fetched, FetchShown),
    Route("POST", "/lists/fetches/{number}/preview", Permission.MANAGE_CAMPAIGNS, preview_fetched,
          ListPreview, query=PreviewQuery),
    Route("POST", f"{_LISTS}/fetched/{{number}}", Permission.MANAGE_CAMPAIGNS, begin_fetched,
          BegunShown, 202, query=ImportQuery),
    Route("GET", _LISTS, Permission.VIEW, every, ListsShown),
    Route("GET", f"{_LISTS}/{{number}}", Permission.VIEW, show, ListShown),
    Route("POST", f"{_LISTS}/{{number}}/cancel", Permission.MANAGE_CAMPAIGNS, cancel, ListShown),
    Route("GET", f"{_LISTS}/{{number}}/rejected", Permission.MANAGE_CAMPAIGNS, rejected,
          sends=(CSV,)),
)  # fmt: skip
