"""``esl-dialer run``, ``results`` and ``export``."""

import sys
from pathlib import Path

import click

from esl_dialer.cli.doors import Doors
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.services import results as service
from esl_dialer.services import running


@click.command()
@click.argument("ref", metavar="CAMPAIGN")
@json_option
@click.pass_obj
def run(doors: Doors, ref: str, as_json: bool) -> None:
    """Dial a campaign in the foreground until nothing is left to dial now.

    Attaches to the engine that is running, or starts one for as long as it takes.
    """
    ctx = doors.context()
    with doors.engine(ctx):
        for view in running.until_nothing_left(ctx, ref):
            if sys.stderr.isatty():
                click.echo(f"\r{_bar(view)}", nl=False, err=True)
    if sys.stderr.isatty():
        click.echo(err=True)
    final = running.summary(ctx, ref)
    if as_json:
        print_json(final)
        return
    for status, count in final["statuses"].items():
        click.echo(f"{status:16} {count}")


def _bar(view: running.View) -> str:
    width = 30
    filled = round(width * view.settled / view.total) if view.total else width
    return f"[{'#' * filled}{'.' * (width - filled)}] {view.settled}/{view.total} live {view.live} "


@click.command()
@click.argument("ref", metavar="[CAMPAIGN]", required=False)
@click.option("--limit", type=int, default=50, show_default=True)
@json_option
@click.pass_obj
def results(doors: Doors, ref: str | None, limit: int, as_json: bool) -> None:
    """The newest results."""
    rows = service.rows(doors.context(), ref, limit)
    if as_json:
        print_json(rows)
    else:
        print_table(list(service.COLUMNS), [list(row.values()) for row in rows], "no results yet")


@click.command()
@click.argument("ref", metavar="[CAMPAIGN]", required=False)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(doors: Doors, ref: str | None, output: Path | None) -> None:
    """Write all results as CSV: the guide's twelve columns, oldest first."""
    ctx = doors.context()
    if output is None:
        service.export_csv(ctx, ref, sys.stdout)
        return
    partial = output.with_name(f".{output.name}.partial")
    with partial.open("w", encoding="utf-8", newline="") as target:
        count = service.export_csv(ctx, ref, target)
    partial.replace(output)
    click.echo(f"{count} results in {output}", err=True)


COMMANDS = (run, results, export)
