"""``esl-dialer campaign create|edit|clone``: made, changed."""

from dataclasses import replace
from typing import Any

import click

from esl_dialer.cli.campaign import campaign
from esl_dialer.cli.options import campaign_argument, campaign_options, draft_values
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.campaigns.campaign import FIELDS, Draft
from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.words import CampaignKind
from esl_dialer.services.campaigns import archiving, campaigns, editing


@campaign.command()
@click.argument("name")
@click.option("--type", "kind", type=click.Choice([*FIELDS["kind"].choices]), default="LB")
@campaign_options
@json_option
@click.pass_obj
def create(doors: Ports, /, name: str, kind: str, as_json: bool, **given: Any) -> None:
    """Make a campaign in draft; what is not given gets its default."""
    draft = Draft(name, CampaignKind(kind), **draft_values(given, Window.of(DailyHours())))
    ctx = doors.context()
    made = campaigns.create(ctx, draft)
    if as_json:
        print_json(campaigns.shown(campaigns.standing(ctx, made.id)))
    else:
        click.echo(f"campaign {made.id} {made.name!r} made: import a list into it next")


@campaign.command()
@campaign_argument
@click.option("--name", help="A new name.")
@campaign_options
@json_option
@click.pass_obj
def edit(doors: Ports, /, ref: str, as_json: bool, **given: Any) -> None:
    """Change a campaign; what is not given stays. Dialing goes on with the new values.

    A new template or voice is heard once audio is generated again: audio generate --all.
    """
    ctx = doors.context()
    before = editing.draft_of(campaigns.get(ctx, ref))
    after = replace(before, **draft_values(given, before.window))
    done = editing.edit(ctx, ref, after)
    if as_json:
        print_json(campaigns.shown(campaigns.standing(ctx, done.id)))
    else:
        click.echo(f"{done.name}: {'changed' if after != before else 'nothing to change'}")


@campaign.command()
@campaign_argument
@click.argument("name")
@json_option
@click.pass_obj
def clone(doors: Ports, ref: str, name: str, as_json: bool) -> None:
    """Make a draft NAME with this campaign's settings, and none of its records."""
    ctx = doors.context()
    made = archiving.clone(ctx, ref, name)
    if as_json:
        print_json(campaigns.shown(campaigns.standing(ctx, made.id)))
    else:
        click.echo(f"campaign {made.id} {made.name!r} made: import a list into it next")
