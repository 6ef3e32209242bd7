"""Options and arguments that several commands share."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from esl_dialer.core.campaigns.campaign import Window
from esl_dialer.core.speech.templates import ON_EMPTY
from esl_dialer.core.system.settings import minutes_of
from esl_dialer.core.words import DialOrder, Language
from esl_dialer.runtime.config import ConfigError
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.campaigns.campaigns import BOUNDS
from esl_dialer.services.errors import ServiceError

F = TypeVar("F", bound=Callable[..., Any])


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
any_campaign_argument = click.argument(
    "ref", metavar="[CAMPAIGN]", type=CampaignRef(), required=False
)


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


class DialingWindow(click.ParamType):
    """09:00-18:45: minutes after midnight, end excluded."""

    name = "window"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        try:
            start, end = (minutes_of(part.strip()) for part in str(value).split("-"))
        except ValueError:
            self.fail(f"{value!r}: write it as 09:00-18:45", param, ctx)
        return start, end


class RetryAfter(click.ParamType):
    """OUTCOME=MINUTES: busy=15."""

    name = "outcome=minutes"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        outcome, found, minutes = str(value).partition("=")
        if not found or not minutes.isdigit():
            self.fail(f"{value!r} is not written as busy=15", param, ctx)
        return outcome, int(minutes)


def _within(field: str) -> click.IntRange:
    """The whole numbers that a campaign takes there."""
    low, high = BOUNDS[field]
    return click.IntRange(int(low), int(high))


_CAMPAIGN_OPTIONS = (
    click.option("--language", type=click.Choice([language.value for language in Language])),
    click.option("--template-en", help="English template; empty: the default one."),
    click.option("--template-fr", help="French template; empty: the default one."),
    click.option("--engine", help="Speech engine, as nanotts; empty: the installation's."),
    click.option("--voice-en", help="English voice, as en-AU-NatashaNeural."),
    click.option("--voice-fr", help="French voice, as fr-FR-DeniseNeural."),
    click.option("--transfer-number", help="Where key 1 goes when a record has no DID."),
    click.option("--caller-ids", help="Caller IDs, comma-separated."),
    click.option("--cpm", type=float, help="Calls per minute."),
    click.option("--order", type=click.Choice([order.value for order in DialOrder])),
    click.option("--window", type=DialingWindow(), help="As 09:00-18:45, in the callee's time."),
    click.option("--saturday/--no-saturday", default=None),
    click.option("--sunday/--no-sunday", default=None),
    click.option("--ring-timeout", type=_within("ring_timeout"), help="Seconds."),
    click.option("--longest-call", type=_within("longest_call"), help="Seconds."),
    click.option("--max-attempts", type=_within("max_attempts")),
    click.option("--retry-minutes", type=_within("retry_minutes")),
    click.option(
        "--retry",
        "retry_policy",
        type=RetryAfter(),
        multiple=True,
        help="Other minutes after an outcome: busy=15. May be given more than once.",
    ),
    click.option("--max-live", type=_within("max_live"), help="Simultaneous calls; 0: no cap."),
    click.option(
        "--max-transfers", type=_within("max_transfers"), help="Simultaneous transfers; 0: no cap."
    ),
    click.option("--priority", type=_within("priority"), help="Weight in the global speed."),
    click.option(
        "--empty-variable",
        type=click.Choice(ON_EMPTY),
        help="When a variable of the template is empty for a record.",
    ),
)


def campaign_options(command: F) -> F:
    """All that a campaign can be given; what is not given stays as it is."""
    for option in reversed(_CAMPAIGN_OPTIONS):
        command = option(command)
    return command


def draft_values(given: dict[str, Any], window: Window) -> dict[str, Any]:
    """The options that were given, by the draft's fields; ``window`` is the one it has."""
    values = {name: value for name, value in given.items() if value not in (None, ())}
    if "retry_policy" in values:
        values["retry_policy"] = dict(values["retry_policy"])
    days = {day: values.pop(day) for day in ("saturday", "sunday") if day in values}
    if "window" in values or days:
        hours = replace(window.hours, **days)
        start, end = values.get("window", (hours.start, hours.end))
        values["window"] = window.changed_to(replace(hours, start=start, end=end))
    if "caller_ids" in values:
        parts = (part.strip() for part in values["caller_ids"].split(","))
        values["caller_ids"] = tuple(part for part in parts if part)
    if "order" in values:
        values["dial_order"] = DialOrder(values.pop("order"))
    if "language" in values:
        values["language"] = Language(values["language"])
    return values
