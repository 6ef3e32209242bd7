"""``esl-dialer backup``, ``restore`` and ``restored``."""

from pathlib import Path

import click

from esl_dialer.cli.options import sure, yes_option
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.calls.restored import told_on
from esl_dialer.core.rules.business_day import business_zone
from esl_dialer.core.says import Says
from esl_dialer.core.text.counts import counted
from esl_dialer.services.system import backups, restored
from esl_dialer.services.system.restored import State


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@json_option
@click.pass_obj
def backup(doors: Ports, file: Path | None, as_json: bool) -> None:
    """Write the database to FILE, dialing or not (dialer-DATE-TIME.backup unless told).

    In it: campaigns, records, calls, results, users, settings. Not in it: the key that opens its
    secrets (DATA/secrets-key), audio, imported files. Nobody but you can read it.
    """
    ctx = doors.context()
    done = backups.make(ctx, file or Path(backups.default_name(ctx.now())))
    if as_json:
        print_json(backups.shown(done))
    else:
        click.echo(f"{done.file}: {done.size:,} bytes")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@yes_option
@json_option
@click.pass_obj
def restore(doors: Ports, file: Path, yes: bool, as_json: bool) -> None:
    """Put a backup in the place of the database, while the dialer is stopped.

    The embedded database that is there is kept beside it. Then no campaign dials until the switch
    was asked about the calls since, and you have said ``campaign go-on`` for each.
    """
    ctx = doors.unopened()
    told = backups.look(ctx, file)
    question = Says(
        "restore the backup of {made}? what happened since is lost",
        made=told_on(told.made, business_zone()),
    )
    sure(question, yes)
    done = backups.put_back(ctx, file)
    if as_json:
        print_json(backups.shown(done))
        return
    since, until = (told_on(at, business_zone()) for at in (done.since, done.until))
    click.echo(f"restored: calls between {since} and {until} are unknown to it")
    if done.kept:
        click.echo(f"what was there is kept as {done.kept}")
    click.echo("start the dialer; 'esl-dialer restored' says what it finds, and what waits for you")


@click.command("restored")
@json_option
@click.pass_obj
def restored_command(doors: Ports, as_json: bool) -> None:
    """What a restored database knows of the calls since, and which campaigns wait for a word."""
    state = restored.state(doors.context())
    if as_json:
        print_json(restored.shown(state))
    elif state is None:
        click.echo("this database was never restored")
    else:
        _tell(state)


def _tell(state: State) -> None:
    since, until = (told_on(at, business_zone()) for at in (state.since, state.until))
    click.echo(f"restored, noticed {told_on(state.noticed_at, business_zone())}: {state.because}")
    click.echo(f"calls between {since} and {until} are unknown to it")
    if state.asked_at is None:
        click.echo("the switch was not asked yet: start the dialer")
    else:
        click.echo(f"found at the switch: {counted(state.taken, 'call')} taken in, "
                   f"{state.strangers} to people who are not in this database")  # fmt: skip
        if state.no_records:
            click.echo(f"its detail records can't be read: {state.no_records}")
        most = "nobody can say how many" if state.calls is None else f"{state.calls} at most"
        click.echo(f"calls that were not found: {most}")
    rows = [
        (one.id, one.name, one.run_state, one.unknown, one.word or "waits", one.said_by)
        for one in state.campaigns
    ]
    print_table(("id", "campaign", "state", "unknown", "word", "by"), rows, "no campaigns")


COMMANDS = (backup, restore, restored_command)
"""The commands of this module."""
