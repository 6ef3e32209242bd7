"""Agents: their rows, where they stand, and their time in each state."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from esl_dialer.core.agents.choosing import Free
from esl_dialer.core.agents.standing import Standing
from esl_dialer.core.agents.times import Time
from esl_dialer.core.words import AgentState, Language, Mode
from esl_dialer.store import models
from esl_dialer.store.statements import Select
from esl_dialer.store.system import outbox

_STANDS = (
    "state", "since", "leg_up", "reason", "pause_after", "campaign", "attempt", "idle_since", "seq",
    "held", "muted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agent:
    """``leg`` is the UUID of the channel to their phone, up or being called; empty: none."""

    id: int
    user: int
    username: str
    full_name: str
    language: Language
    extension: str
    leg: str
    page_at: datetime | None
    standing: Standing
    active: bool = True

    @property
    def name(self) -> str:
        return self.full_name or self.username


def every() -> list[Agent]:
    """By user name."""
    return [_agent(row) for row in _rows().order_by(models.User.username)]


def by_id(agent: int) -> Agent | None:
    return _first(models.Agent.id == agent)


def of_user(user: int) -> Agent | None:
    return _first(models.Agent.user == user)


def named(username: str) -> Agent | None:
    return _first(models.User.username == username.strip().lower())


_AT_WORK = Select(
    'FROM "agent" JOIN "user_account" ON "user_account"."id" = "agent"."user_id" '
    'WHERE "agent"."state" <> ? OR "agent"."leg" <> ? ORDER BY "agent"."id"',
    (models.Agent, ("id",)),
    (models.User, ("id", "username", "full_name", "language")),
    (models.Agent, ("extension", "leg", "page_at")),
    (models.Agent, _STANDS),
    (models.User, ("active",)),
)
"""In the order of ``Agent``."""


def at_work() -> list[Agent]:
    """All but those who are logged out."""
    return [one for one in with_leg_or_at_work() if one.standing.state is not AgentState.LOGGED_OUT]


def with_leg_or_at_work() -> list[Agent]:
    """Those whom the engine looks after, by their numbers."""
    return [
        Agent(*[*number, *user, *phone, Standing(**dict(zip(_STANDS, stands, strict=True))), *left])
        for number, user, phone, stands, left in _AT_WORK.groups(AgentState.LOGGED_OUT.value, "")
    ]


def _rows() -> Any:
    return models.Agent.select(models.Agent, models.User).join(models.User)


def _first(which: Any) -> Agent | None:
    row = _rows().where(which).first()
    return _agent(row) if row else None


def _agent(row: models.Agent) -> Agent:
    user = row.user
    return Agent(
        id=row.id,
        user=user.id,
        username=user.username,
        full_name=user.full_name,
        language=user.language,
        extension=row.extension,
        leg=row.leg,
        page_at=row.page_at,
        standing=Standing(**{name: getattr(row, name) for name in _STANDS}),
        active=user.active,
    )


def add(user: int, extension: str, now: datetime) -> int:
    """Returns its number. Raises Duplicate (from the transaction) where user or extension has
    one."""
    row = models.Agent.create(user=user, extension=extension, created_at=now, since=now)
    models.AgentTime.create(agent=row, state=AgentState.LOGGED_OUT, at=now)
    return int(row.id)


def set_extension(agent: int, extension: str) -> bool:
    """False when there is no such agent. Raises Duplicate (from the transaction)."""
    changes = models.Agent.update(extension=extension)
    return bool(changes.where(models.Agent.id == agent).execute())


def remove(agent: int) -> bool:
    """False when there is none. Their time goes with them; what they did stays with the calls."""
    return bool(models.Agent.delete().where(models.Agent.id == agent).execute())


# --- standing ------------------------------------------------------------------------------------


def move(agent: int, before: Standing, after: Standing, now: datetime) -> bool:
    """Write what a verb came to, with the time that ends; False when another hand was first.

    Inside a transaction.
    """
    table = models.Agent
    values = {name: getattr(after, name) for name in _STANDS}
    same = (table.id == agent) & (table.seq == before.seq)
    if not table.update(**values).where(same).execute():
        return False
    if _told_apart(before) != _told_apart(after):
        _end_time(agent, now)
        state, reason, campaign, attempt = _told_apart(after)
        models.AgentTime.create(
            agent=agent, state=state, reason=reason, campaign=campaign, attempt=attempt, at=now
        )
    outbox.put(f"agent-{agent}", {"agent": agent, "state": str(after.state)}, now)
    return True


def _told_apart(standing: Standing) -> tuple[AgentState, str, int, str]:
    return standing.state, standing.reason, standing.campaign, standing.attempt


def _end_time(agent: int, now: datetime) -> None:
    table = models.AgentTime
    open_one = (table.agent == agent) & table.ended_at.is_null()
    table.update(ended_at=now).where(open_one).execute()


def set_leg(agent: int, before: str, leg: str) -> bool:
    """Note the channel to their phone before it is called; empty: it is gone. False when it is
    another one by now."""
    table = models.Agent
    same = (table.id == agent) & (table.leg == before)
    return bool(table.update(leg=leg).where(same).execute())


def note_page(agent: int, at: datetime | None) -> None:
    """Their page is there; None: it was closed."""
    models.Agent.update(page_at=at).where(models.Agent.id == agent).execute()


def times(agent: int, since: datetime) -> list[Time]:
    """What they did, in order, from the span on that lasted at ``since``."""
    table = models.AgentTime
    lasts = (table.agent == agent) & (table.ended_at.is_null() | (table.ended_at > since))
    fields = (table.state, table.reason, table.campaign, table.attempt, table.at, table.ended_at)
    return [Time(*row) for row in table.select(*fields).where(lasts).order_by(table.id).tuples()]


def of_attempts(attempts: Iterable[str]) -> dict[str, str]:
    """By attempt, the name of the agent who talked."""
    table, user = models.AgentTime, models.User
    rows = (
        table.select(table.attempt, user.full_name, user.username)
        .join(models.Agent)
        .join(user)
        .where(table.attempt.in_(list(attempts)) & (table.state == AgentState.IN_CALL))
    )
    return {attempt: full or name for attempt, full, name in rows.tuples()}


def passed_on(agent: int, attempt: str) -> bool:
    """Whether another agent had the call after them."""
    table = models.AgentTime
    of_call = table.attempt == attempt
    talk = of_call & (table.state == AgentState.IN_CALL) & (table.agent == agent)
    mine = table.select(fn.MAX(table.id)).where(talk).scalar() or 0
    others = of_call & (table.agent != agent) & (table.id > mine)
    return bool(table.select().where(others).exists())


def talked_with(attempt: str) -> tuple[int, str] | None:
    """The record and the number of a call; None: there is none."""
    table = models.Attempt
    row = table.select(table.record, table.number).where(table.id == attempt).tuples().first()
    return (int(row[0]), str(row[1])) if row else None


# --- campaigns -----------------------------------------------------------------------------------


def assign(agent: int, campaigns: Iterable[int], by: str, now: datetime) -> None:
    """They work for these, and no others; who assigned those that stay is kept."""
    table = models.AgentCampaign
    wanted = set(campaigns)
    mine = {row.campaign_id for row in table.select().where(table.agent == agent)}
    table.delete().where((table.agent == agent) & table.campaign.in_(mine - wanted)).execute()
    for campaign in sorted(wanted - mine):
        table.create(agent=agent, campaign=campaign, assigned_at=now, assigned_by=by)


def campaigns_of(agents: Iterable[int]) -> dict[int, frozenset[int]]:
    """By agent, the campaigns that they work for."""
    table = models.AgentCampaign
    found: dict[int, set[int]] = defaultdict(set)
    rows = table.select(table.agent, table.campaign).where(table.agent.in_(list(agents)))
    for agent, campaign in rows.tuples():
        found[agent].add(campaign)
    return {agent: frozenset(mine) for agent, mine in found.items()}


def is_called_first(agent: int) -> bool:
    """Whether they work for a campaign of which people follow one another on their leg."""
    table, campaign = models.AgentCampaign, models.Campaign
    mine = (table.agent == agent) & (campaign.mode == Mode.AGENT_FIRST)
    return bool(table.select().join(campaign).where(mine).exists())


def assigned_by(agent: int) -> dict[int, str]:
    """By campaign, who assigned them."""
    table = models.AgentCampaign
    rows = table.select(table.campaign, table.assigned_by).where(table.agent == agent)
    return dict(rows.tuples())


def with_calls_of() -> set[int]:
    """Campaigns of whose calls an agent has one, or has not said yet what became of it."""
    table = models.Agent
    states = (AgentState.RESERVED, AgentState.IN_CALL, AgentState.WRAP_UP)
    return {row.campaign for row in table.select(table.campaign).where(table.state.in_(states))}


def workers(campaign: int) -> list[Agent]:
    """The agents of a campaign, by user name."""
    mine = models.AgentCampaign.select(models.AgentCampaign.agent).where(
        models.AgentCampaign.campaign == campaign
    )
    return [_agent(row) for row in _rows().where(models.Agent.id.in_(mine))]


def free() -> list[Free]:
    """Those for whom somebody may be dialed."""
    return _given([one for one in at_work() if one.standing.free])


def able() -> list[Free]:
    """Those who may be given who answers now."""
    return _given([one for one in at_work() if one.standing.able])


def pooled() -> dict[int, list[Agent]]:
    """By campaign, those who are reserved while several people are dialed for them."""
    power = models.Campaign.select(models.Campaign.id).where(models.Campaign.mode == Mode.POWER)
    table = models.Agent
    held = (table.state == AgentState.RESERVED) & (table.attempt == "")
    found: dict[int, list[Agent]] = defaultdict(list)
    for row in _rows().where(held & table.campaign.in_(power)):
        found[row.campaign].append(_agent(row))
    return found


def reserved_for(attempt: str) -> Agent | None:
    """Who waits for this call and no other."""
    return _first((models.Agent.state == AgentState.RESERVED) & (models.Agent.attempt == attempt))


def _given(found: list[Agent]) -> list[Free]:
    if not found:
        return []
    mine = campaigns_of([one.id for one in found])
    return [Free(one.id, mine.get(one.id, frozenset()), one.standing.idle_since) for one in found]
