"""``esl-dialer campaign ...`` and ``esl-dialer why``."""

from datetime import datetime

import click

from esl_dialer.cli.doors import Doors
from esl_dialer.cli.show import json_option, print_json, print_table
from esl_dialer.core.campaigns import Campaign, Window
from esl_dialer.core.words import CampaignKind, DialOrder, Language
from esl_dialer.services import campaigns, why
from esl_dialer.services.campaigns import Draft, Standing


@click.group()
def campaign() -> None:
    """Make, list, start and stop campaigns. CAMPAIGN is a name or a number."""


@campaign.command()
@click.argument("name")
@click.option("--type", "kind", type=click.Choice([k.value for k in CampaignKind]), default="LB")
@click.option("--language", type=click.Choice([lang.value for lang in Language]), default="en")
@click.option("--template-en", default="", help="English template; empty: the default one.")
@click.option("--template-fr", default="", help="French template; empty: the default one.")
@click.option("--transfer-number", default="", help="Where key 1 goes when a record has no DID.")
@click.option("--caller-ids", default="", help="Caller IDs, comma-separated.")
@click.option("--cpm", type=float, default=10.0, help="Calls per minute.", show_default=True)
@click.option("--order", type=click.Choice([o.value for o in DialOrder]), default="random")
@click.option("--window", default="09:00-18:45", help="Dialing window.", show_default=True)
@click.option("--saturday/--no-saturday", default=False)
@click.option("--sunday/--no-sunday", default=False)
@click.option("--ring-timeout", type=int, default=30, help="Seconds.", show_default=True)
@click.option("--longest-call", type=int, default=600, help="Seconds.", show_default=True)
@click.option("--max-attempts", type=int, default=6, show_default=True)
@click.option("--retry-minutes", type=int, default=240, show_default=True)
@json_option
@click.pass_obj
def create(
    doors: Doors,
    /,
    name: str,
    kind: str,
    language: str,
    caller_ids: str,
    order: str,
    window: str,
    saturday: bool,
    sunday: bool,
    as_json: bool,
    **plain: object,
) -> None:
    """Make a campaign in draft."""
    draft = Draft(
        name=name,
        kind=CampaignKind(kind),
        language=Language(language),
        caller_ids=tuple(part.strip() for part in caller_ids.split(",") if part.strip()),
        dial_order=DialOrder(order),
        window=_window(window, saturday=saturday, sunday=sunday),
        **plain,  # type: ignore[arg-type]
    )
    ctx = doors.context()
    made = campaigns.create(ctx, draft)
    if as_json:
        print_json(campaigns.shown(campaigns.standing(ctx, made.id)))
    else:
        click.echo(f"campaign {made.id} {made.name!r} made: import a list into it next")


def _window(text: str, *, saturday: bool, sunday: bool) -> Window:
    try:
        start, end = (_minutes(part) for part in text.split("-"))
    except ValueError:
        raise click.BadParameter(f"{text!r}: write it as 09:00-18:45") from None
    return Window(start, end, saturday, sunday)


def _minutes(text: str) -> int:
    hours, minutes = text.strip().split(":")
    return int(hours) * 60 + int(minutes)


@campaign.command("list")
@json_option
@click.pass_obj
def list_(doors: Doors, as_json: bool) -> None:
    """All campaigns, newest first."""
    found = campaigns.every(doors.context())
    if as_json:
        print_json([campaigns.shown(standing) for standing in found])
        return
    print_table(
        ("ID", "NAME", "TYPE", "STATUS", "CPM", "RECORDS", "LIVE"),
        [
            (
                s.campaign.id,
                s.campaign.name,
                s.campaign.kind,
                s.label,
                f"{s.campaign.cpm:g}",
                s.records,
                s.live,
            )
            for s in found
        ],
        "no campaigns: esl-dialer campaign create NAME",
    )


@campaign.command()
@click.argument("ref", metavar="CAMPAIGN")
@json_option
@click.pass_obj
def show(doors: Doors, ref: str, as_json: bool) -> None:
    """One campaign and where its records stand."""
    standing = campaigns.standing(doors.context(), ref)
    if as_json:
        print_json(campaigns.shown(standing))
        return
    for line in _lines(standing):
        click.echo(line)


def _lines(standing: Standing) -> list[str]:
    one = standing.campaign
    lines = [
        f"{one.id}  {one.name}  ({one.kind})  {standing.label}  audio {one.audio_state}",
        f"{one.cpm:g} calls per minute, {one.dial_order}, live {standing.live}",
        f"records {standing.records}",
    ]
    return lines + [f"  {status:16} {count}" for status, count in standing.statuses.items()]


def _told(done: Campaign, as_json: bool, doors: Doors) -> None:
    if as_json:
        print_json(campaigns.shown(campaigns.standing(doors.context(), done.id)))
    else:
        click.echo(f"{done.name}: {done.run_state}")


@campaign.command()
@click.argument("ref", metavar="CAMPAIGN")
@json_option
@click.pass_obj
def start(doors: Doors, ref: str, as_json: bool) -> None:
    """Begin or resume dialing."""
    _told(campaigns.start(doors.context(), ref), as_json, doors)


@campaign.command()
@click.argument("ref", metavar="CAMPAIGN")
@json_option
@click.pass_obj
def pause(doors: Doors, ref: str, as_json: bool) -> None:
    """No new calls; calls in progress continue."""
    _told(campaigns.pause(doors.context(), ref), as_json, doors)


@campaign.command()
@click.argument("ref", metavar="CAMPAIGN")
@json_option
@click.pass_obj
def stop(doors: Doors, ref: str, as_json: bool) -> None:
    """Stop; start it again later to continue where it left off."""
    _told(campaigns.stop(doors.context(), ref), as_json, doors)


@click.command("why")
@click.argument("ref", metavar="CAMPAIGN")
@click.option("--account", default="", help="One record, by its account number.")
@click.option("--at", "instant", default="", help="Another instant: 2026-11-23T15:00:00+00:00.")
@json_option
@click.pass_obj
def why_command(doors: Doors, ref: str, account: str, instant: str, as_json: bool) -> None:
    """Why a campaign, or one of its records, is not dialed now."""
    ctx, at = doors.context(), _instant(instant)
    if account:
        reason = why.of_record(ctx, ref, account, at)
        if as_json:
            print_json(why.shown_reason(reason))
        else:
            click.echo(f"{account}: {why.told(reason)}")
        return
    answer = why.of_campaign(ctx, ref, at)
    if as_json:
        print_json(why.shown(answer))
        return
    click.echo(f"{answer.campaign}: {why.told(answer.reason)}")
    click.echo(f"  {answer.dialable:8} records could be dialed now")
    for rule, count in sorted(answer.held_back.items(), key=lambda item: -item[1]):
        clears = answer.clears.get(rule)
        when = f", the first clears at {clears.isoformat(timespec='seconds')}" if clears else ""
        click.echo(f"  {count:8} {rule}{when}")


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not an instant like 2026-11-23T15:00:00Z") from None
    if at.tzinfo is None:
        raise click.BadParameter(f"{text!r} has no zone: add Z or +00:00")
    return at


COMMANDS = (campaign, why_command)
