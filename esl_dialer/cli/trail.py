"""``esl-dialer audit``: who changed what, when."""

from datetime import date

import click

from esl_dialer.cli.options import Day
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.says import shape
from esl_dialer.services.accounts import audit_trail
from esl_dialer.services.accounts.audit_trail import Wanted


@click.command()
@click.option("--actor", default="", help='A user name, or "command line".')
@click.option("--action", default="", help="Actions that begin so: campaign., setting.")
@click.option("--since", "first", type=Day(), help="From this business day on.")
@click.option("--until", "last", type=Day(), help="To this business day, included.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@json_option
@click.pass_obj
def audit(
    doors: Ports,
    actor: str,
    action: str,
    first: date | None,
    last: date | None,
    limit: int,
    as_json: bool,
) -> None:
    """Who changed what, when: the newest first."""
    found = audit_trail.page(doors.context(), Wanted(actor, action, first, last), limit=limit)
    if as_json:
        print_json(shape(found))
        return
    for one in found:
        click.echo(f"{one.at.isoformat(timespec='seconds')}  {one.says}")
    if not found:
        click.echo("nothing noted")


COMMANDS = (audit,)
