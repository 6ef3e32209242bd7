"""``esl-dialer doctor`` and ``recount``."""

import sys

import click

from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import Exit, json_option, print_json
from esl_dialer.services.system import doctor, recounting
from esl_dialer.services.system.machine_checks import Check
from esl_dialer.services.unavailable import DATABASE_AWAY


@click.command("doctor")
@click.option("--counts", is_flag=True, help="Also compare the counts of pages with every row.")
@json_option
@click.pass_obj
def doctor_command(doors: Ports, counts: bool, as_json: bool) -> None:
    """Check this installation, and say what to do about what is wrong."""
    try:
        ctx = doors.context()
    except DATABASE_AWAY as error:
        checks = _without_database(doors, error)
    except OSError as error:
        checks = _without_database(doors, error)
    else:
        checks = doctor.examine(ctx, doors.probe_switch)
        if counts:
            checks.append(recounting.check(ctx))
    if as_json:
        print_json([doctor.shown(check) for check in checks])
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.good else 'FAIL'}  {check.name}: {check.text}")
    sys.exit(Exit.DONE if all(check.good for check in checks) else Exit.FAILED)


def _without_database(doors: Ports, error: Exception) -> list[Check]:
    return doctor.without_database(doors.unopened(), doors.probe_switch, error)


@click.command()
@click.pass_obj
def recount(doors: Ports) -> None:
    """Make the counts of pages that are wrong what the rows say, dialing or not."""
    recounting.recount(doors.context())


COMMANDS = (doctor_command, recount)
