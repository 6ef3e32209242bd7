"""``esl-dialer rehearse``."""

import sys
from pathlib import Path

import click

from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.text.counts import counted
from esl_dialer.services.campaigns import rehearsing
from esl_dialer.services.reports import results


@click.command()
@click.argument("ref", metavar="CAMPAIGN")
@click.option("--records", type=click.IntRange(1), help="Only the first so many.")
@click.option("--cpm", type=float, help="Calls per minute, if not the campaign's own.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the rehearsal's results, as export does.",
)
@json_option
@click.pass_obj
def rehearse(
    doors: Ports,
    ref: str,
    records: int | None,
    cpm: float | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Dial a copy of a campaign on the rehearsal carrier: nobody is called.

    On the simulated switch, or on a real FreeSWITCH that runs freeswitch/conf, through its gateway
    to itself. The campaign, its records, stops and results stay as they are.
    """
    url, copied = rehearsing.prepare(doors.context(), ref, records, cpm)
    click.echo(f"rehearsing {counted(copied, 'record')} in {url}", err=True)
    with doors.rehearsal(url) as own:
        for view in rehearsing.dial(own, ref):
            if sys.stderr.isatty():
                click.echo(f"\r{view.settled}/{view.total} live {view.live} ", nl=False, err=True)
        final = rehearsing.summary(own, ref)
        if output is not None:
            with output.open("w", encoding="utf-8", newline="") as target:
                results.write_csv(rehearsing.results(own, ref), target)
    if as_json:
        print_json(final | {"database": url})
        return
    for outcome, count in final["outcomes"].items():
        click.echo(f"{outcome:16} {count}")


COMMANDS = (rehearse,)
