"""``esl-dialer person stops``, ``stop``, ``unstop``: why nobody calls a person."""

from typing import Any

import click

from esl_dialer.cli.options import campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.people.person_stops import PersonStop, Scope
from esl_dialer.core.says import shape
from esl_dialer.core.words import StopReason
from esl_dialer.services.people import person_stops, records
from esl_dialer.services.people.person_stops import Asked, shown

account_argument = click.argument("account")


def _words(name: str) -> str:
    return name.replace("_", "-")


@click.command()
@campaign_argument
@account_argument
@json_option
@click.pass_obj
def stops(doors: Ports, ref: str, account: str, as_json: bool) -> None:
    """The stops that a person has, or had: who set each, when and why."""
    ctx = doors.context()
    found = person_stops.of_record(ctx, records.number_of(ctx, ref, account))
    _tell(found, as_json)
    if not found and not as_json:
        click.echo("nobody stopped calls to this person")


@click.command()
@campaign_argument
@account_argument
@click.option("--reason", required=True, type=click.Choice([_words(one) for one in StopReason]))
@click.option("--why", required=True, help="Who asked, how and when: it is kept.")
@click.option("--scope", type=click.Choice(list(Scope)), default=Scope.EVERYWHERE.value,
              help="All their records, or those of this campaign, or list, alone.")  # fmt: skip
@click.option("--until", default="", metavar="DAY", help="From then on they may be called again.")
@json_option
@click.pass_obj
def stop(doors: Ports, /, ref: str, account: str, as_json: bool, **given: Any) -> None:
    """Stop calls to a person, in every campaign: do not call, written only, a lawyer, ..."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    asked = Asked(**given | {"reason": given["reason"].replace("-", "_")})
    _tell([person_stops.add(ctx, record, asked)], as_json)


@click.command()
@campaign_argument
@account_argument
@click.argument("number", type=int, metavar="STOP")
@click.option("--why", required=True, help="It is kept.")
@json_option
@click.pass_obj
def unstop(doors: Ports, ref: str, account: str, number: int, why: str, as_json: bool) -> None:
    """Remove a stop, by its number (person stops): it stays in the history."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    _tell([person_stops.remove(ctx, record, number, why)], as_json)


def _tell(found: list[PersonStop], as_json: bool) -> None:
    if as_json:
        print_json([shape(shown(one)) for one in found])
        return
    for one in found:
        until = f" until {one.until.isoformat(timespec='minutes')}" if one.until else ""
        at = one.set_at.isoformat(timespec="minutes")
        said = str(one.source) or f"{one.set_by}, {at}"
        click.echo(f"{one.id}  {_words(one.reason)}  {one.scope}{until}  {one.why} ({said})")
        if one.removed_at:
            gone = one.removed_at.isoformat(timespec="minutes")
            click.echo(f"    removed by {one.removed_by}, {gone}: {one.removed_why}")


COMMANDS = (stops, stop, unstop)
