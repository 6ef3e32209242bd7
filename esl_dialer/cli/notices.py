"""``esl-dialer notices ...``: what people are told without asking."""

import click

from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.notices.notifiers import Channel
from esl_dialer.services.notices import notices as service


@click.group()
def notices() -> None:
    """What people are told without asking."""


@notices.command("list")
@json_option
@click.pass_obj
def list_(doors: Ports, as_json: bool) -> None:
    """The newest notices."""
    found = service.latest(doors.context())
    if as_json:
        print_json([service.shown(one) for one in found])
        return
    print_table(
        ("AT", "LEVEL", "NOTICE"),
        [(one.at.isoformat(timespec="seconds"), one.level, str(one.says)) for one in found],
        "no notices",
    )


@notices.command()
@json_option
@click.pass_obj
def send(doors: Ports, as_json: bool) -> None:
    """Send by mail and webhook what waits to be sent; the engine does so by itself."""
    sent, failed = service.send_due(doors.context(), doors.couriers())
    if as_json:
        print_json({"sent": sent, "failed": failed})
    else:
        click.echo(f"{sent} sent, {failed} failed")


@notices.command()
@click.argument("channel", type=click.Choice([one.value for one in Channel]))
@json_option
@click.pass_obj
def test(doors: Ports, channel: str, as_json: bool) -> None:
    """Send a test by mail or webhook, now."""
    where = service.test(doors.context(), Channel(channel), doors.couriers())
    if as_json:
        print_json({"sent_to": where})
    else:
        click.echo(f"sent to {where}")


COMMANDS = (notices,)
