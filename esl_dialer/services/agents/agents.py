"""Agents as those who manage them see them: made one by one or many at once, given campaigns."""

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.agents import agent_file
from esl_dialer.core.agents.agent_file import AgentFileError
from esl_dialer.core.agents.standing import Verb
from esl_dialer.core.agents.times import Sums, Time, sums
from esl_dialer.core.campaigns.campaign import Campaign, name_key, tidy_name
from esl_dialer.core.rules.business_day import start_of_day
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import AgentState, Language
from esl_dialer.services.accounts import staff
from esl_dialer.services.accounts.staff import Person
from esl_dialer.services.agents.verbs import carry_out
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.store.accounts import users
from esl_dialer.store.agents import agents, pause_reasons
from esl_dialer.store.agents.agents import Agent
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import Duplicate, transaction

MOST_AT_ONCE = 200
LONGEST_REASON = 64
MOST_REASONS = 50

_EXTENSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_TAKEN = Says("another agent has it")


@dataclass(frozen=True, slots=True)
class NewAgent:
    """Who is to take calls. A user of that name becomes an agent too, and keeps their role and
    password; else one is made, with ``password`` for the first sign-in.
    """

    username: str
    extension: str
    full_name: str = ""
    language: str = "en"
    password: str = ""
    campaigns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """An agent made among many; the password is told this once."""

    agent: Agent
    password: str


@dataclass(frozen=True, slots=True)
class AgentSummary:
    """An agent, and the campaigns that they work for."""

    agent: Agent
    campaigns: tuple[Campaign, ...]


def every(ctx: Context) -> list[AgentSummary]:
    """By user name."""
    ctx.require(Permission.MANAGE_AGENTS)
    found = agents.every()
    mine = agents.campaigns_of([one.id for one in found])
    by_id = {one.id: one for one in campaigns.every(archived=True)}
    return [
        AgentSummary(one, tuple(by_id[c] for c in sorted(mine.get(one.id, ())) if c in by_id))
        for one in found
    ]


def get(ctx: Context, agent: int) -> AgentSummary:
    """Raises NotFound."""
    return _one(every(ctx), lambda one: one.agent.id == agent)


def find(ctx: Context, username: str) -> AgentSummary:
    """By user name. Raises NotFound."""
    name = username.strip().lower()
    return _one(every(ctx), lambda one: one.agent.username == name)


def _one(found: list[AgentSummary], which: Callable[[AgentSummary], bool]) -> AgentSummary:
    if (one := next((one for one in found if which(one)), None)) is None:
        raise _gone()
    return one


def _gone() -> NotFound:
    return NotFound(Says("there is no such agent"), listed_by="agent list")


def is_user(ctx: Context, username: str) -> bool:
    """Whether there is a user of that name, who would keep role and password."""
    ctx.require(Permission.MANAGE_AGENTS)
    return users.by_name(username) is not None


def make(ctx: Context, new: NewAgent) -> AgentSummary:
    """Raises Invalid."""
    ctx.require(Permission.MANAGE_AGENTS)
    _refuse(_problems(new))
    hashed = staff.hashed(new.password)
    try:
        with transaction():
            made = _make(ctx, new, hashed)
    except Duplicate:
        raise Invalid({"extension": _TAKEN}) from None
    return get(ctx, made)


def _make(ctx: Context, new: NewAgent, hashed: str) -> int:
    user = users.by_name(new.username) or staff.create_agent(ctx, _person(new), hashed)
    if agents.of_user(user.id) is not None:
        raise Invalid({"username": Says("{name} is an agent already", name=user.username)})
    made = agents.add(user.id, new.extension, ctx.now())
    agents.assign(made, new.campaigns, ctx.actor.name, ctx.now())
    ctx.note("agent.create", user.username, extension=new.extension)
    return made


def _person(new: NewAgent) -> Person:
    return Person(
        username=new.username,
        full_name=new.full_name,
        email="",
        role="agent",
        language=new.language,
        password=new.password,
    )


def make_several(
    ctx: Context, count: int, prefix: str, first: int, assigned: tuple[int, ...] = ()
) -> list[Made]:
    """So many new users that are agents: PREFIX and their extension, counted up from ``first``.

    Takes about 50 ms of CPU for each. Raises Invalid, and makes none, where one can't be made.
    """
    ctx.require(Permission.MANAGE_AGENTS)
    if not 1 <= count <= MOST_AT_ONCE:
        raise Invalid({"count": Says("from 1 to {most}", most=MOST_AT_ONCE)})
    if first < 1:
        raise Invalid({"first": Says("a whole number, at least 1")})
    wanted = [
        NewAgent(f"{prefix}{first + n}", str(first + n), password=_password(), campaigns=assigned)
        for n in range(count)
    ]
    for new in wanted:
        _refuse(_problems(new) | _problem_of_new_user(new))
    hashes = [staff.hashed(new.password) for new in wanted]
    try:
        with transaction():
            made = [_make(ctx, *each) for each in zip(wanted, hashes, strict=True)]
    except Duplicate:
        raise Invalid({"first": _TAKEN}) from None
    by_id = {one.id: one for one in agents.every()}
    return [Made(by_id[number], new.password) for number, new in zip(made, wanted, strict=True)]


def make_from_file(ctx: Context, text: str) -> list[Made]:
    """An agent for each line of a CSV file (``core.agents.agent_file``); a user who is there keeps
    role and password, and none is told.

    Takes about 50 ms of CPU for each new user. Raises Invalid, and makes none, where one can't be
    made: by the first line that is wrong.
    """
    ctx.require(Permission.MANAGE_AGENTS)
    try:
        lines = agent_file.read(text, MOST_AT_ONCE)
    except AgentFileError as error:
        raise Invalid({"file": error.says}) from None
    numbers = {name_key(one.name): one.id for one in campaigns.every()}
    wanted = [_of_line(line, numbers) for line in lines]
    for line, new in zip(lines, wanted, strict=True):
        for why in _problems(new).values():
            raise _wrong_line(line, why)
    hashes = [staff.hashed(new.password) for new in wanted]
    with transaction():
        made = [
            _make_of_line(ctx, line, new, hashed)
            for line, new, hashed in zip(lines, wanted, hashes, strict=True)
        ]
    by_id = {one.id: one for one in agents.every()}
    return [Made(by_id[number], password) for number, password in made]


def shown_made(one: Made) -> dict[str, str]:
    """The stable shape that ``--json`` prints."""
    agent = one.agent
    return {
        "username": agent.username,
        "extension": agent.extension,
        "password": one.password,
    }


def _of_line(line: agent_file.Line, numbers: dict[str, int]) -> NewAgent:
    """Raises Invalid."""
    unknown = [name for name in line.campaigns if name_key(name) not in numbers]
    if unknown:
        raise _wrong_line(line, Says("no campaign {name}", name=quoted(unknown[0])))
    if line.language not in ("", *Language):
        raise _wrong_line(line, Says("the language is en or fr"))
    return NewAgent(
        username=line.username,
        extension=line.extension,
        full_name=line.full_name,
        language=line.language or "en",
        password=_password(),
        campaigns=tuple(numbers[name_key(name)] for name in line.campaigns),
    )


def _make_of_line(
    ctx: Context, line: agent_file.Line, new: NewAgent, hashed: str
) -> tuple[int, str]:
    """The agent's number, and the password of a new user. Raises Invalid."""
    there = users.by_name(new.username) is not None
    if any(one.extension == new.extension for one in agents.every()):
        raise _wrong_line(line, _TAKEN)
    try:
        made = _make(ctx, new, hashed)
    except Invalid as error:
        raise _wrong_line(line, next(iter(error.problems.values()))) from None
    return made, "" if there else new.password


def _wrong_line(line: agent_file.Line, why: Says) -> Invalid:
    return Invalid({"file": Says("line {line}: {why}", line=line.number, why=why)})


def _password() -> str:
    """For the first sign-in: it is changed then."""
    return secrets.token_urlsafe(9)


def _problem_of_new_user(new: NewAgent) -> dict[str, Says]:
    if users.by_name(new.username) is None:
        return {}
    return {"prefix": Says("there is already a user {name}", name=quoted(new.username))}


def _problems(new: NewAgent) -> dict[str, Says]:
    found = _extension_problem(new.extension) | _campaigns_problem(new.campaigns)
    if users.by_name(new.username) is not None:
        return found
    return staff.problems(_person(new), new=True) | found


def _extension_problem(extension: str) -> dict[str, Says]:
    if _EXTENSION.fullmatch(extension):
        return {}
    return {"extension": Says("1 to 32 letters, digits, dots, dashes or underscores")}


def _campaigns_problem(wanted: Iterable[int]) -> dict[str, Says]:
    there = {one.id for one in campaigns.every()}
    gone = [str(number) for number in wanted if number not in there]
    return {"campaigns": Says("no campaign {name}", name=", ".join(gone))} if gone else {}


def _refuse(found: dict[str, Says]) -> None:
    if found:
        raise Invalid(found)


def change(ctx: Context, agent: int, *, extension: str | None = None) -> AgentSummary:
    """Give them another extension, for the next time their phone is called. Raises NotFound,
    Invalid."""
    ctx.require(Permission.MANAGE_AGENTS)
    before = get(ctx, agent).agent
    if extension is None or extension == before.extension:
        return get(ctx, agent)
    _refuse(_extension_problem(extension))
    try:
        with transaction():
            if not agents.set_extension(agent, extension):
                raise _gone()
            ctx.note("agent.change", before.username, extension=extension)
    except Duplicate:
        raise Invalid({"extension": _TAKEN}) from None
    return get(ctx, agent)


def assign(ctx: Context, agent: int, wanted: Iterable[int]) -> AgentSummary:
    """They work for these campaigns and no others, from the next call on. Raises NotFound,
    Invalid."""
    ctx.require(Permission.MANAGE_AGENTS)
    chosen = sorted(set(wanted))
    _refuse(_campaigns_problem(chosen))
    name = get(ctx, agent).agent.username
    with transaction():
        agents.assign(agent, chosen, ctx.actor.name, ctx.now())
        ctx.note("agent.assign", name, campaigns=chosen)
    return get(ctx, agent)


def remove(ctx: Context, agent: int) -> Agent:
    """Their user stays. Raises NotFound, and Refused while they are at work."""
    ctx.require(Permission.MANAGE_AGENTS)
    one = get(ctx, agent).agent
    if one.standing.state is not AgentState.LOGGED_OUT:
        raise Refused(
            Says("{name} can't be removed", name=one.username),
            [Says("they are at work: log them out first")],
        )
    with transaction():
        if not agents.remove(agent):
            raise _gone()
        ctx.note("agent.remove", one.username)
    return one


def log_out(ctx: Context, agent: int) -> AgentSummary:
    """Who left without logging out. Raises NotFound, and Refused while a call is theirs."""
    ctx.require(Permission.MANAGE_AGENTS)
    one = get(ctx, agent).agent
    what = Says("{name} can't be logged out", name=one.username)
    with transaction():
        carry_out(ctx, one.id, Verb.LOG_OUT, what)
        ctx.note("agent.log_out", one.username)
    return get(ctx, agent)


def times(ctx: Context, agent: int, since: datetime) -> list[Time]:
    """What they did since, in order. Raises NotFound."""
    get(ctx, agent)
    return agents.times(agent, since)


def today(ctx: Context) -> dict[int, Sums]:
    """By agent, their time since the business day began."""
    ctx.require(Permission.MANAGE_AGENTS)
    now = ctx.now()
    since = start_of_day(now, ctx.business_zone())
    return {one.id: sums(agents.times(one.id, since), since, now) for one in agents.every()}


def shown_sums(agent: Agent, told: Sums) -> dict[str, Any]:
    """The stable shape that ``--json`` prints; seconds."""
    return {
        "username": agent.username,
        "calls": told.calls,
        "at_work": told.at_work,
        "seconds": {str(state): seconds for state, seconds in told.seconds.items()},
        "pauses": told.pauses,
    }


# --- pause reasons -------------------------------------------------------------------------------


def set_reasons(ctx: Context, wanted: Iterable[str]) -> list[str]:
    """These alone, in this order. Raises Invalid."""
    ctx.require(Permission.MANAGE_AGENTS)
    named = [tidy_name(one) for one in wanted]
    named = [one for one in named if one]
    keys = [name_key(one) for one in named]
    if any(len(one) > LONGEST_REASON for one in named):
        raise Invalid({"reasons": Says("at most {most} letters", most=LONGEST_REASON)})
    if len(named) > MOST_REASONS:
        raise Invalid({"reasons": Says("at most {most} reasons", most=MOST_REASONS)})
    if len(set(keys)) < len(keys):
        raise Invalid({"reasons": Says("each reason once")})
    with transaction():
        pause_reasons.replace(zip(named, keys, strict=True))
        ctx.note("agent.reasons", "", reasons=named)
    return named


def shown(one: AgentSummary) -> dict[str, Any]:
    """The stable shape that ``--json`` prints."""
    agent, stands = one.agent, one.agent.standing
    return {
        "id": agent.id,
        "username": agent.username,
        "full_name": agent.full_name,
        "extension": agent.extension,
        "state": str(stands.state),
        "since": stands.since.isoformat(),
        "reason": stands.reason,
        "campaigns": [{"id": each.id, "name": each.name} for each in one.campaigns],
    }
