"""The do-not-call list."""

from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.services.errors import NotFound
from esl_dialer.services.people import dnc
from esl_dialer.services.people.dnc import Added
from webui.api.routes import Request, Route, Slice
from webui.api.shapes import Given, Name, NumberedQuery, Paged, Shown, Text, fields_of


class DncQuery(NumberedQuery):
    search: Name = ""
    """Digits of the number, or a part of the note."""


class Numbers(Given):
    numbers: list[Text]
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


class CheckQuery(Given):
    number: Name
    """However written."""


class CheckShown(Shown):
    entry: EntryShown | None
    """Null: the number is not on the list."""


def every(asked: Request) -> Slice:
    """The list, the newest first."""
    wanted = asked.query
    found = dnc.page(asked.ctx, wanted.search, wanted.after, wanted.limit + 1)
    page = tuple(found[: wanted.limit])
    return Slice(page, str(page[-1].id) if len(found) > len(page) else "")


def count(asked: Request) -> dict[str, int]:
    """How many numbers are on the list."""
    return {"count": dnc.count(asked.ctx)}


def add(asked: Request) -> Added:
    """Add one number or many."""
    return dnc.add(asked.ctx, "\n".join(asked.body.numbers), asked.body.note)


def check(asked: Request) -> dict[str, Any]:
    """Whether a number is on the list."""
    try:
        return {"entry": dnc.find(asked.ctx, asked.query.number)}
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


_MANAGE = Permission.MANAGE_DNC
ROUTES = (
    Route("GET", "/dnc", Permission.VIEW, every, Paged[EntryShown], query=DncQuery),
    Route("POST", "/dnc", _MANAGE, add, AddedShown, body=Numbers),
    Route("GET", "/dnc/count", Permission.VIEW, count, CountShown),
    Route("GET", "/dnc/check", Permission.VIEW, check, CheckShown, query=CheckQuery),
    Route("GET", "/dnc/{entry}", Permission.VIEW, show, EntryShown),
    Route("PUT", "/dnc/{entry}", _MANAGE, change, EntryShown, body=Entry),
    Route("DELETE", "/dnc/{entry}", _MANAGE, remove),
)
