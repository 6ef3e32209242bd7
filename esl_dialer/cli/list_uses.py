"""``esl-dialer list ...``: lists, each stored once, and the campaigns that call their people."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click

from esl_dialer.cli import list_people
from esl_dialer.cli.lists import of_a_file, read_in
from esl_dialer.cli.options import CampaignRef, campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.text.counts import counted
from esl_dialer.services.lists import attaching, named
from esl_dialer.services.lists.named import Use

C = TypeVar("C", bound=Callable[..., Any])

list_argument = click.argument("number", metavar="LIST", type=click.IntRange(1))


@click.group("list")
def group() -> None:
    """Lists, each stored once, and the campaigns that call their people."""


@group.command("list")
@click.option("--campaign", help="Those that are attached to it.", type=CampaignRef())
@click.option("--search", default="", help="A part of the name.")
@click.option("--before", type=int, default=0, help="The last number of the page before.")
@click.option("--limit", type=click.IntRange(0), default=0, help="Of a page; 0: all.")
@json_option
@click.pass_obj
def every(
    doors: Ports, campaign: int | str | None, search: str, before: int, limit: int, as_json: bool
) -> None:
    """Lists, the newest first: what was imported, and who calls their people."""
    ctx = doors.context()
    if campaign is None:
        found = named.page(ctx, search, before, limit)
    else:
        found = named.Uses(tuple(named.of_campaign(ctx, campaign)), 0)
    if as_json:
        print_json([_told(one) for one in found.uses])
        return
    print_table(_HEADERS, [_row(one) for one in found.uses], "there is no list yet")
    if found.next:
        click.echo(f"more: --before {found.next}", err=True)


@group.command("show")
@list_argument
@json_option
@click.pass_obj
def show(doors: Ports, number: int, as_json: bool) -> None:
    """One list."""
    _tell(named.show(doors.context(), number), as_json)


def _tell(found: Use, as_json: bool) -> None:
    if as_json:
        print_json(_told(found))
        return
    print_table((*_HEADERS, "PEOPLE"), [(*_row(found), found.people)], "")


def _said(call: C) -> C:
    """What people say of a list."""
    for option in (
        click.option("--source", help="Where its people come from."),
        click.option("--description"),
        click.option("--active/--inactive", default=None, help="Whether its people may be called."),
    ):
        call = option(call)
    return call


@group.command("create")
@click.argument("name")
@_said
@json_option
@click.pass_obj
def create(doors: Ports, /, name: str, as_json: bool, **said: Any) -> None:
    """Make a list apart from campaigns, without anybody yet; then: import --list."""
    _tell(named.create(doors.context(), {"name": name} | _given(said)), as_json)


@group.command("edit")
@list_argument
@click.option("--name")
@_said
@json_option
@click.pass_obj
def edit(doors: Ports, /, number: int, as_json: bool, **said: Any) -> None:
    """Give a list another name, description or source, or put it out of use."""
    _tell(named.change(doors.context(), number, _given(said)), as_json)


def _given(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


@group.command("import")
@list_argument
@of_a_file
@json_option
@click.pass_obj
def import_(
    doors: Ports, /, number: int, file: Path | None, address: str, as_json: bool, **how: Any
) -> None:
    """Add a file's good rows to a list that stands apart from campaigns, as import does it.

    FILE - is what comes in on standard input. Campaigns that follow the list take them at once.
    """
    read_in(doors, None, file, address, as_json=as_json, into=number, **how)


@group.command("attach")
@campaign_argument
@list_argument
@click.option(
    "--follow/--at-start",
    "follows",
    default=None,
    help="Who comes into the list later is called as they come; or at the next start.",
)
@json_option
@click.pass_obj
def attach(doors: Ports, ref: int | str, number: int, follows: bool | None, as_json: bool) -> None:
    """The campaign calls the list's people too, whom it does not have yet."""
    done = attaching.attach(doors.context(), ref, number, follows=follows)
    if as_json:
        print_json(asdict(done))
        return
    there = done.people - done.records
    click.echo(f"{counted(done.records, 'record')} added; {there} in the campaign already")
    if done.renewed:
        click.echo(f"{counted(done.renewed, 'record')} say what the list says anew")


@group.command("detach")
@campaign_argument
@list_argument
@click.option("--dry-run", is_flag=True, help="Only count.")
@json_option
@click.pass_obj
def detach(doors: Ports, ref: int | str, number: int, dry_run: bool, as_json: bool) -> None:
    """The campaign lets go of the list's people whom it never called."""
    ctx = doors.context()
    if dry_run:
        its = attaching.detachable(ctx, ref, number).records
    else:
        its = attaching.detach(ctx, ref, number)
    if as_json:
        print_json({"removed": its.goes, "called": its.called, "promised": its.promised})
        return
    gone = "would go" if dry_run else "removed"
    click.echo(f"{counted(its.goes, 'record')} {gone}; {its.stay} stay")


def _told(one: Use) -> dict[str, Any]:
    info = one.list
    return {
        "id": info.id,
        "name": info.name,
        "description": info.description,
        "source": info.source,
        "active": info.active,
        "rows_good": one.fed.rows,
        "people": one.people,
        "status": one.fed.status,
        "imports": one.fed.imports,
        "campaign": info.campaign_id,
        "attached_to": [use.campaign for use in one.callers],
        "followed_by": [use.campaign for use in one.callers if use.follows],
        "created_at": info.created_at,
    }


def _row(one: Use) -> tuple[Any, ...]:
    told = _told(one)
    told["attached_to"] = ", ".join(map(str, told["attached_to"])) or "-"
    told["campaign"] = told["campaign"] or "-"
    told["status"] = told["status"] or "-"
    return tuple(told[name] for name in _SHOWN)


_SHOWN = ("id", "name", "rows_good", "status", "campaign", "attached_to")
_HEADERS = ("LIST", "NAME", "IMPORTED", "STATUS", "FROM CAMPAIGN", "ATTACHED TO")

for command in list_people.COMMANDS:
    group.add_command(command)

COMMANDS = [group]
