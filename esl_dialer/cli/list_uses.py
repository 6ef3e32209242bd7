"""``esl-dialer list ...``: lists, and the campaigns that call their people."""

from dataclasses import asdict
from typing import Any

import click

from esl_dialer.cli.options import campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.text.counts import counted
from esl_dialer.services.lists import attaching
from esl_dialer.services.lists.attaching import Use

list_argument = click.argument("number", metavar="LIST", type=click.IntRange(1))


@click.group("list")
def group() -> None:
    """Lists, each stored once, and the campaigns that call their people."""


@group.command("list")
@json_option
@click.pass_obj
def every(doors: Ports, as_json: bool) -> None:
    """Every list, the newest first: what was imported, and who calls its people."""
    found = attaching.every(doors.context())
    if as_json:
        print_json([_told(one) for one in found])
        return
    print_table(_HEADERS, [_row(one) for one in found], "there is no list yet")


@group.command("show")
@list_argument
@json_option
@click.pass_obj
def show(doors: Ports, number: int, as_json: bool) -> None:
    """One list."""
    found = attaching.show(doors.context(), number)
    if as_json:
        print_json(_told(found))
        return
    print_table((*_HEADERS, "PEOPLE"), [(*_row(found), found.people)], "")


@group.command("attach")
@campaign_argument
@list_argument
@json_option
@click.pass_obj
def attach(doors: Ports, ref: int | str, number: int, as_json: bool) -> None:
    """The campaign calls the list's people too, whom it does not have yet."""
    done = attaching.attach(doors.context(), ref, number)
    if as_json:
        print_json(asdict(done))
        return
    there = done.people - done.records
    click.echo(f"{counted(done.records, 'record')} added; {there} in the campaign already")


@group.command("detach")
@campaign_argument
@list_argument
@json_option
@click.pass_obj
def detach(doors: Ports, ref: int | str, number: int, as_json: bool) -> None:
    """The campaign lets go of the list's people whom it never called."""
    gone = attaching.detach(doors.context(), ref, number)
    if as_json:
        print_json({"removed": gone})
        return
    click.echo(f"{counted(gone, 'record')} removed")


def _told(one: Use) -> dict[str, Any]:
    info = one.list
    return {
        "id": info.id,
        "name": info.name,
        "rows_good": info.rows_good,
        "people": one.people,
        "status": info.status,
        "campaign": info.campaign_id,
        "attached_to": [use.campaign for use in one.attached],
        "created_at": info.created_at,
    }


def _row(one: Use) -> tuple[Any, ...]:
    told = _told(one)
    told["attached_to"] = ", ".join(map(str, told["attached_to"])) or "-"
    return tuple(told[name] for name in _SHOWN)


_SHOWN = ("id", "name", "rows_good", "status", "campaign", "attached_to")
_HEADERS = ("LIST", "NAME", "IMPORTED", "STATUS", "FROM CAMPAIGN", "ATTACHED TO")

COMMANDS = [group]
