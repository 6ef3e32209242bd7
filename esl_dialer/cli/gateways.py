"""``esl-dialer gateway ...``: where calls leave the switch."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from esl_dialer.cli.ports import Doors
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.words import DtmfMode
from esl_dialer.services.context import Context
from esl_dialer.services.routing import gateways as service
from esl_dialer.services.routing.gateways import Standing

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--dial-string", help="With {number}; without: sofia/gateway/NAME/{number}."),
    click.option("--weight", type=int, help="Its share of the calls; 0: only when no other is up."),
    click.option("--max-cps", type=float, help="Starts per second; 0: no limit of its own."),
    click.option("--max-channels", type=int, help="Simultaneous calls; 0: no limit of its own."),
    click.option("--keys", type=click.Choice([mode.value for mode in DtmfMode])),
    click.option("--short-limit", type=float, help="Share of short calls it allows, as 0.15."),
    click.option("--zero-limit", type=float, help="Share of unanswered calls it allows, as 0.5."),
)


def options(command: F) -> F:
    """All that a gateway can be given; what is not given stays as it is."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group()
def gateway() -> None:
    """Where calls leave the switch: shares, limits, failover."""


@gateway.command("list")
@json_option
@click.pass_obj
def list_(doors: Doors, as_json: bool) -> None:
    """Every gateway, how it stands, and its calls of the last 24 hours."""
    ctx = doors.context()
    found = service.every(ctx)
    if as_json:
        print_json([service.shown(one) for one in found])
        return
    headers = ("NAME", "STATE", "WEIGHT", "LIVE", "CPS", "CALLS", "ANSWERED", "SHORT", "ZERO")
    print_table((*headers, "DIALS"), [_row(ctx, one) for one in found], "")
    for one in found:
        for warning in one.warnings:
            told = f"{one.gateway.name}: {WARNINGS[warning]} near the carrier's limit"
            click.echo(told, err=True)


WARNINGS = {"short_calls": "short calls come", "zero_seconds": "unanswered calls come"}


def _row(ctx: Context, one: Standing) -> tuple[Any, ...]:
    gateway, figures = one.gateway, one.figures
    return (
        gateway.name,
        service.told_state(ctx, one),
        gateway.weight,
        _of(one.live, gateway.max_channels),
        f"{gateway.max_cps:g}" if gateway.max_cps else "-",
        figures.calls,
        figures.answered,
        f"{figures.short_share:.1%}",
        f"{figures.zero_share:.1%}",
        gateway.dial_string,
    )


def _of(count: int, most: int) -> str:
    return f"{count}/{most}" if most else str(count)


@gateway.command()
@click.argument("name")
@options
@json_option
@click.pass_obj
def add(doors: Doors, /, name: str, as_json: bool, **given: Any) -> None:
    """Make a gateway; the switch must know it by the name in its dial string."""
    ctx = doors.context()
    values = {"dial_string": f"sofia/gateway/{name}/{{number}}"} | _given(given)
    service.add(ctx, Gateway(name, **values))
    _tell(ctx, name, as_json, "made")


@gateway.command()
@click.argument("name")
@options
@json_option
@click.pass_obj
def edit(doors: Doors, /, name: str, as_json: bool, **given: Any) -> None:
    """Change what is given; calls in progress go on as they are."""
    _change(doors, name, as_json, "changed", _given(given))


@gateway.command()
@click.argument("name")
@json_option
@click.pass_obj
def enable(doors: Doors, name: str, as_json: bool) -> None:
    """Let it take calls again."""
    _change(doors, name, as_json, "enabled", {"enabled": True})


@gateway.command()
@click.argument("name")
@json_option
@click.pass_obj
def disable(doors: Doors, name: str, as_json: bool) -> None:
    """It takes no new calls; those in progress go on."""
    _change(doors, name, as_json, "disabled", {"enabled": False})


@gateway.command()
@click.argument("name")
@json_option
@click.pass_obj
def remove(doors: Doors, name: str, as_json: bool) -> None:
    """Take it away; without any, dial_string of the configuration is the one gateway."""
    gone = service.remove(doors.context(), name)
    if as_json:
        print_json({"removed": gone.name})
    else:
        click.echo(f"{gone.name}: removed")


def _given(options: dict[str, Any]) -> dict[str, Any]:
    values = {key: value for key, value in options.items() if value is not None}
    return values | ({"keys": DtmfMode(values["keys"])} if "keys" in values else {})


def _change(doors: Doors, name: str, as_json: bool, done: str, values: dict[str, Any]) -> None:
    ctx = doors.context()
    service.change(ctx, name, values)
    _tell(ctx, name, as_json, done)


def _tell(ctx: Context, name: str, as_json: bool, done: str) -> None:
    if as_json:
        print_json(service.shown(service.standing(ctx, name)))
    else:
        click.echo(f"{name}: {done}")


COMMANDS = (gateway,)
