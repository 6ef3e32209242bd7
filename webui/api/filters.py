"""Filters on columns: kept, tried on a campaign's records, chosen by campaigns."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.lists.filter_columns import BY_KEY, CUSTOM, Kind
from esl_dialer.core.lists.filter_words import NAMES, told
from esl_dialer.core.lists.filters import TESTS, to_json
from esl_dialer.services.errors import Invalid, NotFound
from esl_dialer.services.lists import filters
from esl_dialer.services.lists.filters import Filter
from webui.api.routes import PREFIX, Reply, Request, Route
from webui.api.shapes import Given, Name, Number, Said, Shown, fields_of
from webui.threads import in_thread

Expression = Annotated[
    dict[Name, Any],
    Field(
        description='``{"all": [...]}`` or ``{"any": [...]}`` of conditions and groups; a '
        'condition is ``{"column": "balance", "test": "greater", "value": "100"}``.'
    ),
]


class NewFilter(Given):
    name: Name
    expression: Expression


class ChangedFilter(Given):
    name: Name | None = None
    """Null, or left out: as it is."""
    expression: Expression | None = None
    """Null, or left out: as it is."""


class Trial(Given):
    campaign: Number
    """Of its records."""
    expression: Expression


class FilterShown(Shown):
    id: int
    name: str
    expression: dict[str, Any]
    sentence: Said
    """The same in words."""
    created_at: datetime
    created_by: str
    updated_at: datetime


class FiltersShown(Shown):
    items: list[FilterShown]


class FilterDeleted(Shown):
    filter: FilterShown
    dialing: list[str]
    """Active and paused campaigns that use it: while there are such it stays."""
    losing: list[str]
    """Campaigns that had it: they call everybody then."""


@fields_of(filters.Person)
class MatchShown(Shown):
    cells: list[str]
    """By ``columns``."""


@fields_of(filters.Tried)
class TriedShown(Shown):
    matching: int
    """How many of the campaign's records it means."""
    columns: list[str]
    people: list[MatchShown]
    """The first fifty."""


class ColumnShown(Shown):
    column: str
    title: str
    kind: Kind
    tests: list[str]


class ColumnsShown(Shown):
    items: list[ColumnShown]
    custom: str
    """Before the name of a custom field; it takes every test."""
    tests: dict[str, Said]
    """What each test asks."""


def every(asked: Request) -> dict[str, Any]:
    """The filters, by name."""
    return {"items": [_shown(one) for one in filters.every(asked.ctx)]}


def create(asked: Request) -> Reply:
    """Keep a filter."""
    made = filters.create(asked.ctx, asked.body.name, asked.body.expression)
    return Reply(_shown(made), {"Location": f"{PREFIX}/filters/{made.id}"})


def show(asked: Request, number: int) -> dict[str, Any]:
    """One filter."""
    return _shown(filters.get(asked.ctx, number))


def change(asked: Request, number: int) -> dict[str, Any]:
    """Another name, other conditions; campaigns that chose it go by them at once."""
    sent = asked.body
    done = in_thread(filters.change, asked.ctx, number, sent.name, sent.expression)
    return _shown(done)


def delete(asked: Request, number: int) -> dict[str, Any]:
    """Delete a filter. Refused while an active or paused campaign uses it; others lose it."""
    done = in_thread(filters.delete, asked.ctx, number)
    return {"filter": _shown(done.filter), "dialing": done.dialing, "losing": done.losing}


def test(asked: Request) -> Any:
    """How many of a campaign's records a filter means now, and the first fifty. It is not kept."""
    try:
        return in_thread(filters.test, asked.ctx, asked.body.campaign, asked.body.expression)
    except NotFound as error:
        raise Invalid({"campaign": error.says}) from error


def columns(asked: Request) -> dict[str, Any]:
    """What a filter may ask about."""
    items = [
        {"column": one.key, "title": one.title, "kind": one.kind, "tests": sorted(TESTS[one.kind])}
        for one in BY_KEY.values()
    ]
    return {"items": items, "custom": CUSTOM, "tests": {str(k): v for k, v in NAMES.items()}}


def _shown(one: Filter) -> dict[str, Any]:
    its = {"expression": to_json(one.group), "sentence": told(one.group)}
    own = ("id", "name", "created_at", "created_by", "updated_at")
    return {name: getattr(one, name) for name in own} | its


_MANAGE = Permission.MANAGE_CAMPAIGNS
ROUTES = (
    Route("GET", "/filters", Permission.VIEW, every, FiltersShown),
    Route("POST", "/filters", _MANAGE, create, FilterShown, 201, body=NewFilter),
    Route("POST", "/filters/test", Permission.VIEW, test, TriedShown, body=Trial),
    Route("GET", "/filters/columns", Permission.VIEW, columns, ColumnsShown),
    Route("GET", "/filters/{number}", Permission.VIEW, show, FilterShown),
    Route("PATCH", "/filters/{number}", _MANAGE, change, FilterShown, body=ChangedFilter),
    Route("DELETE", "/filters/{number}", _MANAGE, delete, FilterDeleted),
)
