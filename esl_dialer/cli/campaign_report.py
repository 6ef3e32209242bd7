"""``esl-dialer campaign report|dispositions|runs``: what its calls came to, over all or by run."""

from datetime import datetime
from pathlib import Path

import click

from esl_dialer.cli.campaign import campaign
from esl_dialer.cli.options import campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.says import shape
from esl_dialer.core.text.counts import counted
from esl_dialer.services.campaigns import runs
from esl_dialer.services.reports import campaign_report, disposition_counts
from esl_dialer.services.reports.campaign_report import FILES, CampaignReport


@campaign.command()
@campaign_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it, with every call: FILE.xlsx, or FILE.zip with CSVs.",
)
@click.option("--run", type=click.IntRange(1), help="Of that run; else of all.")
@json_option
@click.pass_obj
def report(doors: Ports, ref: str, output: Path | None, run: int | None, as_json: bool) -> None:
    """What a campaign's calls came to: summary, by day, by outcome."""
    ctx = doors.context()
    if output is None:
        _tell(campaign_report.look(ctx, ref, run), as_json)
        return
    kinds = {f".{ending}": kind for kind, ending in FILES.items()}
    if (kind := kinds.get(output.suffix.lower())) is None:
        raise click.UsageError("name the file FILE.xlsx or FILE.zip")
    partial = output.with_name(f".{output.name}.partial")
    done = campaign_report.save(ctx, ref, kind, partial, run=run)
    partial.replace(output)
    if as_json:
        print_json(campaign_report.shown(done))
    else:
        told = f"{counted(done.sums.report.total, 'call')} in {output}"
        click.echo(told, err=True)


@campaign.command()
@campaign_argument
@click.option("--run", type=click.IntRange(1), help="Of that run; else of the present one.")
@json_option
@click.pass_obj
def dispositions(doors: Ports, ref: str, run: int | None, as_json: bool) -> None:
    """How often what was said of the calls of one run."""
    found = disposition_counts.of_run(doors.context(), ref, run)
    if as_json:
        print_json(shape(found))
        return
    rows = [(one.key, one.title, one.count) for one in found.said]
    print_table(("KEY", "SAID", "CALLS"), rows, "")
    click.echo()
    print_table(("UNSAID", "CALLS"), found.unsaid.items(), "")


@campaign.command("runs")
@campaign_argument
@json_option
@click.pass_obj
def runs_(doors: Ports, ref: str, as_json: bool) -> None:
    """The runs of a campaign: when each started and ended."""
    found = runs.every(doors.context(), ref)
    if as_json:
        print_json([runs.shown(one) for one in found])
        return
    rows = [(one.number, _told(one.started_at), _told(one.ended_at)) for one in found]
    print_table(("RUN", "STARTED", "ENDED"), rows, "")


def _told(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else "it goes on"


def _tell(found: CampaignReport, as_json: bool) -> None:
    if as_json:
        print_json(campaign_report.shown(found))
        return
    for table in campaign_report.tables(found, str):
        print_table([header.upper() for header in table.headers], table.rows, "no calls yet")
        click.echo()
