"""The do-not-call lists: the global one, and those that campaigns choose."""

from typing import Any

from flask import Response, request
from pydantic import Field

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.people.dnc_imports import DncImportState
from esl_dialer.core.people.stops import GLOBAL
from esl_dialer.core.says import Says
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.people import dnc, dnc_files, dnc_imports, dnc_lists
from esl_dialer.services.people.dnc import Added
from esl_dialer.services.people.lines_kept import LinesKept
from webui import exports
from webui.api.lists import CSV, FILES
from webui.api.routes import LARGEST_NUMBER, PREFIX, Reply, Request, Route, Slice
from webui.api.shapes import Given, Name, NumberedQuery, Paged, Said, Shown, Text, fields_of
from webui.threads import in_thread

MOST_IMPORTS = 100
"""Files of numbers that are told."""


class _OfList(Given):
    list: int = Field(default=GLOBAL, ge=0, le=LARGEST_NUMBER)
    """The list's number; 0: the global one, which binds all campaigns."""


class DncQuery(NumberedQuery, _OfList):
    search: Name = ""
    """Digits of the number, or a part of the note."""


class Numbers(_OfList):
    numbers: tuple[Text, ...]
    """However written; each may hold several."""
    note: Name = ""


class Entry(Given):
    number: Name
    note: Name = ""


@fields_of(dnc.Entry)
class EntryShown(Shown):
    number: str
    """As it is matched: ten digits for +1, else E.164."""


class AddedShown(Shown):
    added: int
    updated: int
    """They were on the list; their note is the new one."""
    unreadable: list[str]


class CountShown(Shown):
    count: int


class CheckQuery(_OfList):
    number: Name
    """However written."""


class ImportQuery(_OfList):
    note: Name = ""


class ImportedShown(Shown):
    added: int
    updated: int
    """They were on the list; their note is the new one."""
    unread: int
    """Lines that were not read to their end; the numbers that were found in them count."""
    missed: list[tuple[int, str]]
    """The first of what was not read, each with its line."""


class FileQuery(ImportQuery):
    file_name: Name = "numbers.csv"


@fields_of(dnc_imports.DncImport, without="token owner until tries")
class DncImportShown(Shown):
    list_id: int
    """Into which the numbers go; 0: the global one."""
    state: DncImportState
    added: int
    updated: int
    """They were on the list; their note is the new one."""
    unread: int
    """Lines that were not read to their end; the numbers that were found in them count."""
    missed: list[tuple[int, str]]
    """The first of these lines, each with its number."""
    error: Said
    """Why nothing, or not all, was read."""


class DncImportsShown(Shown):
    items: list[DncImportShown]


class ListName(Given):
    name: Name


@fields_of(dnc_lists.DncList)
class DncListShown(Shown):
    numbers: int
    """How many are on it."""


class DncListsShown(Shown):
    items: list[DncListShown]


@fields_of(dnc_lists.Deletable)
class DeletedShown(Shown):
    dnc_list: DncListShown
    dialing: list[str]
    """Active and paused campaigns that use it: while there are such it stays."""
    losing: list[str]
    """Campaigns that lose it."""


class ScrubShown(Shown):
    on_lists: int
    """Records that may still be called, but for a number on a list that the campaign chose."""


class CheckShown(Shown):
    entry: EntryShown | None
    """Null: the number is not on the list."""


def _of(asked: Request, sent: _OfList) -> int:
    """The list is a value that is sent, no part of the address: an unknown one is a wrong value."""
    if sent.list != GLOBAL and not dnc_lists.names_of(asked.ctx, [sent.list]):
        raise Invalid({"list": Says("no do-not-call list {name}", name=sent.list)})
    return sent.list


def every(asked: Request) -> Slice:
    """A list, the newest first."""
    wanted = asked.query
    of = _of(asked, wanted)
    found = dnc.page(asked.ctx, wanted.search, wanted.after, wanted.limit + 1, of=of)
    page = tuple(found[: wanted.limit])
    return Slice(page, str(page[-1].id) if len(found) > len(page) else "")


def count(asked: Request) -> dict[str, int]:
    """How many numbers are on a list."""
    return {"count": dnc.count(asked.ctx, _of(asked, asked.query))}


def add(asked: Request) -> Added:
    """Add one number or many."""
    wanted = asked.body
    return dnc.add(asked.ctx, "\n".join(wanted.numbers), wanted.note, _of(asked, wanted))


def import_file(asked: Request) -> Any:
    """Add every number of a file to a list.

    The body is the file: text, CSV, XLSX, ODS or XLS. Sent again it does no harm.
    """
    wanted, kept = asked.query, LinesKept(None)
    act, stream = dnc_files.import_file, request.stream
    return in_thread(act, asked.ctx, stream, wanted.note, kept, _of(asked, wanted))


def send_file(asked: Request) -> Reply:
    """Add every number of a file to a list, in the background: a worker reads it.

    The body is the file: text, CSV, XLSX, ODS or XLS. Sent again it does no harm.
    """
    wanted = asked.query
    of, act = _of(asked, wanted), dnc_imports.begin
    made = in_thread(act, asked.ctx, request.stream, wanted.file_name, wanted.note, of)
    return Reply(made, {"Location": f"{PREFIX}/dnc/imports/{made.id}"})


def imports(asked: Request) -> dict[str, Any]:
    """The files that were sent lately, the newest first."""
    return {"items": dnc_imports.latest(asked.ctx, limit=MOST_IMPORTS)}


def show_import(asked: Request, number: int) -> Any:
    """How far a file of numbers is read."""
    return dnc_imports.find(asked.ctx, number)


def export(asked: Request) -> Response:
    """A whole list as CSV, the oldest number first."""
    return exports.send_numbers(asked.ctx, _of(asked, asked.query))


def check(asked: Request) -> dict[str, Any]:
    """Whether a number is on a list."""
    of = _of(asked, asked.query)
    try:
        return {"entry": dnc.find(asked.ctx, asked.query.number, of)}
    except NotFound:
        return {"entry": None}


def show(asked: Request, entry: int) -> Any:
    """One entry."""
    return dnc.get(asked.ctx, entry)


def change(asked: Request, entry: int) -> Any:
    """Another number or note."""
    dnc.change(asked.ctx, entry, asked.body.number, asked.body.note)
    return dnc.get(asked.ctx, entry)


def remove(asked: Request, entry: int) -> None:
    """The number may be called again."""
    dnc.remove(asked.ctx, entry)


def every_list(asked: Request) -> dict[str, Any]:
    """The lists that campaigns may choose, by name."""
    return {"items": dnc_lists.every(asked.ctx)}


def new_list(asked: Request) -> Reply:
    """Make a list without numbers."""
    made = dnc_lists.create(asked.ctx, asked.body.name)
    return Reply(made, {"Location": f"{PREFIX}/dnc/lists/{made.id}"})


def show_list(asked: Request, number: int) -> Any:
    """One list."""
    return dnc_lists.counted(asked.ctx, number)


def rename_list(asked: Request, number: int) -> Any:
    """Another name; campaigns that chose the list keep it."""
    dnc_lists.rename(asked.ctx, number, asked.body.name)
    return dnc_lists.counted(asked.ctx, number)


def delete_list(asked: Request, number: int) -> Any:
    """Delete a list and its numbers.

    Refused while an active or paused campaign uses it; others lose it.
    """
    return in_thread(dnc_lists.delete, asked.ctx, number)


def scrub(asked: Request, campaign: int) -> dict[str, int]:
    """How many of a campaign's records are on the lists that it chose: they are not called."""
    return {"on_lists": in_thread(dnc_lists.scrub, asked.ctx, campaign)}


_MANAGE = Permission.MANAGE_DNC
_LISTS = "/dnc/lists"
ROUTES = (
    Route("GET", "/dnc", Permission.VIEW, every, Paged[EntryShown], query=DncQuery),
    Route("POST", "/dnc", _MANAGE, add, AddedShown, body=Numbers),
    Route("POST", "/dnc/import", _MANAGE, import_file, ImportedShown, query=ImportQuery,
          takes=(*FILES, "text/plain")),
    Route("POST", "/dnc/imports", _MANAGE, send_file, DncImportShown, 202, query=FileQuery,
          takes=(*FILES, "text/plain")),
    Route("GET", "/dnc/imports", Permission.VIEW, imports, DncImportsShown),
    Route("GET", "/dnc/imports/{number}", Permission.VIEW, show_import, DncImportShown),
    Route("GET", "/dnc/export", Permission.EXPORT_RESULTS, export, query=_OfList, sends=(CSV,)),
    Route("GET", "/dnc/count", Permission.VIEW, count, CountShown, query=_OfList),
    Route("GET", "/dnc/check", Permission.VIEW, check, CheckShown, query=CheckQuery),
    Route("GET", "/dnc/{entry}", Permission.VIEW, show, EntryShown),
    Route("PUT", "/dnc/{entry}", _MANAGE, change, EntryShown, body=Entry),
    Route("DELETE", "/dnc/{entry}", _MANAGE, remove),
    Route("GET", _LISTS, Permission.VIEW, every_list, DncListsShown),
    Route("POST", _LISTS, _MANAGE, new_list, DncListShown, 201, body=ListName),
    Route("GET", f"{_LISTS}/{{number}}", Permission.VIEW, show_list, DncListShown),
    Route("PUT", f"{_LISTS}/{{number}}", _MANAGE, rename_list, DncListShown, body=ListName),
    Route("DELETE", f"{_LISTS}/{{number}}", _MANAGE, delete_list, DeletedShown),
    Route("GET", "/campaigns/{campaign}/scrub", Permission.VIEW, scrub, ScrubShown),
)  # fmt: skip
