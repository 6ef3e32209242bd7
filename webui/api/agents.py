"""Agents: who takes calls, for which campaigns, and what they do now."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.words import AgentState, Language
from esl_dialer.services.agents import agents, floor, reasons
from esl_dialer.services.agents.agents import AgentSummary
from webui.api.routes import PREFIX, Reply, Request, Route
from webui.api.shapes import Given, Name, Shown, Text
from webui.threads import in_thread


class NewAgent(Given):
    username: Name
    """Of a user who is there: they take calls too, and keep role and password. Else of a new
    one."""
    extension: Name
    full_name: Name = ""
    language: Language = Language.EN
    password: Name = ""
    """Of a new user, for the first sign-in."""
    campaigns: tuple[int, ...] = ()


class NewAgents(Given):
    count: int
    prefix: Name = "agent"
    """Of the user names; the extension follows."""
    first: int = 1001
    """The first extension."""
    campaigns: tuple[int, ...] = ()


class AgentFile(Given):
    text: Text
    """A CSV file with the columns username, extension, and if there are any full_name, language
    and campaigns (names, semicolons between)."""


class ChangedAgent(Given):
    extension: Name = ""
    """Empty: it stays."""
    campaigns: tuple[int, ...] | None = None
    """All that they work for from the next call on; not given: they stay."""


class OfCampaign(Shown):
    id: int
    name: str


class AgentShown(Shown):
    id: int
    username: str
    full_name: str
    extension: str
    state: AgentState
    since: datetime
    """When the state began."""
    reason: str
    """Why they are paused or away."""
    campaigns: list[OfCampaign]


class AgentsShown(Shown):
    items: list[AgentShown]


class MadeShown(Shown):
    username: str
    extension: str
    password: str
    """For the first sign-in; it is shown this once. Empty: of a user who was there."""


class ManyMadeShown(Shown):
    items: list[MadeShown]


class TimeShown(Shown):
    state: AgentState
    reason: str
    campaign: int
    """0: none."""
    attempt: str
    at: datetime
    ended_at: datetime | None


class TimesShown(Shown):
    items: list[TimeShown]


class SumsShown(Shown):
    username: str
    calls: int
    at_work: float
    """Seconds that they were logged in."""
    seconds: dict[AgentState, float]
    """By state, zeros too."""
    pauses: dict[str, float]
    """By reason."""


class DayShown(Shown):
    items: list[SumsShown]


class SinceQuery(Given):
    since: AwareDatetime
    """What lasted then, or began later, is told."""


class Reasons(Given):
    reasons: Annotated[list[Name], Field(max_length=agents.MOST_REASONS)]


class ReasonsShown(Shown):
    reasons: list[str]


def every(asked: Request) -> dict[str, Any]:
    """All agents, by name, and what they do now."""
    return {"items": [agents.shown(one) for one in agents.every(asked.ctx)]}


def create(asked: Request) -> Reply:
    """Make an agent."""
    given = asked.body.model_dump() | {"campaigns": tuple(asked.body.campaigns)}
    made = in_thread(agents.make, asked.ctx, agents.NewAgent(**given))
    return Reply(agents.shown(made), {"Location": f"{PREFIX}/agents/{made.agent.id}"})


def create_several(asked: Request) -> dict[str, Any]:
    """Make many agents at once: new users, with passwords that are told this once."""
    given = asked.body
    several = (given.count, given.prefix, given.first, tuple(given.campaigns))
    return _made(in_thread(agents.make_several, asked.ctx, *several))


def create_from_file(asked: Request) -> dict[str, Any]:
    """Make agents, one for each line of a CSV file; the passwords of new users are told this once.

    Those of users who are there stay: they are told as empty.
    """
    return _made(in_thread(agents.make_from_file, asked.ctx, asked.body.text))


def _made(made: list[agents.Made]) -> dict[str, Any]:
    return {"items": [agents.shown_made(one) for one in made]}


def show(asked: Request, agent: int) -> dict[str, Any]:
    """One agent."""
    return agents.shown(agents.get(asked.ctx, agent))


def change(asked: Request, agent: int) -> dict[str, Any]:
    """Another extension, other campaigns."""
    given = asked.body
    found: AgentSummary = agents.change(asked.ctx, agent, extension=given.extension or None)
    if given.campaigns is not None:
        found = agents.assign(asked.ctx, agent, given.campaigns)
    return agents.shown(found)


def remove(asked: Request, agent: int) -> None:
    """They take no more calls; their user stays."""
    agents.remove(asked.ctx, agent)


def log_out(asked: Request, agent: int) -> dict[str, Any]:
    """Log out who left without doing so."""
    return agents.shown(agents.log_out(asked.ctx, agent))


def times(asked: Request, agent: int) -> dict[str, Any]:
    """What they did, state by state."""
    return {"items": agents.times(asked.ctx, agent, asked.query.since)}


def today(asked: Request) -> dict[str, Any]:
    """What agents' time came to since the business day began."""
    sums = agents.today(asked.ctx)
    found = [one.agent for one in agents.every(asked.ctx)]
    return {"items": [agents.shown_sums(one, sums[one.id]) for one in found]}


class WorkerShown(Shown):
    username: str
    full_name: str
    state: AgentState
    since: datetime
    reason: str


class FloorShown(Shown):
    counts: dict[AgentState, int]
    """By state, zeros too."""
    agents: list[WorkerShown]


def of_campaign(asked: Request, campaign: int) -> dict[str, Any]:
    """Who works for a campaign, and what they do now."""
    return floor.shown(floor.of_campaign(asked.ctx, campaign))


def list_reasons(asked: Request) -> dict[str, Any]:
    """Why agents may pause."""
    return {"reasons": reasons.every(asked.ctx)}


def set_reasons(asked: Request) -> dict[str, Any]:
    """These take the place of those that there are."""
    return {"reasons": agents.set_reasons(asked.ctx, asked.body.reasons)}


_MANAGE = Permission.MANAGE_AGENTS
_ONE = "/agents/{agent}"
ROUTES = (
    Route("GET", "/agents", _MANAGE, every, AgentsShown),
    Route("POST", "/agents", _MANAGE, create, AgentShown, 201, body=NewAgent),
    Route("POST", "/agents/several", _MANAGE, create_several, ManyMadeShown, 201, body=NewAgents),
    Route("POST", "/agents/file", _MANAGE, create_from_file, ManyMadeShown, 201, body=AgentFile),
    Route("GET", "/agents/today", _MANAGE, today, DayShown),
    Route("GET", _ONE, _MANAGE, show, AgentShown),
    Route("PATCH", _ONE, _MANAGE, change, AgentShown, body=ChangedAgent),
    Route("DELETE", _ONE, _MANAGE, remove),
    Route("POST", f"{_ONE}/log-out", _MANAGE, log_out, AgentShown),
    Route("GET", f"{_ONE}/times", _MANAGE, times, TimesShown, query=SinceQuery),
    Route("GET", "/campaigns/{campaign}/agents", Permission.VIEW, of_campaign, FloorShown),
    Route("GET", "/pause-reasons", Permission.TAKE_CALLS, list_reasons, ReasonsShown),
    Route("PUT", "/pause-reasons", _MANAGE, set_reasons, ReasonsShown, body=Reasons),
)
