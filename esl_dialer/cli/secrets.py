"""``esl-dialer secrets ...``: the passwords and second factors that the database keeps."""

from dataclasses import asdict

import click

from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.services import sealing


@click.group()
def secrets() -> None:
    """The passwords and second factors that the database keeps."""


@secrets.command()
@json_option
@click.pass_obj
def renew(doors: Ports, as_json: bool) -> None:
    """Seal them with a new key, as after the key was seen; nothing has to be stopped."""
    found = sealing.renew(doors.context())
    if as_json:
        print_json(asdict(found))
        return
    click.echo(f"{found.count - len(found.lost)} sealed with a new key")
    for name in found.lost:
        click.echo(f"{name} can't be read: set it again", err=True)


COMMANDS = (secrets,)
