"""``esl-dialer campaign show``: one, looked at."""

import click

from esl_dialer.cli.campaign import campaign
from esl_dialer.cli.options import APART, campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.campaigns.campaign import FIELDS, Campaign
from esl_dialer.core.campaigns.parts import PARTS_OF
from esl_dialer.core.fields import told
from esl_dialer.core.text.quoting import cut
from esl_dialer.services.calls import dispositions
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.campaigns.campaigns import CampaignSummary
from esl_dialer.services.lists import filters
from esl_dialer.services.people import dnc_lists


@campaign.command()
@campaign_argument
@json_option
@click.pass_obj
def show(doors: Ports, ref: str, as_json: bool) -> None:
    """One campaign and where its records stand."""
    ctx = doors.context()
    standing = campaigns.standing(ctx, ref)
    if as_json:
        print_json(campaigns.shown(standing))
        return
    named = {
        "dnc_lists": ", ".join(dnc_lists.names_of(ctx, standing.campaign.dnc_lists).values()),
        "filter_id": filters.name_of(ctx, standing.campaign.filter_id),
        "disposition_set": dispositions.set_name(ctx, standing.campaign.disposition_set),
    }
    for line in _lines(standing, {name: text for name, text in named.items() if text}):
        click.echo(line)


def _lines(standing: CampaignSummary, named: dict[str, str]) -> list[str]:
    one = standing.campaign
    because = f" ({one.run_reason})" if one.run_reason else ""
    lines = [
        f"{one.id}  {one.title}  ({one.kind})  {standing.label}{because}  audio {one.audio_state}",
        f"{one.cpm:g} calls per minute, {one.dial_order}, live {standing.live}",
        f"records {standing.records}",
    ]
    lines += [f"  {status:16} {count}" for status, count in standing.statuses.items()]
    for group, parts in PARTS_OF.items():
        told = ", ".join(f"{part} {standing.parts[part]}" for part in parts)
        lines.append(f"{group} {standing.groups[group]}" + (f": {told}" if len(parts) > 1 else ""))
    return [*lines, "settings", *_settings(one, named)]


def _settings(campaign: Campaign, named: dict[str, str]) -> list[str]:
    """Each on one line, however many its value has; lists and filter by their names."""
    widest = max(map(len, FIELDS))
    values = {name: told(field, getattr(campaign, name)) for name, field in FIELDS.items()}
    values |= named
    return [
        f"  {name:{widest}} {cut(' '.join(value.split()))}"
        for name, value in values.items()
        if name not in APART
    ]
