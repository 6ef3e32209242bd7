"""Lists, each stored once: made, changed, fed by imports, and called by campaigns."""

from datetime import datetime
from functools import partial
from typing import Any

from flask import request
from pydantic import Field

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.likeness import chosen
from esl_dialer.core.lists.origin import Origin
from esl_dialer.services.lists import attaching, fetching, imports, named, uploads
from esl_dialer.services.lists.attaching import Leaving
from esl_dialer.services.lists.named import Use
from webui.api.lists import (
    FILES,
    BegunShown,
    FileQuery,
    LikenessQuery,
    ListPreview,
    ListShown,
    options_of,
)
from webui.api.routes import LARGEST_NUMBER, PREFIX, Reply, Request, Route, Slice
from webui.api.shapes import MOST_ITEMS, Given, Name, Paged, Shown, Text
from webui.threads import in_thread


class ListGiven(Given):
    name: Name
    description: Text = ""
    source: Name = ""
    """Where its people come from."""
    active: bool = True
    """Whether its people may be called."""


class ListChanged(Given):
    name: Name | None = None
    description: Text | None = None
    source: Name | None = None
    active: bool | None = None


class IntoQuery(LikenessQuery, FileQuery):
    keep_mapping: Name = ""
    """A name under which its columns are kept, for the next file of that header row."""


class PreviewIntoQuery(LikenessQuery, FileQuery):
    """As of an import into the list."""


class FollowQuery(Given):
    follows: bool | None = None
    """Whether who comes into the list later is called as they come; else at the next Start. Null:
    as it is."""


class UseShown(Shown):
    id: int
    name: str
    description: str
    source: str
    active: bool
    rows_good: int
    """Rows that it brought in."""
    people: int | None
    """How many are in it now; told of one list, not of all together."""
    status: str
    """Of its newest import: pending, importing, done, failed, cancelled, undoing, undone; empty:
    there is none."""
    imports: int
    campaign: int
    """The campaign that brought it in; 0: it stands apart from campaigns."""
    attached_to: list[int]
    """Others that call its people; one that is letting go of the list is none."""
    followed_by: list[int]
    """Of these, those that take who comes into it as they come."""
    created_at: datetime


class UsesShown(Shown):
    items: list[UseShown]


class JoinedShown(Shown):
    list_id: int
    campaign_id: int
    people: int
    """Who of the list was looked at just now."""
    records: int
    """How many of them are new to the campaign: the others' accounts are in it."""
    renewed: int
    """Of these others, where the campaign follows the list: those whose records say now what an
    import wrote over them."""


class RemovedShown(Shown):
    removed: int
    """Records that the campaign never called."""
    called: int
    """Records that stay, with their calls."""
    promised: int
    """Records that stay because they alone say whom not to call."""


class UsesQuery(Given):
    search: Name = ""
    """A part of the name."""
    after: int = Field(default=0, ge=0, le=LARGEST_NUMBER)
    """``next`` of the page before; 0 for the first."""
    limit: int = Field(default=0, ge=0, le=MOST_ITEMS)
    """Lists of a page; 0: all of them."""


def every(asked: Request) -> Slice:
    """Lists, the newest first, and the campaigns that call their people."""
    wanted = asked.query
    found = named.page(asked.ctx, wanted.search, wanted.after, wanted.limit)
    return Slice(tuple(map(shown, found.uses)), str(found.next or ""))


def show(asked: Request, number: int) -> dict[str, Any]:
    """One list, and the campaigns that call its people."""
    return shown(named.show(asked.ctx, number))


def create(asked: Request) -> Reply:
    """A list apart from campaigns, without anybody yet."""
    made = named.create(asked.ctx, asked.body.model_dump())
    return Reply(shown(made), {"Location": f"{PREFIX}/lists/{made.list.id}"})


def change(asked: Request, number: int) -> dict[str, Any]:
    """Its name, description, source, or whether its people may be called."""
    return shown(named.change(asked.ctx, number, asked.body.model_dump(exclude_none=True)))


def preview(asked: Request, number: int) -> Any:
    """What a file is taken for beside the people of the list; nothing is kept."""
    named.show(asked.ctx, number)
    upload = uploads.keep(asked.ctx, request.stream, asked.query.file_name, Origin.API)
    try:
        choices, options = chosen(**asked.query.chosen), options_of(asked)
        return uploads.preview(asked.ctx, upload, options, into=number, choices=choices)
    finally:
        uploads.discard(upload)


def begin(asked: Request, number: int) -> Reply:
    """Import a file into a list that stands apart from campaigns, in the background.

    The body is the file: CSV, XLSX, ODS or XLS. The same file sent again adds nothing.
    """
    named.show(asked.ctx, number)
    upload = uploads.keep(asked.ctx, request.stream, asked.query.file_name, Origin.API)
    try:
        return _begun(asked, number, upload)
    finally:
        uploads.discard(upload)


def begin_fetched(asked: Request, number: int, fetch: int) -> Reply:
    """Import a fetched file into a list that stands apart from campaigns."""
    named.show(asked.ctx, number)
    return _begun(asked, number, fetching.fetched(asked.ctx, fetch))


def _begun(asked: Request, number: int, upload: uploads.Upload) -> Reply:
    begun = uploads.begin(
        asked.ctx,
        None,
        upload,
        "",
        into=number,
        options=options_of(asked),
        keep_mapping=asked.query.keep_mapping,
        aside=in_thread,
        **asked.query.chosen,
    )
    found = imports.get(asked.ctx, begun.list_id).info
    told = {name: getattr(found, name) for name in ListShown.model_fields}
    address = f"{PREFIX}/imports/{begun.list_id}"
    return Reply(told | {"repeated": begun.repeated}, {"Location": address})


def attach(asked: Request, campaign: int, number: int) -> Any:
    """A campaign calls the people of the list too, whom it does not have yet."""
    take = partial(attaching.attach, asked.ctx, follows=asked.query.follows)
    return in_thread(take, campaign, number)


def of_campaign(asked: Request, campaign: int) -> dict[str, Any]:
    """The lists that are attached to a campaign, beside those that its own imports brought."""
    return {"items": [shown(one) for one in named.of_campaign(asked.ctx, campaign)]}


def detachable(asked: Request, campaign: int, number: int) -> dict[str, int]:
    """What becomes of a campaign's records of a list when it is detached."""
    return _removed(in_thread(attaching.detachable, asked.ctx, campaign, number).records)


def detach(asked: Request, campaign: int, number: int) -> dict[str, int]:
    """A campaign lets go of a list's people whom it never called."""
    return _removed(in_thread(attaching.detach, asked.ctx, campaign, number))


def _removed(its: Leaving) -> dict[str, int]:
    return {"removed": its.goes, "called": its.called, "promised": its.promised}


def shown(one: Use) -> dict[str, Any]:
    return {
        "id": one.list.id,
        "name": one.list.name,
        "description": one.list.description,
        "source": one.list.source,
        "active": one.list.active,
        "rows_good": one.fed.rows,
        "people": one.people,
        "status": one.fed.status,
        "imports": one.fed.imports,
        "campaign": one.list.campaign_id,
        "attached_to": [use.campaign for use in one.callers],
        "followed_by": [use.campaign for use in one.callers if use.follows],
        "created_at": one.list.created_at,
    }


_ATTACHED = "/campaigns/{campaign}/attached-lists/{number}"
ROUTES = (
    Route("GET", "/lists", Permission.VIEW, every, Paged[UseShown], query=UsesQuery),
    Route("POST", "/lists", Permission.MANAGE_CAMPAIGNS, create, UseShown, 201, body=ListGiven),
    Route("GET", "/lists/{number}", Permission.VIEW, show, UseShown),
    Route("PATCH", "/lists/{number}", Permission.MANAGE_CAMPAIGNS, change, UseShown,
          body=ListChanged),
    Route("POST", "/lists/{number}/preview", Permission.MANAGE_CAMPAIGNS, preview, ListPreview,
          query=PreviewIntoQuery, takes=FILES),
    Route("POST", "/lists/{number}/imports", Permission.MANAGE_CAMPAIGNS, begin, BegunShown, 202,
          query=IntoQuery, takes=FILES),
    Route("POST", "/lists/{number}/imports/fetched/{fetch}", Permission.MANAGE_CAMPAIGNS,
          begin_fetched, BegunShown, 202, query=IntoQuery),
    Route("GET", "/campaigns/{campaign}/attached-lists", Permission.VIEW, of_campaign, UsesShown),
    Route("PUT", _ATTACHED, Permission.MANAGE_CAMPAIGNS, attach, JoinedShown, query=FollowQuery),
    Route("GET", _ATTACHED, Permission.VIEW, detachable, RemovedShown),
    Route("DELETE", _ATTACHED, Permission.MANAGE_CAMPAIGNS, detach, RemovedShown),
)  # fmt: skip
