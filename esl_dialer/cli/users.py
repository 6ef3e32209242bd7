"""``esl-dialer user ...``: who may sign in, and as what."""

import sys
from dataclasses import replace
from typing import Any

import click

from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.cli.tokens import token
from esl_dialer.core.accounts.roles import ROLES
from esl_dialer.core.says import Says
from esl_dialer.core.words import Language
from esl_dialer.services.accounts import second_factor, staff
from esl_dialer.services.accounts.staff import Person
from esl_dialer.services.errors import Invalid

role_choice = click.Choice(list(ROLES))
stdin_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password's line from standard input."
)


@click.group()
def user() -> None:
    """Who may sign in, and as what."""


def password_given(from_stdin: bool) -> str:
    """Asked of the terminal, or a line of standard input."""
    if not from_stdin and not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask for the password: --password-stdin")
    given = sys.stdin.readline().rstrip("\r\n") if from_stdin else _asked()
    if not given:
        raise Invalid({"password": Says("it is empty")})
    return given


def _asked() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


@user.command()
@click.argument("username")
@click.option("--role", type=role_choice, required=True)
@click.option("--full-name", default="")
@click.option("--email", default="")
@click.option("--language", type=click.Choice([lang.value for lang in Language]), default="en")
@stdin_option
@json_option
@click.pass_obj
def add(doors: Ports, /, password_stdin: bool, as_json: bool, **given: Any) -> None:
    """Make a user, who chooses another password at the first sign-in."""
    ctx = doors.context()
    person = Person(**given, password=password_given(password_stdin))
    _tell(staff.shown(staff.create(ctx, person)), as_json, "made")


@user.command("list")
@json_option
@click.pass_obj
def list_(doors: Ports, as_json: bool) -> None:
    """All users, by name."""
    found = staff.every(doors.context())
    if as_json:
        print_json([staff.shown(one) for one in found])
        return
    print_table(
        ("NAME", "ROLE", "FULL NAME", "E-MAIL", "ACTIVE"),
        [
            (u.username, ", ".join(u.roles), u.full_name, u.email, "yes" if u.active else "no")
            for u in found
        ],
        "no users: esl-dialer user add NAME --role super_admin",
    )


@user.command()
@click.argument("username")
@stdin_option
@json_option
@click.pass_obj
def passwd(doors: Ports, username: str, password_stdin: bool, as_json: bool) -> None:
    """Give a user a new password, to be changed at the next sign-in; ends their sessions."""
    _change(doors, username, as_json, "new password", password=password_given(password_stdin))


@user.command()
@click.argument("username")
@json_option
@click.pass_obj
def disable(doors: Ports, username: str, as_json: bool) -> None:
    """End a user's sessions and let them in no more; the last Super Admin can't be disabled."""
    _change(doors, username, as_json, "disabled", active=False)


@user.command()
@click.argument("username")
@json_option
@click.pass_obj
def enable(doors: Ports, username: str, as_json: bool) -> None:
    """Let a disabled user in again."""
    _change(doors, username, as_json, "enabled", active=True)


@user.command()
@click.argument("username")
@click.argument("name", metavar="ROLE", type=role_choice)
@json_option
@click.pass_obj
def role(doors: Ports, username: str, name: str, as_json: bool) -> None:
    """Give a user another role; the last Super Admin keeps theirs."""
    _change(doors, username, as_json, name, role=name)


@user.group("second-factor")
def second_factor_() -> None:
    """The second step of signing in."""


@second_factor_.command()
@click.argument("username")
@json_option
@click.pass_obj
def off(doors: Ports, username: str, as_json: bool) -> None:
    """Let a user who lost the phone sign in with the password alone; ends their sessions."""
    ctx = doors.context()
    found = staff.find(ctx, username)
    second_factor.turn_off_for(ctx, found.id)
    _tell(staff.shown(staff.get(ctx, found.id)), as_json, "second factor off")


def _change(doors: Ports, username: str, as_json: bool, done: str, **changes: object) -> None:
    ctx = doors.context()
    found = staff.find(ctx, username)
    staff.change(ctx, found.id, replace(staff.person_of(found), **changes))  # type: ignore[arg-type]
    _tell(staff.shown(staff.get(ctx, found.id)), as_json, done)


def _tell(user: dict[str, Any], as_json: bool, done: str) -> None:
    if as_json:
        print_json(user)
    else:
        click.echo(f"{user['username']}: {done}")


user.add_command(token)

COMMANDS = (user,)
