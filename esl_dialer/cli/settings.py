"""``esl-dialer settings ...``."""

import sys
from typing import Any

import click
from click.shell_completion import CompletionItem

from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.says import Says
from esl_dialer.core.system.settings import FIELDS
from esl_dialer.core.text.quoting import quoted
from esl_dialer.services.errors import NotFound
from esl_dialer.services.system import preferences
from esl_dialer.services.system.preferences import Preference

WIDEST = 60


class Key(click.ParamType):
    """A setting's name; the shell completes it."""

    name = "setting"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [
            CompletionItem(key, help=field.help)
            for key, field in FIELDS.items()
            if key.startswith(incomplete)
        ]


key_argument = click.argument("key", type=Key())


@click.group()
def settings() -> None:
    """What people change while the dialer runs."""


@settings.command("list")
@json_option
@click.pass_obj
def list_(doors: Ports, as_json: bool) -> None:
    """Every setting, its value now and what it is."""
    found = preferences.every(doors.context())
    if as_json:
        print_json({one.key: _shown(one) for one in found})
        return
    print_table(
        ("SETTING", "VALUE", "WHAT IT IS"),
        [(one.key, _short(_shown(one)), one.field.help) for one in found],
        "",
    )


@settings.command()
@key_argument
@json_option
@click.pass_obj
def get(doors: Ports, key: str, as_json: bool) -> None:
    """One setting's value."""
    value = _shown(_find(doors, key))
    if as_json:
        print_json(value)
    else:
        click.echo(value)


@settings.command("set")
@key_argument
@click.argument("value")
@json_option
@click.pass_obj
def set_(doors: Ports, key: str, value: str, as_json: bool) -> None:
    """Give a setting a value; - reads it from standard input (passwords, templates)."""
    given = sys.stdin.read().rstrip("\n") if value == "-" else value
    changed = preferences.save(doors.context(), {key: given})
    now = _shown(_find(doors, key))
    if as_json:
        print_json(now)
    else:
        click.echo(f"{key}: {_short(now)}{'' if changed else ' (as it was)'}")


def _find(doors: Ports, key: str) -> Preference:
    for one in preferences.every(doors.context()):
        if one.key == key:
            return one
    raise NotFound(Says("no setting {key}", key=quoted(key)), listed_by="settings list")


def _shown(one: Preference) -> Any:
    """Secrets are told to be there and no more."""
    return ("(set)" if one.value else "") if one.field.secret else one.value


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 3]}..."


COMMANDS = (settings,)
