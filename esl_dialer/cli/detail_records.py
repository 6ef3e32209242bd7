"""``esl-dialer ship-cdr`` and ``clean-cdr``: call detail records on their way and at their end."""

import sys
from pathlib import Path

import click

from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import Exit
from esl_dialer.services.calls import detail_records


@click.command("ship-cdr")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("url")
@click.option("--follow", is_flag=True, help="Go on for ever: ship what comes later too.")
@click.pass_obj
def ship_cdr(doors: Ports, directory: Path, url: str, follow: bool) -> None:
    """Post the detail records in DIRECTORY to the dialer at URL (http://HOST:PORT/cdr).

    For the switch's machine: needs no database, only cdr_secret. A record is deleted when the
    dialer has it; while the dialer is away it is tried again, for a minute, or for ever.
    """
    done = doors.ship_records(directory, url, follow)
    click.echo(f"{done.sent} shipped, {done.left} left")
    for name in sorted(done.refused):
        click.echo(f"esl-dialer: {directory / name} is no detail record", err=True)
    if done.left or done.refused:
        sys.exit(Exit.FAILED)


@click.command("clean-cdr")
@click.pass_obj
def clean_cdr(doors: Ports) -> None:
    """Delete detail records older than cdr_days whose calls are settled."""
    click.echo(f"{detail_records.clean_up(doors.context())} detail records deleted")


COMMANDS = (ship_cdr, clean_cdr)
