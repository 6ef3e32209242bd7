"""Options and arguments that several commands share."""

import sys
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal

import click
from click.shell_completion import CompletionItem

from esl_dialer.cli.field_options import (
    DAYS,
    HOURS,
    REPEAT,
    SCHEDULE,
    ZONE,
    values_of,
    with_options,
)
from esl_dialer.core.campaigns.campaign import FIELDS
from esl_dialer.core.campaigns.hours import OwnHours, Window
from esl_dialer.core.campaigns.recurrence import Recurrence, changed
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.says import Says
from esl_dialer.runtime.config import ConfigError
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid, Refused, ServiceError


class CampaignRef(click.ParamType):
    """A campaign's name or number; the shell completes the names."""

    name = "campaign"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        try:
            found = campaigns.every(ctx.find_root().obj.context())
        except (ServiceError, ConfigError):
            return []
        names = [standing.campaign.name for standing in found]
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


campaign_argument = click.argument("ref", metavar="CAMPAIGN", type=CampaignRef())
campaigns_argument = click.argument(
    "refs", metavar="CAMPAIGN...", type=CampaignRef(), nargs=-1, required=True
)
any_campaign_argument = click.argument(
    "ref", metavar="[CAMPAIGN]", type=CampaignRef(), required=False
)


yes_option = click.option("--yes", is_flag=True, help="Don't ask.")


def sure(question: Says, yes: bool) -> None:
    """Ask a person; a script must say --yes. Raises Refused."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refused(question, [Says("say --yes")])
    click.confirm(str(question), abort=True)


class Instant(click.ParamType):
    """An instant with its zone: 2026-11-23T15:00:00Z."""

    name = "instant"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not an instant like 2026-11-23T15:00:00Z", param, ctx)
        if at.tzinfo is None:
            self.fail(f"{value!r} has no zone: add Z or +00:00", param, ctx)
        return at


class Day(click.ParamType):
    """A day of the business zone: 2026-11-23."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day like 2026-11-23", param, ctx)


APART = ("name", "kind")
"""Not options: an argument, or one that only ``create`` takes."""

campaign_options = with_options(FIELDS, APART)
"""All that a campaign can be given; what is not given stays as it is."""


def draft_values(given: dict[str, Any], window: Window, schedule: Schedule) -> dict[str, Any]:
    """The options that were given, by the draft's fields; ``window`` and ``schedule`` are those it
    has."""
    values = values_of(FIELDS, given)
    short = {day: values.pop(day) for day in DAYS if day in values}
    if "window" in values:
        short["start"], short["end"] = values["window"]
    own = {day: spans for days, spans in values.pop(HOURS, ()) for day in days}
    zone = values.pop(ZONE, None)
    if short or own or zone is not None:
        try:
            values["window"] = window.changed(short, own, zone)
        except OwnHours as error:
            raise Invalid({"window": error.says}) from None
    parts: dict[str, Any] = {
        part: values.pop(name) for part, name in SCHEDULE.items() if name in values
    }
    if (often := _recurrence(schedule, values)) is not None:
        parts["recurrence"] = often or None
    if parts:
        parts |= {part: parts[part] or None for part in ("start", "end") if part in parts}
        values["schedule"] = replace(schedule, **parts)
    return values


def _recurrence(schedule: Schedule, values: dict[str, Any]) -> Recurrence | Literal[""] | None:
    """What the options make of it; empty: none; None: they say nothing of it."""
    given = {part: values.pop(name) for part, name in REPEAT.items() if name in values}
    given |= given.pop("on", {})
    if not given:
        return None
    if "until" in given:
        given["until"] = given["until"] or None
    return changed(schedule.recurrence, given) or ""
