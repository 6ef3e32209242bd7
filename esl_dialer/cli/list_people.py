"""``esl-dialer list ...``: a list's people: what they are worth, told, added, recycled, deleted."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from esl_dialer.cli.options import sure, yes_option
from esl_dialer.cli.person import changes_of, person_options
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.lists.worth import RECYCLED, USUAL
from esl_dialer.core.says import Says
from esl_dialer.core.text.counts import counted
from esl_dialer.services.lists import deleting, list_people, worth
from esl_dialer.services.lists.list_people import Asked

list_argument = click.argument("number", metavar="LIST", type=click.IntRange(1))


@click.command("worth")
@list_argument
@json_option
@click.pass_obj
def show_worth(doors: Ports, number: int, as_json: bool) -> None:
    """What a list is still worth: its people, and where their records stand now."""
    found = worth.show(doors.context(), number)
    its = asdict(found.records)
    if as_json:
        print_json({"people": found.people, "records": its})
        return
    rows = [("people", found.people)]
    rows += [(name, count) for name, count in its.items() if isinstance(count, int)]
    rows += [(f"last call: {name}", count) for name, count in its["outcomes"].items()]
    rows += [(f"status: {name}", count) for name, count in its["statuses"].items()]
    print_table(("", "COUNT"), rows, "")


@click.command("people")
@list_argument
@click.option("--search", default="", help="A part of the name, an account, or a phone number.")
@click.option(
    "--sort",
    type=click.Choice(["added", "account", "name", "province", "status"]),
    default="added",
    show_default=True,
)
@click.option("--desc", "descending", is_flag=True, help="The other way round.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@json_option
@click.pass_obj
def people(doors: Ports, /, number: int, limit: int, as_json: bool, **asked: Any) -> None:
    """The people of a list: searched, sorted, page by page."""
    found = list_people.page(doors.context(), number, Asked(**asked), limit)
    if as_json:
        print_json([asdict(one) for one in found.people])
        return
    rows = [
        (one.account, one.full_name, one.province, ", ".join(one.phones), one.source_status or "-")
        for one in found.people
    ]
    print_table(("ACCOUNT", "NAME", "PROVINCE", "PHONES", "STATUS"), rows, "nobody is found")


@click.command("add")
@list_argument
@person_options
@json_option
@click.pass_obj
def add(doors: Ports, /, number: int, as_json: bool, **given: Any) -> None:
    """Add one person to a list that stands apart: --set, --phone and --custom as of person add."""
    made = list_people.add_given(doors.context(), number, changes_of(given))
    if as_json:
        print_json({"id": made})
    else:
        click.echo(f"person {made}: added to list {number}")


@click.command("download")
@list_argument
@click.argument("target", type=click.Path(dir_okay=False, allow_dash=True), default="-")
@click.pass_obj
def download(doors: Ports, number: int, target: str) -> None:
    """All people of a list, as a CSV that can be imported again; to standard output by default."""
    lines = list_people.download(doors.context(), number)
    if target == "-":
        sys.stdout.writelines(lines)
        return
    with Path(target).open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)


@click.command("recycle")
@list_argument
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    type=click.Choice(list(map(str, RECYCLED))),
    default=list(map(str, USUAL)),
    show_default=True,
    help="How their last call ended. May be given again.",
)
@click.option("--dry-run", is_flag=True, help="Only count.")
@yes_option
@json_option
@click.pass_obj
def recycle(
    doors: Ports, number: int, outcomes: tuple[str, ...], dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Make people dialable again who are finished, by how their last call ended."""
    ctx = doors.context()
    done = worth.recyclable(ctx, number, outcomes)
    if not dry_run:
        sure(Says("Make {count} {count:record|records} dialable again", count=done.records), yes)
        done = worth.recycle(ctx, number, outcomes)
    if as_json:
        told = {"records": done.records, "campaigns": done.campaigns}
        print_json(told | {"outcomes": list(done.outcomes)})
    else:
        click.echo(f"{counted(done.records, 'record')} dialable again")


@click.command("delete")
@list_argument
@yes_option
@json_option
@click.pass_obj
def delete(doors: Ports, number: int, yes: bool, as_json: bool) -> None:
    """Delete a list that stands apart, with the people whom nobody called; results stay."""
    ctx = doors.context()
    gone = deleting.deletable(ctx, number)
    asked = Says(
        "Delete {name} with {count} {count:person|people}; {called} {called:stays|stay} in results",
        name=gone.list.name,
        count=gone.people,
        called=gone.called,
    )
    sure(asked, yes)
    done = deleting.delete(ctx, number)
    if as_json:
        told = {"id": number, "name": done.list.name, "people": done.people}
        print_json(told | {"called": done.called, "campaigns": list(done.campaigns)})
    else:
        click.echo(f"{done.list.name}: deleted")


COMMANDS = (show_worth, people, add, download, recycle, delete)
