"""Commands that run the dialer's processes.

They import no service: a process of greenlets says so before it imports what keeps locks.
"""

import sys

import click

from esl_dialer.cli.ports import Ports


@click.command()
@click.option(
    "--role",
    type=click.Choice(["all", "engine", "web", "audio", "worker"]),
    default="all",
    help="Which part to run; all of them by default.",
)
@click.pass_obj
def serve(doors: Ports, role: str) -> None:
    """Run the dialer: engine, web pages, audio and lists, until stopped."""
    sys.exit(doors.serve(role))


@click.command()
@click.pass_obj
def demo(doors: Ports) -> None:
    """Run the dialer with a sample campaign on the simulated switch: nobody is called."""
    sys.exit(doors.demo())


@click.command("simulate-switch")
@click.pass_obj
def simulate_switch(doors: Ports) -> None:
    """Run the simulated switch by itself, on 127.0.0.1."""
    sys.exit(doors.simulate_switch())


COMMANDS = (serve, demo, simulate_switch)
