"""What ``dialer ...`` answers at the prompt of fs_cli: text, one line per thing."""

from collections.abc import Callable
from dataclasses import replace

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.orders import ActKind
from esl_dialer.core.text.counts import counted
from esl_dialer.services.calls import overview
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.campaigns.campaigns import CampaignSummary
from esl_dialer.services.context import Actor, Context
from esl_dialer.services.errors import ServiceError
from esl_dialer.services.people import records
from esl_dialer.services.routing import gateways
from esl_dialer.services.rules import why
from esl_dialer.services.system import preferences
from esl_dialer.store.calls import attempts, orders
from esl_dialer.store.database import StoreBusy, transaction

ENGINEER = Actor("fs_cli", frozenset(Permission))
"""Who can connect to the switch's event socket can do everything on the switch already."""

PERSONS = 5
"""At most so many records of one number are told of."""

SHORTEST_NUMBER = 7
"""Digits that make a phone number rather than a campaign's."""

HELP = """\
dialer status                    the engine, the switch, speeds, today's calls
dialer campaigns                 every campaign and where its records stand
dialer start|pause CAMPAIGN      by its number or name
dialer speed N                   calls per minute over all campaigns; 0 stops new calls
dialer speed CAMPAIGN N          calls per minute of one campaign
dialer why CAMPAIGN|NUMBER       what holds it back: a campaign, or the person with that phone
dialer hangup ATTEMPT            end a live call; its id is the channel's UUID"""


class Misused(Exception):
    """The words make no command; the text says what would."""


def answer(ctx: Context, text: str) -> str:
    """Never raises: what went wrong is the answer."""
    verb, *words = text.split() or ["help"]
    act = VERBS.get(verb)
    if act is None:
        return f"dialer: there is no command {verb!r}\n{HELP}"
    try:
        return act(replace(ctx, actor=ENGINEER), words)
    except (ServiceError, Misused, StoreBusy) as error:
        return f"dialer: {error}"


def _help(ctx: Context, words: list[str]) -> str:
    return HELP


def _status(ctx: Context, words: list[str]) -> str:
    condition, numbers = overview.condition(ctx), overview.numbers(ctx)
    whom = "nobody is called: a rehearsal" if condition.simulated else "people are called"
    outcomes = ", ".join(f"{count} {how}" for how, count in numbers.outcomes_today.items())
    calls = counted(numbers.calls_today, "call")
    return "\n".join(
        (
            f"engine     {condition.engine or 'not running'}",
            f"switch     {'up' if condition.switch_up else 'down'}; {whom}",
            f"calls      {condition.live} live, {numbers.calls_per_minute} started in a minute",
            f"speed      {condition.global_cpm:g} a minute, at most {condition.global_max_cpm:g}",
            f"campaigns  {numbers.active_campaigns} active",
            f"today      {calls}{': ' if outcomes else ''}{outcomes}",
            *_gates(ctx),
            *(f"gateway    {_gateway(ctx, one)}" for one in gateways.every(ctx)),
        )
    )


def _gates(ctx: Context) -> list[str]:
    if not (left := overview.gates_left(ctx)):
        return []
    return [f"gates      {counted(left, 'record')} to be worked out anew: asked by zone until then"]


def _gateway(ctx: Context, one: gateways.GatewayStatus) -> str:
    gateway, figures = one.gateway, one.figures
    state = gateways.told_state(ctx, one)
    most = f" of {gateway.max_channels}" if gateway.max_channels else ""
    shares = f"{figures.short_share:.0%} short, {figures.zero_share:.0%} unanswered"
    near = "; near the carrier's limit" if one.warnings else ""
    return f"{gateway.name} {state}, {one.live}{most} live, {figures.calls} in 24 h: {shares}{near}"


def _campaigns(ctx: Context, words: list[str]) -> str:
    lines = [_line(standing) for standing in campaigns.every(ctx)]
    return "\n".join(lines) or "there is no campaign"


def _line(standing: CampaignSummary) -> str:
    campaign = standing.campaign
    where = ", ".join(f"{count} {status}" for status, count in standing.statuses.items())
    told = f"{campaign.id:>4}  {standing.label:10} {campaign.cpm:g}/min  {standing.live} live"
    return f"{told}  {campaign.name}: {where or 'no records'}"


def _start(ctx: Context, words: list[str]) -> str:
    campaign = campaigns.start(ctx, _name(words))
    return f"{campaign.name} is {campaign.run_state}"


def _pause(ctx: Context, words: list[str]) -> str:
    campaign = campaigns.pause(ctx, _name(words))
    return f"{campaign.name} is {campaign.run_state}: live calls finish"


def _speed(ctx: Context, words: list[str]) -> str:
    cpm = _number(words)
    if len(words) == 1:
        return f"{preferences.set_global_speed(ctx, cpm):g} calls a minute over all campaigns"
    campaign = editing.set_speed(ctx, _name(words[:-1]), cpm)
    return f"{campaign.name}: {campaign.cpm:g} calls a minute"


def _why(ctx: Context, words: list[str]) -> str:
    asked = _name(words)
    if sum(character.isdecimal() for character in asked) >= SHORTEST_NUMBER:
        found = records.page(ctx, search=asked).records[:PERSONS]
        return "\n".join(_person(ctx, row.id) for row in found) or f"nobody has {asked}"
    told = why.of_campaign(ctx, asked)
    rules = sorted(told.held_back.items())
    held = [f"  {counted(count, 'record')}: {rule}" for rule, count in rules]
    first = f"{told.campaign}: {why.told(told.reason)}; {told.dialable} can be dialed now"
    return "\n".join([first, *held])


def _person(ctx: Context, record_id: int) -> str:
    person = records.person(ctx, record_id)
    where = f"{person.detail.row.campaign}, record {record_id}"
    return f"{where}: {why.told(person.reason)}"


def _hangup(ctx: Context, words: list[str]) -> str:
    attempt = _name(words)
    if attempts.find(attempt) is None:
        raise Misused(f"no attempt {attempt}")
    with transaction():
        orders.add(ActKind.HANG_UP, {"attempts": [attempt]}, ctx.now(), ctx.actor.name)
        ctx.note("call.hang_up", attempt)
    return f"{attempt} is being hung up"


def _name(words: list[str]) -> str:
    if not words:
        raise Misused("name one: 'dialer help' shows how")
    return " ".join(words)


def _number(words: list[str]) -> float:
    try:
        return float(words[-1])
    except (ValueError, IndexError):
        raise Misused("say how many calls a minute: 'dialer speed 60'") from None


VERBS: dict[str, Callable[[Context, list[str]], str]] = {
    "help": _help,
    "status": _status,
    "campaigns": _campaigns,
    "start": _start,
    "pause": _pause,
    "speed": _speed,
    "why": _why,
    "hangup": _hangup,
}
