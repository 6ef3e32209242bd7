"""``esl-dialer campaign records``: a campaign's people, by where they stand."""

import click

from esl_dialer.cli.campaign import campaign
from esl_dialer.cli.options import campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.campaigns.parts import Part
from esl_dialer.core.says import shape
from esl_dialer.core.words import RecordStatus
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.people import records


@campaign.command("records")
@campaign_argument
@click.option("--part", type=click.Choice([*Part]), help="As `campaign show` counts them.")
@click.option("--status", type=click.Choice([*RecordStatus]), help="Those that stand so.")
@click.option("--search", default="", help="A phone, words of the name, or the account.")
@click.option("--after", type=click.IntRange(0), default=0, help="Those after this number.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@json_option
@click.pass_obj
def records_(
    doors: Ports,
    /,
    ref: str,
    part: str | None,
    status: str | None,
    search: str,
    after: int,
    limit: int,
    as_json: bool,
) -> None:
    """A campaign's records, in the order in which they came."""
    ctx = doors.context()
    number = campaigns.get(ctx, ref).id
    found = records.page(
        ctx, number, search, status or "", part=part or "", after=after, limit=limit
    )
    if as_json:
        print_json({"records": shape(found.records), "next": found.next or None})
        return
    rows = [(r.id, r.account, r.full_name, r.province, r.status, r.attempts) for r in found.records]
    print_table(("ID", "ACCOUNT", "NAME", "PROVINCE", "STATUS", "ATTEMPTS"), rows, "nobody")
    if found.next:
        click.echo(f"there are more: --after {found.next}", err=True)
