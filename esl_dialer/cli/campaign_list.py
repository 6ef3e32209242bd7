"""``esl-dialer campaign list|views|save-view|delete-view``: which there are, and how they stand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from esl_dialer.cli.campaign import campaign
from esl_dialer.cli.options import sure, yes_option
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.campaigns.listing import Archived, Order, Priority, Sort, Wanted, written
from esl_dialer.core.says import Says
from esl_dialer.core.words import CampaignKind, RunState
from esl_dialer.services.campaigns import listing, views
from esl_dialer.services.campaigns.listing import Row
from esl_dialer.services.campaigns.views import Kept, View

EVERYTHING = 1_000_000
"""More campaigns than there are."""

_WANTED = (
    click.option("--search", help="Words that are all in the name, or a number."),
    click.option(
        "--status", multiple=True, type=click.Choice([*RunState]), help="Those that stand so."
    ),
    click.option(
        "--type", "kind", multiple=True, type=click.Choice([*CampaignKind]), help="Of that type."
    ),
    click.option(
        "--priority", multiple=True, type=click.Choice([*Priority]), help="Of that priority."
    ),
    click.option("--list", "list_", help="With a list that has this in its name."),
    click.option("--sort", type=click.Choice([*Sort]), help="In this order."),
    click.option("--reverse", is_flag=True, help="The other way round."),
)


def _wanted_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_WANTED):
        command = option(command)
    return command


def _wanted(given: dict[str, Any], *, archived: Archived, sort: Sort) -> Wanted:
    """Raises Invalid."""
    return listing.read(
        {
            "search": [given["search"] or ""],
            "status": given["status"],
            "kind": given["kind"],
            "priority": given["priority"],
            "list": [given["list_"] or ""],
            "archived": [archived],
            "sort": [given["sort"] or sort],
            "order": [Order.BACKWARDS if given["reverse"] else Order.FORWARDS],
        }
    )


@campaign.command("list")
@click.option("--archived", is_flag=True, help="Those that are archived or deleted, too.")
@click.option("--view", help="As a saved view asks for them.")
@_wanted_options
@json_option
@click.pass_obj
def list_(doors: Ports, /, archived: bool, view: str | None, as_json: bool, **given: Any) -> None:
    """All campaigns, newest first; or those that are searched for."""
    ctx = doors.context()
    shelf = Archived.TOO if archived else Archived.NO
    wanted = _wanted(given, archived=shelf, sort=Sort.CREATED)
    if view is not None:
        wanted = views.get(ctx, view).wanted
    rows, _ = listing.after(ctx, wanted, 0, EVERYTHING, deleted=archived)
    if not archived and view is None and given["sort"] is None:
        rows = tuple(sorted(rows, key=_dials_not))
    if as_json:
        print_json([listing.shown(row) for row in rows])
        return
    none = "no campaign fits" if written(replace(wanted, sort=Sort.LAST_RUN)) else NONE
    print_table(HEADERS, [_cells(row) for row in rows], none)


NONE = "no campaigns: esl-dialer campaign create NAME"
HEADERS = (
    *("ID", "NAME", "TYPE", "STATUS", "CPM", "RECORDS", "LIVE"),
    *("COMPLETED", "FAILED", "TO CALL"),
)


def _dials_not(row: Row) -> bool:
    return row.summary.campaign.run_state is not RunState.ACTIVE


def _cells(row: Row) -> tuple[Any, ...]:
    its, one = row.summary, row.summary.campaign
    figures = (f"{one.cpm:g}", its.records, its.live)
    return (one.id, one.title, one.kind, its.label, *figures, *its.groups.values())


@campaign.command("views")
@json_option
@click.pass_obj
def views_(doors: Ports, as_json: bool) -> None:
    """The saved views of the list that everybody sees."""
    found = views.every(doors.context())
    if as_json:
        print_json([views.shown(one) for one in found])
        return
    rows = [(one.id, one.name, one.owner, _asks(one)) for one in found]
    print_table(("ID", "NAME", "OWNER", "ASKS FOR"), rows, "no views: campaign save-view NAME")


@campaign.command("save-view")
@click.argument("name")
@click.option("--archived", type=click.Choice([*Archived]), default=Archived.NO)
@_wanted_options
@json_option
@click.pass_obj
def save_view(doors: Ports, /, name: str, archived: str, as_json: bool, **given: Any) -> None:
    """Save a view of the list for everybody; one of that name is changed."""
    ctx = doors.context()
    wanted = _wanted(given, archived=Archived(archived), sort=Sort.LAST_RUN)
    kept = Kept(name, wanted, shared=True)
    same = [one for one in views.every(ctx) if one.name.casefold() == name.casefold()]
    done = views.change(ctx, same[0].id, kept) if same else views.create(ctx, kept)
    if as_json:
        print_json(views.shown(done))
    else:
        click.echo(f"view {done.id} {done.name!r}: {_asks(done)}")


@campaign.command("delete-view")
@click.argument("view", metavar="VIEW")
@yes_option
@json_option
@click.pass_obj
def delete_view(doors: Ports, view: str, yes: bool, as_json: bool) -> None:
    """Delete a saved view; no campaign is changed."""
    ctx = doors.context()
    found = views.get(ctx, view)
    sure(Says("delete the view {name}?", name=repr(found.name)), yes)
    done = views.delete(ctx, found.id)
    if as_json:
        print_json(views.shown(done))
    else:
        click.echo(f"{done.name}: deleted")


def _asks(view: View) -> str:
    told = written(view.wanted)
    return "; ".join(f"{name}: {_words(value)}" for name, value in told.items()) or "all"


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(value)
