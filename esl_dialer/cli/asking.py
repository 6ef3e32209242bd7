"""``esl-dialer why``, ``coming`` and ``find``."""

from datetime import datetime

import click

from esl_dialer.cli.options import Instant, campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.says import shape
from esl_dialer.services.campaigns import coming
from esl_dialer.services.people import records
from esl_dialer.services.people.records import Person
from esl_dialer.services.rules import why

FOUND = 20


@click.command("why")
@campaign_argument
@click.option("--account", default="", help="One record, by its account number.")
@click.option("--at", "at", type=Instant(), help="Another instant: 2026-11-23T15:00:00+00:00.")
@json_option
@click.pass_obj
def why_command(doors: Ports, ref: str, account: str, at: datetime | None, as_json: bool) -> None:
    """Why a campaign, or one of its records, is not dialed now."""
    ctx = doors.context()
    if account:
        reason = why.of_record(ctx, ref, account, at)
        if as_json:
            print_json(why.shown_reason(reason))
        else:
            click.echo(f"{account}: {why.told(reason)}")
        return
    answer = why.of_campaign(ctx, ref, at)
    if as_json:
        print_json(why.shown(answer))
        return
    click.echo(f"{answer.campaign}: {why.told(answer.reason)}")
    ends = f", until {answer.until.isoformat(timespec='seconds')}" if answer.until else ""
    click.echo(f"  {answer.dialable:8} could be dialed now{ends}")
    for rule, count in sorted(answer.held_back.items(), key=lambda item: -item[1]):
        clears = answer.clears.get(rule)
        when = f", the first clears at {clears.isoformat(timespec='seconds')}" if clears else ""
        click.echo(f"  {count:8} {rule}{when}")


@click.command("coming")
@json_option
@click.pass_obj
def coming_command(doors: Ports, as_json: bool) -> None:
    """What is about to happen within a day: schedules, hours that open or close, the auto-stop."""
    found = coming.coming(doors.context())
    if as_json:
        print_json(coming.shown(found))
        return
    for one in found:
        whose = ", ".join(name for _, name in one.campaigns) or "all active campaigns"
        click.echo(f"{one.at.isoformat(timespec='seconds')}  {one.what:9} {whose}")
    if not found:
        click.echo("nothing within a day")


@click.command()
@click.argument("text", metavar="PHONE|NAME|ACCOUNT")
@click.option("--limit", type=click.IntRange(1, 50), default=FOUND, show_default=True)
@json_option
@click.pass_obj
def find(doors: Ports, text: str, limit: int, as_json: bool) -> None:
    """A person in all campaigns, with every call to them: for those who call back."""
    if not text.strip():
        raise click.UsageError("say whom to find: a phone, a name or an account")
    ctx = doors.context()
    page = records.page(ctx, search=text)
    found = [records.person(ctx, row.id) for row in page.records[:limit]]
    if as_json:
        print_json(shape(found))
        return
    for person in found:
        tell(person)
    if len(page.records) > limit or page.next:
        click.echo("there are more: say more of the name, or the account", err=True)
    if not found:
        click.echo(f"nobody is found by {text!r}")


def tell(person: Person) -> None:
    """All that is known of a record, in a few lines."""
    row = person.detail.row
    click.echo(f"{row.account}  {row.full_name}  ({row.province})  {row.campaign}: {row.status}")
    for number in person.detail.numbers:
        note = " invalid" if number.invalid else ""
        note += " do-not-call" if number.do_not_call else ""
        click.echo(f"  {number.number}  dialed {number.dialed}{note}")
    if person.detail.zone:
        click.echo(f"  its own time zone: {person.detail.zone}")
    if agreed := person.detail.call_back:
        note = f": {agreed.note}" if agreed.note else ""
        click.echo(f"  call-back at {agreed.at.isoformat(timespec='seconds')}{note}")
    for call in person.history:
        end = call.outcome or call.state
        click.echo(f"  {call.claimed_at.isoformat(timespec='seconds')}  {call.number}  {end}")
    click.echo(f"  {why.told(person.reason)}")


COMMANDS = (why_command, coming_command, find)
