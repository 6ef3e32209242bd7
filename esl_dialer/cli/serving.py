"""Commands that run the dialer's processes."""

import sys

import click

from esl_dialer.cli.ports import Doors
from esl_dialer.cli.show import Exit, json_option, print_json
from esl_dialer.services.system import doctor, recounting


@click.command()
@click.option(
    "--role",
    type=click.Choice(["all", "engine", "web", "audio"]),
    default="all",
    help="Which part to run; all of them by default.",
)
@click.pass_obj
def serve(doors: Doors, role: str) -> None:
    """Run the dialer: engine, web pages and audio workers, until stopped."""
    sys.exit(doors.serve(role))


@click.command()
@click.pass_obj
def demo(doors: Doors) -> None:
    """Run the dialer with a sample campaign on the simulated switch: nobody is called."""
    sys.exit(doors.demo())


@click.command("simulate-switch")
@click.pass_obj
def simulate_switch(doors: Doors) -> None:
    """Run the simulated switch by itself, on 127.0.0.1."""
    sys.exit(doors.simulate_switch())


@click.command("doctor")
@click.option("--counts", is_flag=True, help="Also compare the counts of pages with every row.")
@json_option
@click.pass_obj
def doctor_command(doors: Doors, counts: bool, as_json: bool) -> None:
    """Check this installation, and say what to do about what is wrong."""
    ctx = doors.context()
    checks = doctor.examine(ctx, doors.probe_switch)
    if counts:
        checks.append(recounting.check(ctx))
    if as_json:
        print_json([doctor.shown(check) for check in checks])
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.good else 'FAIL'}  {check.name}: {check.text}")
    sys.exit(Exit.DONE if all(check.good for check in checks) else Exit.FAILED)


@click.command()
@click.pass_obj
def recount(doors: Doors) -> None:
    """Make the counts of pages anew from the rows; nothing is dialed meanwhile."""
    recounting.recount(doors.context())


COMMANDS = (serve, demo, simulate_switch, doctor_command, recount)
