"""``esl-dialer campaign create|edit|clone|scrub``: made, changed."""

from dataclasses import replace
from typing import Any

import click

from esl_dialer.cli.campaign import campaign
from esl_dialer.cli.options import campaign_argument, campaign_options, draft_values
from esl_dialer.cli.ports import Ports
from esl_dialer.cli.show import json_option, print_json
from esl_dialer.core.campaigns.campaign import FIELDS, Campaign, Draft
from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.words import CampaignKind
from esl_dialer.services.calls import dispositions
from esl_dialer.services.campaigns import archiving, campaigns, editing
from esl_dialer.services.context import Context
from esl_dialer.services.law import message_check
from esl_dialer.services.lists import filters
from esl_dialer.services.people import dnc_lists


@campaign.command()
@click.argument("name")
@click.option("--type", "kind", type=click.Choice([*FIELDS["kind"].choices]), default="LB")
@campaign_options
@json_option
@click.pass_obj
def create(doors: Ports, /, name: str, kind: str, as_json: bool, **given: Any) -> None:
    """Make a campaign in draft; what is not given gets its default."""
    ctx = doors.context()
    values = draft_values(_by_number(ctx, given), Window.of(DailyHours()), Schedule())
    draft = Draft(name, CampaignKind(kind), **values)
    made = campaigns.create(ctx, draft)
    if as_json:
        print_json(campaigns.shown(campaigns.standing(ctx, made.id)))
    else:
        click.echo(f"campaign {made.id} {made.name!r} made: import a list into it next")
    _tell_findings(ctx, made)


@campaign.command()
@campaign_argument
@click.option("--name", help="A new name.")
@campaign_options
@click.option("--caller-reason", default="", help="Why --caller is another: it is kept.")
@json_option
@click.pass_obj
def edit(doors: Ports, /, ref: str, caller_reason: str, as_json: bool, **given: Any) -> None:
    """Change a campaign; what is not given stays. Dialing goes on with the new values.

    A new template or voice is heard once audio is generated again: audio generate --all.
    """
    ctx = doors.context()
    before = editing.draft_of(campaigns.get(ctx, ref))
    given = _by_number(ctx, given)
    after = replace(before, **draft_values(given, before.window, before.schedule))
    done = editing.edit(ctx, ref, after, caller_reason)
    if as_json:
        print_json(campaigns.shown(campaigns.standing(ctx, done.id)))
        return
    click.echo(f"{done.name}: {'changed' if after != before else 'nothing to change'}")
    if done.dnc_lists:
        _tell_scrub(dnc_lists.scrub(ctx, done.id))
    _tell_findings(ctx, done)


def _tell_findings(ctx: Context, one: Campaign) -> None:
    """On standard error: what the law says of its message."""
    if told := message_check.told(ctx, one):
        click.echo(str(told), err=True)


def _by_number(ctx: Context, given: dict[str, Any]) -> dict[str, Any]:
    """Do-not-call lists, filter and set of dispositions by their numbers; no name stands for none
    of them."""
    if named := given["dnc_lists"]:
        given = given | {"dnc_lists": list(dnc_lists.chosen(ctx, filter(None, named)))}
    if (wanted := given["filter_id"]) is not None:
        given = given | {"filter_id": filters.number_of(ctx, wanted)}
    if (wanted := given["disposition_set"]) is not None:
        given = given | {"disposition_set": dispositions.number_of(ctx, wanted)}
    return given


@campaign.command()
@campaign_argument
@json_option
@click.pass_obj
def scrub(doors: Ports, ref: str, as_json: bool) -> None:
    """How many of its records the do-not-call lists that it chose hold back."""
    count = dnc_lists.scrub(doors.context(), ref)
    if as_json:
        print_json({"on_lists": count})
    else:
        _tell_scrub(count)


def _tell_scrub(count: int) -> None:
    click.echo(str(dnc_lists.SCRUBBED.of(count=count)))


@campaign.command()
@campaign_argument
@click.argument("name", required=False, default="")
@json_option
@click.pass_obj
def clone(doors: Ports, ref: str, name: str, as_json: bool) -> None:
    """Make a draft NAME with this campaign's settings: no people, no calls, no schedule.

    Without NAME it gets one that is free: "Spring (2)" after "Spring".
    """
    ctx = doors.context()
    made = archiving.clone(ctx, ref, name)
    if as_json:
        print_json(campaigns.shown(campaigns.standing(ctx, made.id)))
    else:
        click.echo(f"campaign {made.id} {made.name!r} made: import a list into it next")
