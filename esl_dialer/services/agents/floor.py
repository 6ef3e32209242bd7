"""Agents as the floor watches them: those of a campaign, and what each does now."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.words import AgentState
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.store.agents import agents
from esl_dialer.store.agents.agents import Agent


@dataclass(frozen=True, slots=True)
class Floor:
    """``counts`` has every state, with zeros."""

    agents: tuple[Agent, ...]
    counts: dict[AgentState, int]


def of_campaign(ctx: Context, ref: int | str) -> Floor:
    """Raises NotFound."""
    ctx.require(Permission.VIEW)
    found = agents.workers(campaigns.kept(ctx, ref).id)
    counted = Counter(one.standing.state for one in found)
    return Floor(tuple(found), {state: counted[state] for state in AgentState})


def shown(floor: Floor) -> dict[str, Any]:
    """The stable shape that programs get."""
    return {
        "counts": {str(state): count for state, count in floor.counts.items()},
        "agents": [
            {
                "username": one.username,
                "full_name": one.full_name,
                "state": str(one.standing.state),
                "since": one.standing.since.isoformat(),
                "reason": one.standing.reason,
            }
            for one in floor.agents
        ],
    }
