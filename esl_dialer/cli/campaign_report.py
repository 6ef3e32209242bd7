"""``esl-dialer campaign report``: what a campaign's calls came to, told or taken away."""

from pathlib import Path

import click

from esl_dialer.cli.campaign import campaign
from esl_dialer.cli.options import campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.text.counts import counted
from esl_dialer.services.reports import campaign_report
from esl_dialer.services.reports.campaign_report import FILES, CampaignReport


@campaign.command()
@campaign_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it, with every call: FILE.xlsx, or FILE.zip with CSVs.",
)
@json_option
@click.pass_obj
def report(doors: Ports, ref: str, output: Path | None, as_json: bool) -> None:
    """What a campaign's calls came to: summary, by day, by outcome."""
    ctx = doors.context()
    if output is None:
        _tell(campaign_report.look(ctx, ref), as_json)
        return
    kinds = {f".{ending}": kind for kind, ending in FILES.items()}
    if (kind := kinds.get(output.suffix.lower())) is None:
        raise click.UsageError("name the file FILE.xlsx or FILE.zip")
    partial = output.with_name(f".{output.name}.partial")
    done = campaign_report.save(ctx, ref, kind, partial)
    partial.replace(output)
    if as_json:
        print_json(campaign_report.shown(done))
    else:
        told = f"{counted(done.sums.report.total, 'call')} in {output}"
        click.echo(told, err=True)


def _tell(found: CampaignReport, as_json: bool) -> None:
    if as_json:
        print_json(campaign_report.shown(found))
        return
    for table in campaign_report.tables(found, str):
        print_table([header.upper() for header in table.headers], table.rows, "no calls yet")
        click.echo()
