"""``esl-dialer person ...``: one record of a campaign, and what people change of it."""

import click

from esl_dialer.cli.asking import tell
from esl_dialer.cli.options import campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.says import shape
from esl_dialer.services.context import Context
from esl_dialer.services.people import call_backs, phone_marks, records

account_argument = click.argument("account")


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


def _show(ctx: Context, record: int, as_json: bool) -> None:
    found = records.person(ctx, record)
    if as_json:
        print_json(shape(found))
    else:
        tell(found)


COMMANDS = (person,)
