"""``esl-dialer dnc ...``: the do-not-call list."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import Exit, json_option, print_json, print_table
from esl_dialer.core.text.counts import counted
from esl_dialer.services.people import dnc as service
from esl_dialer.services.people import dnc_files
from esl_dialer.services.people.dnc import Added
from esl_dialer.services.people.lines_kept import LinesKept

TOLD = 20
reason_option = click.option("--reason", default="", help="Why: customer requested, legal hold.")


@click.group()
def dnc() -> None:
    """Numbers that no campaign dials, however they are written."""


@dnc.command()
@click.argument("numbers", nargs=-1, required=True)
@reason_option
@json_option
@click.pass_obj
def add(doors: Ports, numbers: tuple[str, ...], reason: str, as_json: bool) -> None:
    """Add numbers; one that is listed gets the new reason. Exit code 4 when one is no number."""
    done = service.add(doors.context(), "\n".join(numbers), reason)
    _tell(done, as_json)
    if done.unreadable:
        sys.exit(Exit.FAILED)


@dnc.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@reason_option
@click.option(
    "--unread",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where lines that were not read are kept; FILE.unread by default, nowhere for stdin.",
)
@json_option
@click.pass_obj
def import_(doors: Ports, file: str, reason: str, unread: Path | None, as_json: bool) -> None:
    """Add every number of a file, text or workbook; - is stdin.

    Exit code 4 when a line was not read to its end: the others are added.
    """
    kept = LinesKept(unread or (None if file == "-" else Path(f"{file}.unread")))
    with click.open_file(file, "rb") as content:
        done = dnc_files.import_file(doors.context(), content, reason, kept)
    where = str(kept.path) if kept.used else ""
    if as_json:
        told = {"added": done.added, "updated": done.updated, "unreadable": done.unreadable}
        print_json(told | {"unread": done.unread, "unread_file": where})
    else:
        click.echo(f"{done.added} added, {done.updated} updated")
    _list([f"line {number}: not a number: {text}" for number, text in done.missed])
    if kept.error:
        click.echo(f"esl-dialer: {kept.path} can't be written: {kept.error}", err=True)
    if done.unread:
        click.echo(f"{counted(done.unread, 'line')} not read{where and f': {where}'}", err=True)
        sys.exit(Exit.FAILED)


def _tell(done: Added, as_json: bool) -> None:
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(f"{done.added} added, {done.updated} updated")
    _list([f"not a number: {text}" for text in done.unreadable])


def _list(told: list[str]) -> None:
    for text in told[:TOLD]:
        click.echo(f"  {text}", err=True)
    if len(told) > TOLD:
        click.echo(f"  and {len(told) - TOLD} more", err=True)


@dnc.command()
@click.argument("number")
@click.option("--number", "new", help="The number it should have been.")
@click.option("--reason", help="A new reason.")
@json_option
@click.pass_obj
def edit(doors: Ports, number: str, new: str | None, reason: str | None, as_json: bool) -> None:
    """Change a listed number or its reason."""
    ctx = doors.context()
    entry = service.find(ctx, number)
    service.change(ctx, entry.id, new or entry.number, entry.note if reason is None else reason)
    _tell_entry(asdict(service.get(ctx, entry.id)), as_json, "changed")


@dnc.command()
@click.argument("number")
@json_option
@click.pass_obj
def remove(doors: Ports, number: str, as_json: bool) -> None:
    """Take a number off the list: it may be called again."""
    ctx = doors.context()
    _tell_entry(asdict(service.remove(ctx, service.find(ctx, number).id)), as_json, "removed")


def _tell_entry(entry: dict[str, Any], as_json: bool, done: str) -> None:
    if as_json:
        print_json(entry)
    else:
        click.echo(f"{entry['number']}: {done}")


@dnc.command("list")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=100, show_default=True)
@json_option
@click.pass_obj
def list_(doors: Ports, limit: int, as_json: bool) -> None:
    """The newest entries."""
    _show(doors, "", limit, as_json)


@dnc.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=100, show_default=True)
@json_option
@click.pass_obj
def search(doors: Ports, text: str, limit: int, as_json: bool) -> None:
    """Entries whose number or reason holds TEXT."""
    _show(doors, text, limit, as_json)


def _show(doors: Ports, text: str, limit: int, as_json: bool) -> None:
    ctx = doors.context()
    found = service.page(ctx, text, limit=limit)
    if as_json:
        print_json([asdict(entry) for entry in found])
        return
    print_table(
        ("NUMBER", "WHY", "REASON", "SINCE", "BY"),
        [(e.number, e.reason, e.note, e.created_at.date(), e.created_by) for e in found],
        "nothing is found" if text else "the list is empty",
    )
    click.echo(f"{counted(service.count(ctx), 'number')} on the list", err=True)


COMMANDS = (dnc,)
