"""``esl-dialer campaign show``: one, looked at."""

from dataclasses import asdict

import click

from esl_dialer.cli.campaign import campaign
from esl_dialer.cli.options import APART, campaign_argument
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.campaigns.campaign import FIELDS, Campaign
from esl_dialer.core.campaigns.parts import PARTS_OF
from esl_dialer.core.fields import told
from esl_dialer.core.text.quoting import cut
from esl_dialer.services.calls import dispositions, last_hour
from esl_dialer.services.calls.last_hour import LastHour
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
    hour = last_hour.of_campaign(ctx, standing.campaign.id)
    if as_json:
        print_json(campaigns.shown(standing) | {"last_hour": asdict(hour)})
        return
    named = {
        "dnc_lists": ", ".join(dnc_lists.names_of(ctx, standing.campaign.dnc_lists).values()),
        "filter_id": filters.name_of(ctx, standing.campaign.filter_id),
        "disposition_set": dispositions.set_name(ctx, standing.campaign.disposition_set),
    }
    for line in _lines(standing, hour, {name: text for name, text in named.items() if text}):
        click.echo(line)


def _lines(standing: CampaignSummary, hour: LastHour, named: dict[str, str]) -> list[str]:
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
    lines += [_progress(standing), _last_hour(hour)]
    return [*lines, "settings", *_settings(one, named)]


def _progress(standing: CampaignSummary) -> str:
    told = ", ".join(f"{name} {count}" for name, count in standing.progress.bar.items())
    first = standing.progress.first_pass
    done = "" if first is None else f"; first pass {100 * first:.1f} %"
    then = f"; next step: {standing.next_step}" if standing.next_step else ""
    return f"progress {told}{done}{then}"


def _last_hour(hour: LastHour) -> str:
    calls, answers, taken = map(sum, (hour.calls, hour.answers, hour.transfers))
    return f"last hour: {calls} calls, {answers} answered, {taken} transferred"


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
