"""``esl-dialer imports ...`` and ``clean-lists``: what was imported, and what became of it."""

import shutil
import sys
from pathlib import Path
from typing import Any

import click

from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.says import shape
from esl_dialer.core.text.counts import counted
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.lists import cancelling, imports, old_files, undoing, uploads
from esl_dialer.services.lists.imports import Import
from esl_dialer.services.lists.undoing import LEFT_OUT_SINCE, Made

number_argument = click.argument("number", type=int, metavar="IMPORT")
_NOT_TOLD = {"stored_path", "options"}


@click.group("imports")
def imports_group() -> None:
    """Every import: its file, its counts, its errors; and the way back."""


@imports_group.command("list")
@click.argument("ref", metavar="CAMPAIGN", required=False)
@click.option("--before", type=int, default=0, help="The last number of the page before.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=imports.PAGE, show_default=True)
@json_option
@click.pass_obj
def every(doors: Ports, ref: str | None, before: int, limit: int, as_json: bool) -> None:
    """Imports, the newest first: of a campaign, or of all."""
    found = imports.page(doors.context(), ref, before, limit)
    if as_json:
        print_json([_shown(one) for one in found.imports])
        return
    print_table(
        ("ID", "CAMPAIGN", "NAME", "STATUS", "ROWS", "GOOD", "BAD", "DUPLICATE", "BY", "WHEN"),
        [_row(one) for one in found.imports],
        "nothing was imported",
    )
    if found.next:
        click.echo(f"more: --before {found.next}", err=True)


@imports_group.command()
@number_argument
@json_option
@click.pass_obj
def show(doors: Ports, number: int, as_json: bool) -> None:
    """One import: who, when, how it came, what its columns were taken for, what became of it."""
    found = imports.get(doors.context(), number)
    columns = imports.columns(found)
    if as_json:
        told = [{"header": header, "choice": choice} for header, choice in columns]
        print_json(_shown(found) | {"columns": told})
        return
    rows = [(name, value) for name, value in _shown(found).items() if value not in ("", None, {})]
    taken = ", ".join(f"{header}={choice}" for header, choice in columns)
    print_table(("FIELD", "VALUE"), [*rows, ("columns", taken)], "")


@imports_group.command()
@number_argument
@click.option("--after", type=int, default=0, help="The last number of the page before.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=1000, show_default=True)
@click.option("--rejected", is_flag=True, help="Only what rejected a row.")
@json_option
@click.pass_obj
def errors(
    doors: Ports, number: int, after: int, limit: int, rejected: bool, as_json: bool
) -> None:
    """What was wrong with rows, by line, column and reason."""
    found = imports.problems(doors.context(), number, after, limit, errors_only=rejected)
    if as_json:
        print_json([{"number": one.number} | shape(one.problem) for one in found.problems])
        return
    rows = [
        (one.line, one.column, "warning" if one.warning else "rejected", quoted(one.value),
         one.reason)
        for one in (told.problem for told in found.problems)
    ]  # fmt: skip
    print_table(("LINE", "COLUMN", "", "VALUE", "REASON"), rows, "nothing was wrong")
    if found.next:
        click.echo(f"more: --after {found.next}", err=True)


@imports_group.command()
@number_argument
@click.argument("target", metavar="FILE", type=click.Path(dir_okay=False), default="-")
@click.pass_obj
def rejects(doors: Ports, number: int, target: str) -> None:
    """The rejected rows with their reasons, as a CSV to be mended and imported again.

    Into FILE, or on standard output.
    """
    ctx = doors.context()
    imports.get(ctx, number)
    lines = uploads.rejected(ctx, number)
    with click.open_file(target, "w", encoding="utf-8") as file:
        file.writelines(lines)


@imports_group.command()
@number_argument
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def original(doors: Ports, number: int, target: Path | None) -> None:
    """The file as it came: into FILE, by its own name unless told; - is standard output."""
    found = imports.original(doors.context(), number)
    if str(target) == "-":
        with found.path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        return
    wanted = target or Path(uploads.safe_name(found.name))
    if wanted.exists():
        raise click.UsageError(f"{wanted} exists")
    shutil.copyfile(found.path, wanted)
    click.echo(f"{wanted}: {found.sha256}")


@imports_group.command()
@number_argument
@json_option
@click.pass_obj
def cancel(doors: Ports, number: int, as_json: bool) -> None:
    """End an import that is under way; what it brought in stays."""
    done = cancelling.cancel_import(doors.context(), number)
    if as_json:
        print_json({"import": number, "name": done.name, "good": done.rows_good})
        return
    stay = counted(done.rows_good, "row")
    click.echo(f"import {number}, {quoted(done.name)}: cancelled; {stay} of it kept")


@imports_group.command()
@number_argument
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@json_option
@click.pass_obj
def undo(doors: Ports, number: int, dry_run: bool, as_json: bool) -> None:
    """Take out the records that an import made, as long as nobody of it was called.

    What it overwrote stays as it is, and so does whom it said not to call. Meanwhile its campaign
    dials nobody.
    """
    ctx = doors.context()
    if dry_run:
        _tell_plan(undoing.look(ctx, number), as_json=as_json)
        return
    done = undoing.undo(ctx, number)
    stay = undoing.look(ctx, number).made
    if as_json:
        told = {"import": number, "removed": done.rows_undone, "overwritten": stay.overwritten}
        print_json(told | {"stopped": stay.stopped})
        return
    gone = counted(done.rows_undone, "record")
    click.echo(f"import {number}, {quoted(done.name)}: undone; {gone} taken out{_stay(stay)}")


def _tell_plan(plan: undoing.Undoing, *, as_json: bool) -> None:
    if as_json:
        stay = {"overwritten": plan.made.overwritten, "stopped": plan.made.stopped}
        stay |= {"taken": plan.made.taken, "left_out_since": plan.left_out_since}
        stay |= {"person_stops": plan.stops, "consents": plan.consents}
        print_json({"removes": plan.goes, "reasons": [str(one) for one in plan.reasons]} | stay)
        return
    click.echo(f"{counted(plan.goes, 'record')} would be taken out{_stay(plan.made)}")
    if plan.stops:
        click.echo(f"  {counted(plan.stops, 'stop')} of people that it noted would stay")
    if plan.consents:
        click.echo(f"  {counted(plan.consents, 'consent')} that it noted would be revoked")
    if plan.left_out_since:
        click.echo(f"  {LEFT_OUT_SINCE.of(count=plan.left_out_since)}")
    for reason in plan.reasons:
        click.echo(f"  not now: {reason}", err=True)


def _stay(made: Made) -> str:
    found = ""
    if made.overwritten:
        found += f"; {made.overwritten} that it overwrote stay as they are"
    if made.stopped:
        found += f"; {made.stopped} that are not to be called stay"
    if made.taken:
        found += f"; {made.taken} that a later import overwrote stay until that is undone"
    return found


def _row(one: Import) -> tuple[Any, ...]:
    info = one.info
    when = info.created_at.isoformat(timespec="minutes")
    counts = (info.rows_read, info.rows_good, info.rows_bad, info.rows_duplicate)
    by = info.created_by or "?"
    return (info.id, one.campaign_name, info.name, info.status, *counts, by, when)


def _shown(one: Import) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    told = {name: value for name, value in shape(one.info).items() if name not in _NOT_TOLD}
    return told | {
        "campaign": one.campaign_name,
        "has_file": one.has_file,
        "kept_until": one.kept_until,
    }


@click.command("clean-lists")
@json_option
@click.pass_obj
def clean_lists(doors: Ports, as_json: bool) -> None:
    """Delete files of imports older than list_file_days; their counts and errors stay."""
    gone = old_files.clean_up(doors.context())
    if as_json:
        print_json({"deleted": gone})
    else:
        click.echo(f"{counted(gone, 'file')} deleted")


COMMANDS = (imports_group, clean_lists)
