"""``esl-dialer user token ...``: how a user's programs ask over HTTP."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.services.accounts import staff, tokens
from esl_dialer.services.accounts.tokens import Token


@click.group()
def token() -> None:
    """Tokens, with which a user's programs ask over HTTP."""


@token.command()
@click.argument("username")
@click.argument("name")
@click.option("--days", type=click.IntRange(1, tokens.LONGEST_DAYS), help="Until it expires.")
@json_option
@click.pass_obj
def add(doors: Ports, username: str, name: str, days: int | None, as_json: bool) -> None:
    """Make a token called NAME; it is printed once, and kept nowhere."""
    ctx = doors.context()
    made = tokens.add(ctx, staff.find(ctx, username), name, days)
    if as_json:
        print_json(_shown(made.token) | {"token": made.secret})
    else:
        click.echo(made.secret)


@token.command("list")
@click.argument("username")
@json_option
@click.pass_obj
def list_(doors: Ports, username: str, as_json: bool) -> None:
    """A user's tokens: when each was last used, when it expires."""
    ctx = doors.context()
    found = tokens.every(ctx, staff.find(ctx, username))
    if as_json:
        print_json([_shown(one) for one in found])
        return
    print_table(
        ("NAME", "ENDS IN", "MADE", "LAST USED", "EXPIRES"),
        [
            (t.name, t.hint, _day(t.created_at), _day(t.last_used_at), _day(t.expires_at))
            for t in found
        ],
        f"{username} has no tokens",
    )


@token.command()
@click.argument("username")
@click.argument("name")
@json_option
@click.pass_obj
def revoke(doors: Ports, username: str, name: str, as_json: bool) -> None:
    """End a token at once."""
    ctx = doors.context()
    gone = tokens.revoke(ctx, staff.find(ctx, username), name)
    if as_json:
        print_json(_shown(gone))
    else:
        click.echo(f"{gone.name}: revoked")


def _shown(one: Token) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name not in {"id", "user_id"}}


def _day(instant: datetime | None) -> str:
    return instant.date().isoformat() if instant else "never"
