"""What the list of campaigns is asked for, from its address or a saved view, and what it shows."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import g, request, url_for

from esl_dialer.core.campaigns import listing as core
from esl_dialer.core.campaigns.campaign import FIELDS
from esl_dialer.core.campaigns.listing import ANY, Archived, Order, Priority, Sort, Wanted
from esl_dialer.core.says import Says
from esl_dialer.core.words import CampaignKind, RunState
from esl_dialer.services.campaigns import listing, views
from esl_dialer.services.campaigns.views import View
from webui import shared
from webui.text.numbers import numbers_in

SORTS: dict[Sort, Says] = {
    Sort.LAST_RUN: Says("Last run"),
    Sort.NAME: Says("Name"),
    Sort.CREATED: Says("Created"),
    Sort.STATUS: Says("Status"),
    Sort.PRIORITY: Says("Priority"),
}
SHELVES: dict[Archived, Says] = {
    Archived.NO: Says("Not archived"),
    Archived.TOO: Says("Archived ones too"),
    Archived.ONLY: Says("Archived ones only"),
}


def shown(*, opens: bool = False) -> tuple[dict[str, Any], dict[str, Says]]:
    """The values of the list's templates, and what of the address can't be read.

    ``opens``: the page, which may open with a saved view; a part of it shows what its form says.
    """
    given = dict(request.args.lists())
    view = _view() if opens else None
    wanted, problems = (view.wanted, {}) if view else core.read(given)
    number = request.args.get("page", 1, type=int)
    page = shared.readings().of(
        ("list of campaigns", wanted, number), lambda: listing.page(g.ctx, wanted, number)
    )
    values = {
        "page": page,
        "wanted": wanted,
        "view": view,
        "address": urlencode(core.written(wanted), doseq=True),
        "chosen": set(numbers_in(request.args.getlist("chosen"))),
        "link": link,
        "turned": turned,
        "problems": problems,
    }
    return values | choices(), problems


def choices() -> dict[str, Any]:
    """What the fields of the form offer."""
    return {
        "states": list(RunState),
        "kinds": [(kind, FIELDS["kind"].choices[kind]) for kind in CampaignKind],
        "priorities": list(Priority),
        "sorts": SORTS,
        "shelves": SHELVES,
        "backwards": Order.BACKWARDS,
    }


def _view() -> View | None:
    """The saved view that is asked for, or with which the list opens: where nothing is asked."""
    if (number := request.args.get("view")) is not None:
        return views.get(g.ctx, number) if number != "0" else None
    return None if request.args else views.default(g.ctx)


def link(wanted: Wanted, page: int = 1) -> str:
    """The address of that list: never empty, or the list would open with the saved view."""
    asked = core.written(wanted) | ({"page": page} if page > 1 else {})
    return url_for("campaigns.every", **(asked or {"view": 0}))


def turned(wanted: Wanted, sort: str) -> Wanted:
    """The same ordered by that; the other way round when it is so already."""
    other = wanted.sort is Sort(sort) and wanted.order is Order.FORWARDS
    return replace(wanted, sort=Sort(sort), order=Order.BACKWARDS if other else Order.FORWARDS)


def back(address: str) -> str:
    """The list again, as it was when a button on it was pressed: whatever stands in a form's field,
    it leads nowhere else."""
    return f"{url_for('campaigns.every')}?{address}" if address else link(ANY)
