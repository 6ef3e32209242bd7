"""What the engine writes of agents: each a transaction of its own, in the thread of the SQL."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.agents.choosing import Free, longest_idle
from esl_dialer.core.agents.standing import HUNG_UP, NOTHING_GIVEN, Given, Standing, Verb
from esl_dialer.core.says import Says
from esl_dialer.core.words import AgentState
from esl_dialer.store.agents import agents, moving, previews, supply
from esl_dialer.store.agents.agents import Agent
from esl_dialer.store.agents.previews import Preview
from esl_dialer.store.database import transaction


@dataclass(frozen=True, slots=True)
class Reserved:
    agent: int
    leg: str


def reserve(campaign: int, attempt: str, now: datetime) -> Reserved | None:
    """Whom it is dialed for; else the longest idle of those who are reserved for calls of the
    campaign, else of those who wait, is the call's. None: nobody is."""
    with transaction():
        if (own := agents.reserved_for(attempt)) is not None:
            return Reserved(own.id, own.leg)
        held = agents.pooled().get(campaign, [])
        pool = [Free(one.id, frozenset({campaign}), one.standing.idle_since) for one in held]
        return _longest_idle(pool, campaign, attempt, now) or _longest_idle(
            agents.able(), campaign, attempt, now
        )


def _longest_idle(able: list[Free], campaign: int, attempt: str, now: datetime) -> Reserved | None:
    while (chosen := longest_idle(able, campaign)) is not None:
        given = Given(campaign=campaign, attempt=attempt)
        if _took(moving.move(chosen.agent, Verb.RESERVE, now, given)):
            one = agents.by_id(chosen.agent)
            return Reserved(chosen.agent, one.leg if one else "")
        able.remove(chosen)
    return None


def move(agent: int, verb: Verb, now: datetime, given: Given = NOTHING_GIVEN) -> bool:
    """Whether it took."""
    with transaction():
        return _took(moving.move(agent, verb, now, given))


def _took(done: Standing | Says | None) -> bool:
    return isinstance(done, Standing)


def end_call(agent: int, attempt: str, now: datetime) -> bool:
    """The call is over for them; False: it is not theirs."""
    with transaction():
        one = agents.by_id(agent)
        mine = one is not None and one.standing.attempt == attempt
        return mine and _took(moving.move(agent, Verb.END, now))


def end_if_over(agent: int, attempt: str, now: datetime) -> bool:
    """The call that is theirs is settled, or nobody is dialed for them any more; False: it goes
    on."""
    with transaction():
        one = agents.by_id(agent)
        if one is None or one.standing.attempt != attempt:
            return False
        goes_on = supply.is_open(attempt) if attempt else _is_held(one)
        return not goes_on and _took(moving.move(agent, Verb.END, now))


def _is_held(one: Agent) -> bool:
    return previews.of_agent(one.id) is not None or _is_dialed_for(one)


def lose_leg(agent: int, leg: str, now: datetime, *, hung_up: bool = False) -> bool:
    """False: the leg is theirs no more, and nothing follows. ``hung_up``: by the agent; who is
    called first, so that people follow one another, stops by that until they are ready again."""
    with transaction():
        mine = agents.set_leg(agent, leg, "")
        lost = moving.move(agent, Verb.LEG_LOST, now) if mine else None
        if not isinstance(lost, Standing):
            return False
        if hung_up and lost.state in _STOPPED and agents.is_called_first(agent):
            return _took(moving.move(agent, Verb.PAUSE, now, Given(HUNG_UP)))
        return True


_STOPPED = frozenset({AgentState.AWAY, AgentState.WRAP_UP})


def begin_leg(agent: int, leg: str, now: datetime) -> bool:
    """Note the channel before it is made; False: they have one, or want none any more."""
    with transaction():
        one = agents.by_id(agent)
        if one is None or one.leg or one.standing.state not in _CALLED:
            return False
        away = one.standing.state is AgentState.AWAY
        if away and not _took(moving.move(agent, Verb.CALL_LEG, now)):
            return False
        return agents.set_leg(agent, "", leg)


_CALLED = frozenset({AgentState.RINGING, AgentState.AWAY})


def drop_leg(agent: int, leg: str) -> bool:
    """Who is logged out has no leg; False: they have another, or are at work again."""
    with transaction():
        one = agents.by_id(agent)
        out = one is None or one.standing.state is AgentState.LOGGED_OUT
        return out and agents.set_leg(agent, leg, "")


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is at work or has a leg, and by campaign the calls that will need somebody.

    ``previews``: by agent, whom they see before they are dialed; ``held``: those who are reserved
    without a call, and rightly.
    """

    agents: tuple[Agent, ...]
    dialing: dict[int, int]
    campaigns: dict[int, frozenset[int]]
    previews: dict[int, Preview]
    held: frozenset[int]


def staff() -> Staff | None:
    """None: nobody is at work."""
    found = tuple(agents.with_leg_or_at_work())
    if not found:
        return None
    leaving = [one.id for one in found if one.standing.pause_after]
    seen = {one.agent: one for one in previews.of_agents(one.id for one in found)}
    return Staff(
        agents=found,
        dialing=supply.dialing() if leaving else {},
        campaigns=agents.campaigns_of(leaving) if leaving else {},
        previews=seen,
        held=_held(found, seen),
    )


def _held(found: tuple[Agent, ...], seen: dict[int, Preview]) -> frozenset[int]:
    reserved = [one for one in found if _without_call(one.standing)]
    return frozenset(one.id for one in reserved if one.id in seen or _is_dialed_for(one))


def _without_call(stands: Standing) -> bool:
    return stands.state is AgentState.RESERVED and not stands.attempt


def _is_dialed_for(one: Agent) -> bool:
    """Whether several people are, and one of these calls may be theirs."""
    campaign = one.standing.campaign
    pool = agents.pooled().get(campaign, [])
    return any(each.id == one.id for each in pool) and bool(supply.dialing().get(campaign))
