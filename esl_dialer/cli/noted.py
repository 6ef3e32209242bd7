"""``esl-dialer person stops``, ``stop``, ``unstop``, ``consents``, ``consent``, ``revoke``: what is
noted of a person."""

from collections.abc import Callable, Iterable
from typing import Any

import click

from esl_dialer.cli.options import campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.people.consents import Channel, Consent, Form
from esl_dialer.core.people.noted import Noted, Scope
from esl_dialer.core.people.person_stops import PersonStop
from esl_dialer.core.says import shape
from esl_dialer.core.words import StopReason
from esl_dialer.services.people import consents as consents_of
from esl_dialer.services.people import person_stops, records
from esl_dialer.services.people.consents import Given
from esl_dialer.services.people.person_stops import Asked

person_arguments = (click.argument("account"), campaign_argument)
why_option = click.option("--why", required=True, help="It is kept.")
scope_option = click.option(
    "--scope", type=click.Choice(list(Scope)), default=Scope.EVERYWHERE.value,
    help="All their records, or those of this campaign, or list, alone.",
)  # fmt: skip


def _words(name: str) -> str:
    return name.replace("_", "-")


def of_person(command: Callable[..., Any]) -> Callable[..., Any]:
    """A campaign and an account before it, ``--json`` behind it."""
    for given in (json_option, *person_arguments):
        command = given(command)
    return command


@click.command()
@of_person
@click.pass_obj
def stops(doors: Ports, ref: str, account: str, as_json: bool) -> None:
    """The stops that a person has, or had: who set each, when and why."""
    ctx = doors.context()
    found = person_stops.of_record(ctx, records.number_of(ctx, ref, account))
    _tell_stops(found, as_json)
    if not found and not as_json:
        click.echo("nobody stopped calls to this person")


@click.command()
@of_person
@click.option("--reason", required=True, type=click.Choice([_words(one) for one in StopReason]))
@click.option("--why", required=True, help="Who asked, how and when: it is kept.")
@scope_option
@click.option("--until", default="", metavar="DAY", help="From then on they may be called again.")
@click.pass_obj
def stop(doors: Ports, /, ref: str, account: str, as_json: bool, **given: Any) -> None:
    """Stop calls to a person, in every campaign: do not call, written only, a lawyer, ..."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    asked = Asked(**given | {"reason": given["reason"].replace("-", "_")})
    _tell_stops([person_stops.add(ctx, record, asked)], as_json)


@click.command()
@of_person
@click.argument("number", type=int, metavar="STOP")
@why_option
@click.pass_obj
def unstop(doors: Ports, ref: str, account: str, number: int, why: str, as_json: bool) -> None:
    """Remove a stop, by its number (person stops): it stays in the history."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    _tell_stops([person_stops.remove(ctx, record, number, why)], as_json)


@click.command()
@of_person
@click.pass_obj
def consents(doors: Ports, ref: str, account: str, as_json: bool) -> None:
    """The consents that a person gave: to what, since when, and where each is on record."""
    ctx = doors.context()
    found = consents_of.of_record(ctx, records.number_of(ctx, ref, account))
    _tell_consents(found, as_json)
    if not found and not as_json:
        click.echo("no consent of this person is noted")


@click.command()
@of_person
@click.option("--form", required=True, type=click.Choice(list(Form)), help="How it was given.")
@click.option("--evidence", required=True, help="Where it is on record: it is kept.")
@click.option("--channel", type=click.Choice(list(Channel)), default=Channel.ANY.value,
              help="Which calls it is for.")  # fmt: skip
@scope_option
@click.option("--given", "given_at", default="", metavar="DAY", help="Since when; else now.")
@click.option("--until", default="", metavar="DAY", help="Until then; else until it is revoked.")
@click.pass_obj
def consent(doors: Ports, /, ref: str, account: str, as_json: bool, **given: Any) -> None:
    """Note a consent of a person: rules of law that ask for it hold them no more."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    _tell_consents([consents_of.add(ctx, record, Given(**given))], as_json)


@click.command()
@of_person
@click.argument("number", type=int, metavar="CONSENT")
@why_option
@click.pass_obj
def revoke(doors: Ports, ref: str, account: str, number: int, why: str, as_json: bool) -> None:
    """Revoke a consent, by its number (person consents): it stays in the history."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    _tell_consents([consents_of.revoke(ctx, record, number, why)], as_json)


def _tell_stops(found: list[PersonStop], as_json: bool) -> None:
    if as_json:
        print_json([shape(person_stops.shown(one)) for one in found])
        return
    for one in found:
        _tell(one, (_words(one.reason), one.scope), "removed")


def _tell_consents(found: list[Consent], as_json: bool) -> None:
    if as_json:
        print_json([shape(consents_of.shown(one)) for one in found])
        return
    for one in found:
        since = f"since {one.given_at.isoformat(timespec='minutes')}"
        _tell(one, (one.form, one.channel, one.scope, since), "revoked")


def _tell(one: Noted, words: Iterable[str], withdrawn: str) -> None:
    until = f" until {one.until.isoformat(timespec='minutes')}" if one.until else ""
    said = str(one.source) or f"{one.set_by}, {one.set_at.isoformat(timespec='minutes')}"
    click.echo(f"{'  '.join((str(one.id), *words))}{until}  {one.why} ({said})")
    if one.withdrawn_at:
        at = one.withdrawn_at.isoformat(timespec="minutes")
        click.echo(f"    {withdrawn} by {one.withdrawn_by}, {at}: {one.withdrawn_why}")


COMMANDS = (stops, stop, unstop, consents, consent, revoke)
