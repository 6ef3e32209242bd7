"""``esl-dialer person consents``, ``consent``, ``revoke``: to which calls a person consented."""

from typing import Any

import click

from esl_dialer.cli.options import campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.people.consents import Channel, Consent, Form
from esl_dialer.core.people.person_stops import Scope
from esl_dialer.core.says import shape
from esl_dialer.services.people import consents as service
from esl_dialer.services.people import records
from esl_dialer.services.people.consents import Given, shown

account_argument = click.argument("account")


@click.command()
@campaign_argument
@account_argument
@json_option
@click.pass_obj
def consents(doors: Ports, ref: str, account: str, as_json: bool) -> None:
    """The consents that a person gave: to what, since when, and where each is on record."""
    ctx = doors.context()
    found = service.of_record(ctx, records.number_of(ctx, ref, account))
    _tell(found, as_json)
    if not found and not as_json:
        click.echo("no consent of this person is noted")


@click.command()
@campaign_argument
@account_argument
@click.option("--form", required=True, type=click.Choice(list(Form)), help="How it was given.")
@click.option("--evidence", required=True, help="Where it is on record: it is kept.")
@click.option("--channel", type=click.Choice(list(Channel)), default=Channel.ANY.value,
              help="Which calls it is for.")  # fmt: skip
@click.option("--scope", type=click.Choice(list(Scope)), default=Scope.EVERYWHERE.value,
              help="All their records, or those of this campaign, or list, alone.")  # fmt: skip
@click.option("--given", "given_at", default="", metavar="DAY", help="Since when; else now.")
@click.option("--until", default="", metavar="DAY", help="Until then; else until it is revoked.")
@json_option
@click.pass_obj
def consent(doors: Ports, /, ref: str, account: str, as_json: bool, **given: Any) -> None:
    """Note a consent of a person: rules of law that ask for it hold them no more."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    _tell([service.add(ctx, record, Given(**given))], as_json)


@click.command()
@campaign_argument
@account_argument
@click.argument("number", type=int, metavar="CONSENT")
@click.option("--why", required=True, help="It is kept.")
@json_option
@click.pass_obj
def revoke(doors: Ports, ref: str, account: str, number: int, why: str, as_json: bool) -> None:
    """Revoke a consent, by its number (person consents): it stays in the history."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    _tell([service.revoke(ctx, record, number, why)], as_json)


def _tell(found: list[Consent], as_json: bool) -> None:
    if as_json:
        print_json([shape(shown(one)) for one in found])
        return
    for one in found:
        until = f" until {one.until.isoformat(timespec='minutes')}" if one.until else ""
        at = one.set_at.isoformat(timespec="minutes")
        said = str(one.source) or f"{one.set_by}, {at}"
        since = one.given_at.isoformat(timespec="minutes")
        told = f"{one.id}  {one.form}  {one.channel}  {one.scope}  since {since}{until}"
        click.echo(f"{told}  {one.evidence} ({said})")
        if one.revoked_at:
            gone = one.revoked_at.isoformat(timespec="minutes")
            click.echo(f"    revoked by {one.revoked_by}, {gone}: {one.revoked_why}")


COMMANDS = (consents, consent, revoke)
