"""The people of a list: told as a table, added one by one, taken away as a file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.by_hand import Changes, Entry, Typed, with_changes
from esl_dialer.core.lists.cells import guarded
from esl_dialer.core.lists.layout import BY_KEY, COLUMNS, PHONE_HEADERS, header_of
from esl_dialer.core.lists.list_rows import ListRow
from esl_dialer.core.people.identity import person_key
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, Refused
from esl_dialer.services.lists import taking, targets
from esl_dialer.services.people import editing
from esl_dialer.store.database import Duplicate, transaction
from esl_dialer.store.lists import list_page, named_lists
from esl_dialer.store.lists import list_people as stored
from esl_dialer.store.lists.list_page import Listed
from esl_dialer.store.system import outbox

PAGE = 50
USUAL = ("city", "balance")
"""Columns that are shown beside who somebody is, unless others are chosen."""

OF_THE_LAYOUT = tuple(one.key for one in COLUMNS if one.key not in
                      {"account_number", "full_name", "province"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """How a list is looked at; ``page`` from 1 on."""

    search: str = ""
    sort: str = "added"
    descending: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """``total``: how many are found."""

    people: tuple[Listed, ...]
    total: int
    asked: Asked


def page(ctx: Context, number: int, asked: Asked, limit: int = PAGE) -> Page:
    """Raises NotFound, Invalid."""
    ctx.require(Permission.VIEW)
    targets.get(number)
    if asked.sort not in list_page.SORTS:
        known = ", ".join(list_page.SORTS)
        told = Says("no order {name}; there are: {known}", name=quoted(asked.sort), known=known)
        raise Invalid({"sort": told})
    total = list_page.count(number, asked.search)
    found = list_page.page(
        number,
        asked.search,
        asked.sort,
        descending=asked.descending,
        skip=(max(asked.page, 1) - 1) * limit,
        limit=limit,
    )
    return Page(tuple(found), total, asked)


def add(ctx: Context, number: int, typed: Typed) -> int:
    """A person of a list that stands apart, as somebody typed them; their number. Campaigns that
    follow the list take them at once. Raises NotFound, Refused, Invalid with every problem."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    if not targets.get(number).apart:
        raise Refused(NOT_ADDED, [Says("it is a campaign's own list: add them to the campaign")])
    entry = editing.read(ctx, typed)
    try:
        with transaction():
            if not named_lists.hold(number):
                targets.get(number)
            person = stored.add(number, entry, _key(number, entry), ctx.now())
            ctx.note("list.add", f"list {number}", account=entry.account, person=person)
            outbox.put("list", {"list": number}, ctx.now())
    except Duplicate:
        told = Says("account {account} is in the list already", account=quoted(entry.account))
        raise Invalid({"account_number": told}) from None
    taking.follow(ctx, number)
    return person


def add_given(ctx: Context, number: int, given: Changes) -> int:
    """The same of what programs and commands give."""
    return add(ctx, number, with_changes(Typed(), given))


NOT_ADDED = Says("the person is not added")


def _key(number: int, entry: Entry) -> str:
    """That of the same person elsewhere, by name and number, if they are known."""
    own = person_key(entry.full_name, entry.phones[0].number)
    row = ListRow(
        0, entry.account, entry.full_name, entry.province, entry.gate, own, {}, {}, entry.phones
    )
    return stored.key_of_person(number, row)


def download(ctx: Context, number: int) -> Iterator[str]:
    """All of a list's people as lines of a CSV that can be imported again; that it was taken away
    is in the audit trail. Raises NotFound."""
    ctx.require(Permission.MANAGE_CAMPAIGNS)
    found = targets.get(number)
    with transaction():
        ctx.note("list.download_people", f"list {number}", name=found.name)
    return _lines(number)


def _lines(number: int) -> Iterator[str]:
    own = [header_of(key) for key in ("owner_agent", "zone", "source_status")]
    custom = sorted(
        {name for some in list_page.every(number) for one in some for name in one.custom}
    )
    headers = [column.header for column in COLUMNS]
    yield _line([*headers, *own[1:], *custom, *PHONE_HEADERS])
    for some in list_page.every(number):
        for one in some:
            cells = one.cells | {
                "account_number": one.account,
                "full_name": one.full_name,
                "province": one.province,
            }
            yield _line([
                *(str(cells.get(column.key, "") or "") for column in COLUMNS),
                *(one.zone, one.source_status),
                *(one.custom.get(name, "") for name in custom),
                *one.phones,
                *[""] * (len(PHONE_HEADERS) - len(one.phones)),
            ])  # fmt: skip


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(list(map(guarded, cells)))
    return text.getvalue()


def title_of(key: str) -> str:
    """Of a column of the layout."""
    return BY_KEY[key].header if key in BY_KEY else key
