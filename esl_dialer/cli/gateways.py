"""``esl-dialer gateway ...``: where calls leave the switch."""

from typing import Any

import click

from esl_dialer.cli.field_options import values_of, with_options
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.routing.gateways import FIELDS, Gateway
from esl_dialer.services.context import Context
from esl_dialer.services.routing import gateways as service
from esl_dialer.services.routing.gateways import GatewayStatus

options = with_options(FIELDS, ("name", "enabled"), refused_by_service=True)
"""All that a gateway can be given; what is not given stays as it is."""


@click.group()
def gateway() -> None:
    """Where calls leave the switch: shares, limits, failover."""


@gateway.command("list")
@json_option
@click.pass_obj
def list_(doors: Ports, as_json: bool) -> None:
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


def _row(ctx: Context, one: GatewayStatus) -> tuple[Any, ...]:
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
def add(doors: Ports, /, name: str, as_json: bool, **given: Any) -> None:
    """Make a gateway; the switch must know it by the name in its dial string."""
    ctx = doors.context()
    values = {"dial_string": f"sofia/gateway/{name}/{{number}}"} | values_of(FIELDS, given)
    service.add(ctx, Gateway(name, **values))
    _tell(ctx, name, as_json, "made")


@gateway.command()
@click.argument("name")
@options
@json_option
@click.pass_obj
def edit(doors: Ports, /, name: str, as_json: bool, **given: Any) -> None:
    """Change what is given; calls in progress go on as they are."""
    _change(doors, name, as_json, "changed", values_of(FIELDS, given))


@gateway.command()
@click.argument("name")
@json_option
@click.pass_obj
def enable(doors: Ports, name: str, as_json: bool) -> None:
    """Let it take calls again."""
    _change(doors, name, as_json, "enabled", {"enabled": True})


@gateway.command()
@click.argument("name")
@json_option
@click.pass_obj
def disable(doors: Ports, name: str, as_json: bool) -> None:
    """It takes no new calls; those in progress go on."""
    _change(doors, name, as_json, "disabled", {"enabled": False})


@gateway.command()
@click.argument("name")
@json_option
@click.pass_obj
def remove(doors: Ports, name: str, as_json: bool) -> None:
    """Take it away; without any, dial_string of the configuration is the one gateway."""
    gone = service.remove(doors.context(), name)
    if as_json:
        print_json({"removed": gone.name})
    else:
        click.echo(f"{gone.name}: removed")


def _change(doors: Ports, name: str, as_json: bool, done: str, values: dict[str, Any]) -> None:
    ctx = doors.context()
    service.change(ctx, name, values)
    _tell(ctx, name, as_json, done)


def _tell(ctx: Context, name: str, as_json: bool, done: str) -> None:
    if as_json:
        print_json(service.shown(service.standing(ctx, name)))
    else:
        click.echo(f"{name}: {done}")


COMMANDS = (gateway,)
