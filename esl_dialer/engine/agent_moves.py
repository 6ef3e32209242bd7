"""What the engine writes of agents: each a transaction of its own, in the thread of the SQL."""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.agents.choosing import longest_idle
from esl_dialer.core.agents.standing import NOTHING_GIVEN, Given, Standing, Verb
from esl_dialer.core.says import Says
from esl_dialer.core.words import AgentState
from esl_dialer.store.agents import agents, moving, supply
from esl_dialer.store.agents.agents import Agent
from esl_dialer.store.database import transaction


@dataclass(frozen=True, slots=True)
class Reserved:
    agent: int
    leg: str


def reserve(campaign: int, attempt: str, now: datetime) -> Reserved | None:
    """The longest idle of those who wait is the call's; None: nobody does."""
    with transaction():
        able = agents.able()
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


def lose_leg(agent: int, leg: str, now: datetime) -> bool:
    """False: the leg is theirs no more, and nothing follows."""
    with transaction():
        mine = agents.set_leg(agent, leg, "")
        return mine and _took(moving.move(agent, Verb.LEG_LOST, now))


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
    """Who is at work or has a leg, and by campaign the calls that will need somebody."""

    agents: tuple[Agent, ...]
    dialing: dict[int, int]
    campaigns: dict[int, frozenset[int]]


def staff() -> Staff | None:
    """None: nobody is at work."""
    found = tuple(agents.with_leg_or_at_work())
    if not found:
        return None
    leaving = [one.id for one in found if one.standing.pause_after]
    busy = supply.dialing() if leaving else {}
    return Staff(found, busy, agents.campaigns_of(leaving) if leaving else {})
