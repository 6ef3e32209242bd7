"""A list's people: what they are worth, told, added, recycled, taken away; and the list deleted."""

from datetime import datetime
from typing import Any, Literal

from flask import Response
from pydantic import Field

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.worth import USUAL, Worth
from esl_dialer.services.lists import deleting, list_people, worth
from esl_dialer.services.lists.list_people import Asked
from webui.api.person import PersonChanges, changes_of
from webui.api.routes import LARGEST_NUMBER, Reply, Request, Route
from webui.api.shapes import Given, Name, Said, Shown, fields_of
from webui.exports import send_people
from webui.threads import in_thread

CSV = "text/csv"


@fields_of(Worth)
class RecordsShown(Shown):
    dialable: int
    """At this hour, where their campaign dials."""
    waiting: int
    """May still be called, now or later."""
    outcomes: dict[str, int]
    """Records by how their last call ended; those that nobody had are told too."""


class WorthShown(Shown):
    people: int
    """In the list."""
    records: RecordsShown


class PeopleQuery(Given):
    search: Name = ""
    """A part of the name, an account, or a phone number."""
    sort: Literal["added", "account", "name", "province", "status"] = "added"
    descending: bool = False
    page: int = Field(default=1, ge=1, le=LARGEST_NUMBER)
    limit: int = Field(default=50, ge=1, le=500)


class RecordOf(Shown):
    campaign: int
    record: int
    status: str


class ListedShown(Shown):
    id: int
    account: str
    full_name: str
    province: str
    source_status: str
    owner: str
    zone: str
    stop_reason: str
    """Why nobody calls them, as a list says it; empty: nothing does."""
    created_at: datetime
    fields: dict[str, str]
    """The other columns of the layout, by key."""
    custom: dict[str, str]
    phones: list[str]
    records: list[RecordOf]
    """How far each campaign is with them."""


class PeopleShown(Shown):
    items: list[ListedShown]
    total: int
    """How many are found."""


class AddedShown(Shown):
    id: int


class OutcomesGiven(Given):
    outcomes: tuple[Name, ...] = tuple(map(str, USUAL))
    """How the last call of those ended who are to be dialable again."""


class OutcomesQuery(Given):
    outcomes: Name = ",".join(USUAL)
    """With commas between."""


class RecyclingShown(Shown):
    records: int
    """That are dialable again."""
    campaigns: dict[int, int]
    """By campaign."""
    outcomes: list[str]


class DeletableShown(Shown):
    id: int
    name: str
    people: int
    called: int
    """Of these: they stay with their records and results, in no list."""
    campaigns: list[str]
    """They lose the records that they never called."""
    reasons: list[Said]
    """What stands against it."""


def show_worth(asked: Request, number: int) -> Any:
    """What a list is still worth: its people, and where their records stand now."""
    return in_thread(worth.show, asked.ctx, number)


def people(asked: Request, number: int) -> dict[str, Any]:
    """The people of a list: searched, sorted, page by page."""
    wanted = asked.query
    how = Asked(wanted.search, wanted.sort, wanted.descending, wanted.page)
    found = in_thread(list_people.page, asked.ctx, number, how, wanted.limit)
    return {"items": [_listed(one) for one in found.people], "total": found.total}


def _listed(one: Any) -> dict[str, Any]:
    names = ("campaign", "record", "status")
    records = [dict(zip(names, its, strict=True)) for its in one.records]
    own = {name: getattr(one, name) for name in ListedShown.model_fields if hasattr(one, name)}
    return own | {"fields": one.cells, "records": records}


def add(asked: Request, number: int) -> Reply:
    """Add one person to a list that stands apart from campaigns."""
    made = list_people.add_given(asked.ctx, number, changes_of(asked.body))
    return Reply({"id": made})


def download(asked: Request, number: int) -> Response:
    """All people of a list, as a CSV that can be imported again."""
    return send_people(asked.ctx, number)


def recyclable(asked: Request, number: int) -> Any:
    """How many records a recycling would make dialable again."""
    wanted = asked.query.outcomes.split(",")
    return _told(in_thread(worth.recyclable, asked.ctx, number, wanted))


def recycle(asked: Request, number: int) -> Any:
    """Make people dialable again whose last call ended so, and who are finished in this run."""
    return _told(in_thread(worth.recycle, asked.ctx, number, asked.body.outcomes))


def _told(done: worth.Recycling) -> dict[str, Any]:
    return {"records": done.records, "campaigns": done.campaigns, "outcomes": done.outcomes}


def deletable(asked: Request, number: int) -> dict[str, Any]:
    """What deleting a list would take along, and what stands against it."""
    return _gone(in_thread(deleting.deletable, asked.ctx, number))


def delete(asked: Request, number: int) -> dict[str, Any]:
    """Delete a list that stands apart from campaigns, with the people whom nobody called."""
    return _gone(in_thread(deleting.delete, asked.ctx, number))


def _gone(asked: deleting.Deletable) -> dict[str, Any]:
    told = {"id": asked.list.id, "name": asked.list.name, "people": asked.people}
    rest = {"called": asked.called, "campaigns": asked.campaigns, "reasons": asked.reasons}
    return told | rest


_ONE = "/lists/{number}"
ROUTES = (
    Route("GET", f"{_ONE}/worth", Permission.VIEW, show_worth, WorthShown),
    Route("GET", f"{_ONE}/people", Permission.VIEW, people, PeopleShown, query=PeopleQuery),
    Route("POST", f"{_ONE}/people", Permission.MANAGE_CAMPAIGNS, add, AddedShown, 201,
          body=PersonChanges),
    Route("GET", f"{_ONE}/people/file", Permission.MANAGE_CAMPAIGNS, download, sends=(CSV,)),
    Route("GET", f"{_ONE}/recycle", Permission.VIEW, recyclable, RecyclingShown,
          query=OutcomesQuery),
    Route("POST", f"{_ONE}/recycle", Permission.MANAGE_CAMPAIGNS, recycle, RecyclingShown,
          body=OutcomesGiven),
    Route("GET", f"{_ONE}/deletion", Permission.VIEW, deletable, DeletableShown),
    Route("DELETE", _ONE, Permission.MANAGE_CAMPAIGNS, delete, DeletableShown),
)  # fmt: skip
