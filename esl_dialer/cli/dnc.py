"""``esl-dialer dnc ...``: the do-not-call lists, the global one and those that campaigns choose."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from esl_dialer.cli.options import sure, yes_option
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import Exit, json_option, print_json, print_table
from esl_dialer.core.says import Says
from esl_dialer.core.text.counts import counted
from esl_dialer.services.people import dnc as service
from esl_dialer.services.people import dnc_files, dnc_imports, dnc_lists
from esl_dialer.services.people.dnc import Added
from esl_dialer.services.people.lines_kept import LinesKept

TOLD = 20
list_option = click.option(
    "--list", "of", default="", help="A do-not-call list, by name or number; else the global one."
)
reason_option = click.option("--reason", default="", help="Why: customer requested, legal hold.")


@click.group()
def dnc() -> None:
    """Numbers that no campaign dials, or none of those that chose their list.

    However they are written.
    """


@dnc.command()
@click.argument("numbers", nargs=-1, required=True)
@reason_option
@list_option
@json_option
@click.pass_obj
def add(doors: Ports, numbers: tuple[str, ...], reason: str, of: str, as_json: bool) -> None:
    """Add numbers; one that is listed gets the new reason. Exit code 4 when one is no number."""
    ctx = doors.context()
    done = service.add(ctx, "\n".join(numbers), reason, dnc_lists.number_of(ctx, of))
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
@list_option
@json_option
@click.pass_obj
def import_(
    doors: Ports, file: str, reason: str, unread: Path | None, of: str, as_json: bool
) -> None:
    """Add every number of a file, text or workbook; - is stdin.

    Exit code 4 when a line was not read to its end: the others are added.
    """
    kept = LinesKept(unread or (None if file == "-" else Path(f"{file}.unread")))
    ctx = doors.context()
    to = dnc_lists.number_of(ctx, of)
    with click.open_file(file, "rb") as content:
        done = dnc_files.import_file(ctx, content, reason, kept, to)
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
@list_option
@json_option
@click.pass_obj
def edit(
    doors: Ports, number: str, new: str | None, reason: str | None, of: str, as_json: bool
) -> None:
    """Change a listed number or its reason."""
    ctx = doors.context()
    entry = service.find(ctx, number, dnc_lists.number_of(ctx, of))
    service.change(ctx, entry.id, new or entry.number, entry.note if reason is None else reason)
    _tell_entry(asdict(service.get(ctx, entry.id)), as_json, "changed")


@dnc.command()
@click.argument("number")
@list_option
@json_option
@click.pass_obj
def remove(doors: Ports, number: str, of: str, as_json: bool) -> None:
    """Take a number off the list: it may be called again."""
    ctx = doors.context()
    entry = service.find(ctx, number, dnc_lists.number_of(ctx, of))
    _tell_entry(asdict(service.remove(ctx, entry.id)), as_json, "removed")


def _tell_entry(entry: dict[str, Any], as_json: bool, done: str) -> None:
    if as_json:
        print_json(entry)
    else:
        click.echo(f"{entry['number']}: {done}")


@dnc.command("list")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=100, show_default=True)
@list_option
@json_option
@click.pass_obj
def list_(doors: Ports, limit: int, of: str, as_json: bool) -> None:
    """The newest entries."""
    _show(doors, "", limit, of, as_json)


@dnc.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=100, show_default=True)
@list_option
@json_option
@click.pass_obj
def search(doors: Ports, text: str, limit: int, of: str, as_json: bool) -> None:
    """Entries whose number or reason holds TEXT."""
    _show(doors, text, limit, of, as_json)


def _show(doors: Ports, text: str, limit: int, of: str, as_json: bool) -> None:
    ctx = doors.context()
    number = dnc_lists.number_of(ctx, of)
    found = service.page(ctx, text, limit=limit, of=number)
    if as_json:
        print_json([asdict(entry) for entry in found])
        return
    print_table(
        ("NUMBER", "WHY", "REASON", "SINCE", "BY"),
        [(e.number, e.reason, e.note, e.created_at.date(), e.created_by) for e in found],
        "nothing is found" if text else "the list is empty",
    )
    click.echo(f"{counted(service.count(ctx, number), 'number')} on the list", err=True)


@dnc.command("imports")
@json_option
@click.pass_obj
def imports(doors: Ports, as_json: bool) -> None:
    """The files that pages and programs sent lately, the newest first, and what became of each."""
    found = dnc_imports.latest(doors.context())
    if as_json:
        print_json([_import(one) for one in found])
        return
    rows = [
        (one.id, one.file_name, one.list_id or "global", one.state, one.added, one.updated)
        for one in found
    ]
    print_table(("ID", "FILE", "LIST", "STATE", "ADDED", "UPDATED"), rows, "no file was sent")


def _import(one: dnc_imports.DncImport) -> dict[str, Any]:
    told = ("id", "list_id", "file_name", "note", "state", "added", "updated", "unread", "error")
    shown = {name: getattr(one, name) for name in (*told, "created_at", "created_by")}
    return shown | {"error": str(one.error), "finished_at": one.finished_at}


@dnc.command()
@list_option
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Else to stdout.")
@click.pass_obj
def export(doors: Ports, of: str, output: Path | None) -> None:
    """A whole list as CSV, the oldest number first; an import reads it again."""
    ctx = doors.context()
    number = dnc_lists.number_of(ctx, of)
    if output:
        service.write(ctx, output, number)
        return
    for line in service.export(ctx, number):
        click.echo(line, nl=False)


# --- lists ---------------------------------------------------------------------------------------


@dnc.command()
@json_option
@click.pass_obj
def lists(doors: Ports, as_json: bool) -> None:
    """The lists that campaigns may choose, beside the global one."""
    found = dnc_lists.every(doors.context())
    if as_json:
        print_json([asdict(one) for one in found])
        return
    print_table(
        ("ID", "NAME", "NUMBERS", "SINCE", "BY"),
        [(o.id, o.name, o.numbers, o.created_at.date(), o.created_by) for o in found],
        "no lists beside the global one: esl-dialer dnc new-list NAME",
    )


@dnc.command("new-list")
@click.argument("name")
@json_option
@click.pass_obj
def new_list(doors: Ports, name: str, as_json: bool) -> None:
    """Make a list without numbers, which binds the campaigns that choose it."""
    _tell_list(dnc_lists.create(doors.context(), name), as_json, "made")


@dnc.command("rename-list")
@click.argument("ref", metavar="LIST")
@click.argument("name")
@json_option
@click.pass_obj
def rename_list(doors: Ports, ref: str, name: str, as_json: bool) -> None:
    """Give a list another name; campaigns that chose it keep it."""
    _tell_list(dnc_lists.rename(doors.context(), ref, name), as_json, "renamed")


@dnc.command("delete-list")
@click.argument("ref", metavar="LIST")
@yes_option
@json_option
@click.pass_obj
def delete_list(doors: Ports, ref: str, yes: bool, as_json: bool) -> None:
    """Delete a list and its numbers. Refused while an active or paused campaign uses it."""
    ctx = doors.context()
    found = dnc_lists.counted(ctx, ref)
    question = Says("Delete {name}, with {count} {count:number|numbers}?")
    sure(question.of(name=found.name, count=found.numbers), yes)
    done = dnc_lists.delete(ctx, found.id)
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(f"{done.dnc_list.name}: deleted")


def _tell_list(one: dnc_lists.DncList, as_json: bool, done: str) -> None:
    if as_json:
        print_json(asdict(one))
    else:
        click.echo(f"{one.name}: {done}")


COMMANDS = (dnc,)
