"""``esl-dialer person ...``: one record of a campaign, and what people change of it."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from esl_dialer.cli import noted
from esl_dialer.cli.asking import tell
from esl_dialer.cli.options import campaign_argument, sure, yes_option
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.calls.disposing import Said
from esl_dialer.core.lists.by_hand import HIGHEST_PRIORITY, Changes, TypedPhone
from esl_dialer.core.says import Says, shape
from esl_dialer.core.text.counts import counted
from esl_dialer.services.calls import disposing
from esl_dialer.services.context import Context
from esl_dialer.services.people import call_backs, editing, making, phone_marks, records

F = TypeVar("F", bound=Callable[..., Any])

account_argument = click.argument("account")


def _pairs(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """NAME=VALUE, of each."""
    pairs = [value.partition("=") for value in values]
    if any(not name or not sign for name, sign, _ in pairs):
        raise click.BadParameter("write it as NAME=VALUE", ctx, param)
    return {name: value for name, _, value in pairs}


def _phones(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[TypedPhone, ...]:
    pairs = (value.rpartition("=") for value in values)
    return tuple(TypedPhone(number, kind) for kind, _, number in pairs)


@click.group()
def person() -> None:
    """One person in a campaign, by account number: shown and changed."""


@person.command()
@campaign_argument
@account_argument
@json_option
@click.pass_obj
def show(doors: Ports, ref: str, account: str, as_json: bool) -> None:
    """The record with its phones, its call-back, every call, and why it is not dialed now."""
    ctx = doors.context()
    _show(ctx, records.number_of(ctx, ref, account), as_json)


@person.command("call-back")
@campaign_argument
@account_argument
@click.argument("at", metavar="TIME")
@click.option("--note", default="", help="What it is about.")
@click.option("--again", is_flag=True, help="Also when the record is finished: once more.")
@json_option
@click.pass_obj
def call_back(
    doors: Ports, ref: str, account: str, at: str, note: str, again: bool, as_json: bool
) -> None:
    """Set when a person is called: 2026-11-24T15:00, where they are; a zone may be added."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    call_backs.set_for(ctx, record, at, note, again=again)
    _show(ctx, record, as_json)


@person.command("clear-call-back")
@campaign_argument
@account_argument
@json_option
@click.pass_obj
def clear_call_back(doors: Ports, ref: str, account: str, as_json: bool) -> None:
    """Take a call-back off: the person is called as if there had been none."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    call_backs.clear(ctx, record)
    _show(ctx, record, as_json)


@person.command()
@campaign_argument
@account_argument
@click.argument("disposition", metavar="DISPOSITION")
@click.option("--call", "attempt", help="Of that call; else of its last one.")
@click.option("--note", default="", help="What was said.")
@click.option(
    "--call-back", default="", help="When to call back: 2026-11-24T15:00, where they are."
)
@click.option("--amount", default="", help="Of a promise to pay: 120.50.")
@click.option("--promised-on", default="", help="The day of it: 2026-12-10.")
@json_option
@click.pass_obj
def dispose(
    doors: Ports, /, ref: str, account: str, disposition: str, as_json: bool, **given: Any
) -> None:
    """Say what a call to a person came to, by the key of a disposition."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    attempt = given.pop("attempt") or disposing.last_call(ctx, record)
    done = disposing.dispose(ctx, attempt, disposition, Said(**given))
    if done.closed:
        click.echo(disposing.CLOSED, err=True)
    _show(ctx, record, as_json)


@person.command("mark-phone")
@campaign_argument
@account_argument
@click.argument("number")
@click.option("--off", is_flag=True, help="Take the mark off: the phone is dialed again.")
@json_option
@click.pass_obj
def mark_phone(doors: Ports, ref: str, account: str, number: str, off: bool, as_json: bool) -> None:
    """Mark one phone do-not-call: it is not dialed for this record, its others are."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    phone_marks.mark_number(ctx, record, number, marked=not off)
    _show(ctx, record, as_json)


def person_options(command: F) -> F:
    """All that a person can be given; what is not given stays as it is."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option("--set", "fields", multiple=True, metavar="COLUMN=VALUE", callback=_pairs,
                 help="One of the guide's columns: balance=12.50. May be given again."),
    click.option("--custom", multiple=True, metavar="NAME=VALUE", callback=_pairs,
                 help="A field of its own. May be given again."),
    click.option("--drop-custom", multiple=True, metavar="NAME", help="Take a field away."),
    click.option("--phone", "phones", multiple=True, metavar="[TYPE=]NUMBER", callback=_phones,
                 help="All its phones, in their order: home=416-555-0100. May be given again."),
    click.option("--zone", help="A time zone of its own: America/Toronto; '' for none."),
    click.option("--priority", type=click.IntRange(0, HIGHEST_PRIORITY),
                 help="The higher is dialed first."),
    click.option("--owner", help="A user, by name; '' for nobody."),
)  # fmt: skip


def changes_of(given: dict[str, Any]) -> Changes:
    """What ``person_options`` gave."""
    custom: dict[str, str | None] = dict(given["custom"])
    priority = None if given["priority"] is None else str(given["priority"])
    return Changes(
        fields=given["fields"],
        custom=custom | dict.fromkeys(given["drop_custom"]),
        phones=given["phones"] or None,
        zone=given["zone"],
        priority=priority,
        owner=given["owner"],
    )


@person.command()
@campaign_argument
@account_argument
@person_options
@json_option
@click.pass_obj
def edit(doors: Ports, /, ref: str, account: str, as_json: bool, **given: Any) -> None:
    """Change a record: its columns, phones, own fields, zone, priority, owner."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    editing.change(ctx, record, changes_of(given))
    _show(ctx, record, as_json)


@person.command()
@campaign_argument
@person_options
@json_option
@click.pass_obj
def add(doors: Ports, /, ref: str, as_json: bool, **given: Any) -> None:
    """Add one person to a campaign: --set for the guide's columns, --phone, --custom."""
    ctx = doors.context()
    _show(ctx, making.add_given(ctx, ref, changes_of(given)), as_json)


@person.command()
@campaign_argument
@account_argument
@yes_option
@json_option
@click.pass_obj
def delete(doors: Ports, ref: str, account: str, yes: bool, as_json: bool) -> None:
    """Take a record out of its campaign; calls to it and their results stay."""
    ctx = doors.context()
    record = records.number_of(ctx, ref, account)
    gone = making.deletion(ctx, record)
    asked = Says(
        "Delete account {account}? {calls} {calls:call stays|calls stay} in the results",
        account=account,
        calls=gone.calls,
    )
    for promise in _promises(gone):
        click.echo(str(promise), err=True)
    sure(asked, yes)
    done = making.delete(ctx, record)
    if as_json:
        print_json(shape(done))
    else:
        click.echo(f"{account}: deleted; {counted(done.calls, 'call')} kept")


def _promises(gone: making.Deletion) -> list[Says]:
    """What was promised and goes along."""
    told = []
    if gone.marks:
        marks = Says(
            "{count} do-not-call {count:mark|marks} of its phones: added again, they are dialed"
        )
        told.append(marks.of(count=gone.marks))
    if gone.stopped:
        told.append(Says("the stop of its list: added again, the person is called"))
    return told


def _show(ctx: Context, record: int, as_json: bool) -> None:
    found = records.person(ctx, record)
    if as_json:
        print_json(shape(found))
    else:
        tell(found)


for _command in noted.COMMANDS:
    person.add_command(_command)

COMMANDS = (person,)
