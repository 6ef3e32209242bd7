"""``esl-dialer run``, ``results``, ``report``, ``export`` and ``deliver``."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from esl_dialer.cli.options import Day, any_campaign_argument, campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import Exit, json_option, print_json, print_table
from esl_dialer.core.people.provinces import REGIONS
from esl_dialer.core.text.counts import counted
from esl_dialer.core.words import Outcome
from esl_dialer.services.campaigns import campaigns, foreground
from esl_dialer.services.context import Context
from esl_dialer.services.reports import exporting, reports
from esl_dialer.services.reports import results as service
from esl_dialer.services.reports.reports import Filter


@click.command()
@campaign_argument
@json_option
@click.pass_obj
def run(doors: Ports, ref: str, as_json: bool) -> None:
    """Dial a campaign in the foreground until nothing is left to dial now.

    Attaches to the engine that is running, or starts one for as long as it takes. Interrupted
    (Ctrl-C, SIGTERM), it pauses the campaign before it ends.
    """
    ctx = doors.context()
    watched = foreground.until_nothing_left(ctx, ref)
    with doors.engine(ctx), _interruptible(), closing(watched):
        for view in watched:
            if sys.stderr.isatty():
                click.echo(f"\r{_bar(view)}", nl=False, err=True)
    if sys.stderr.isatty():
        click.echo(err=True)
    final = foreground.summary(ctx, ref)
    if as_json:
        print_json(final)
        return
    for status, count in final["statuses"].items():
        click.echo(f"{status:16} {count}")


@contextmanager
def _interruptible() -> Iterator[None]:
    """SIGTERM, as from systemd or ``timeout``, is as good as Ctrl-C; both end it in one line."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, _interrupted) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _being_ended(*_: object) -> None:
    """A second one must not keep the first from pausing the campaign."""


def _interrupted(*_: object) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _being_ended)
    click.echo("esl-dialer: interrupted", err=True)
    sys.exit(Exit.INTERRUPTED)


def _bar(view: foreground.View) -> str:
    width = 30
    filled = round(width * view.settled / view.total) if view.total else width
    return f"[{'#' * filled}{'.' * (width - filled)}] {view.settled}/{view.total} live {view.live} "


F = TypeVar("F", bound=Callable[..., Any])


def filter_options(command: F) -> F:
    """Which results."""
    for option in reversed(
        (
            any_campaign_argument,
            click.option("--since", "first", type=Day(), help="From this business day on."),
            click.option("--until", "last", type=Day(), help="To this business day, included."),
            click.option("--run", type=click.IntRange(1), help="Of that run of CAMPAIGN."),
            click.option("--outcome", type=click.Choice([one.value for one in Outcome])),
            click.option("--number", help="Calls to this phone, of one that a record still has."),
            click.option(
                "--province",
                type=click.Choice(REGIONS, False),
                show_choices=False,
                help="Two letters.",
            ),
        )
    ):
        command = option(command)
    return command


def _filter(ctx: Context, given: dict[str, Any]) -> Filter:
    ref = given.pop("ref")
    wanted = {name: value for name, value in given.items() if value is not None}
    return Filter(campaign=campaigns.get(ctx, ref).id if ref else None, **wanted)


@click.command()
@filter_options
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@json_option
@click.pass_obj
def results(doors: Ports, /, limit: int, as_json: bool, **given: Any) -> None:
    """The newest results."""
    ctx = doors.context()
    rows = [service.shown(one) for one in reports.newest(ctx, _filter(ctx, given), limit)]
    if as_json:
        print_json(rows)
    else:
        print_table(list(service.COLUMNS), [list(row.values()) for row in rows], "no results yet")


@click.command()
@filter_options
@json_option
@click.pass_obj
def report(doors: Ports, /, as_json: bool, **given: Any) -> None:
    """Sums over results, how far calls came, and each campaign beside the others."""
    if given.get("number"):
        raise click.UsageError("sums are not kept by phone number: ask for results --number")
    ctx = doors.context()
    wanted = _filter(ctx, given)
    found, contact = reports.report(ctx, wanted)
    compared = reports.compare(ctx, wanted)
    if as_json:
        whole = asdict(found) | {"contact": contact, "funnel": found.funnel}
        each = [asdict(one) | {"funnel": one.report.funnel} for one in compared]
        print_json(whole | {"campaigns": each})
        return
    click.echo(", ".join(f"{step} {count}" for step, count in found.funnel.items()))
    rows = [[one.name, *one.report.funnel.values()] for one in compared]
    print_table(["campaign", *found.funnel], rows, "no results yet")


@click.command()
@filter_options
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), help="By FILE's name.")
@click.pass_obj
def export(doors: Ports, /, output: Path | None, kind: str | None, **given: Any) -> None:
    """Write results, oldest first: the guide's twelve columns, as CSV or XLSX."""
    ctx = doors.context()
    found = reports.export(ctx, _filter(ctx, given))
    if output is None:
        if kind == "xlsx":
            raise click.UsageError("a workbook needs a file: -o FILE")
        service.write_csv(found, sys.stdout)
        return
    kind = kind or ("xlsx" if output.suffix.lower() == ".xlsx" else "csv")
    partial = output.with_name(f".{output.name}.partial")
    count = exporting.WRITERS[kind](found, partial)
    partial.replace(output)
    click.echo(f"{counted(count, 'result')} in {output}", err=True)


@click.command()
@click.argument("day", metavar="[DAY]", type=Day(), required=False)
@click.option("--again", is_flag=True, help="Even if the day was delivered already.")
@json_option
@click.pass_obj
def deliver(doors: Ports, day: date | None, again: bool, as_json: bool) -> None:
    """Upload a business day's results by SFTP, once; yesterday's by default."""
    ctx = doors.context()
    wanted = day or exporting.yesterday(ctx)
    done = exporting.export_day(ctx, wanted, doors.courier(), again=again)
    if as_json:
        print_json(asdict(done))
    else:
        results_told = f"{counted(done.results, 'result')} delivered"
        click.echo(f"{done.name}: {results_told if done.delivered else 'was delivered already'}")


COMMANDS = (run, results, report, export, deliver)
