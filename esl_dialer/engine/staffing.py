"""The agents for whom a tick's calls are dialed: counted before, reserved in its transaction."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.agents.choosing import allotted
from esl_dialer.core.agents.standing import Given, Standing, Verb
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.words import Mode
from esl_dialer.store.agents import agents, moving, supply


@dataclass(frozen=True, slots=True)
class Crew:
    """Who is there for a campaign's calls. ``free``: agents, by their numbers; ``pooled``: so many
    are reserved while people are dialed for them; ``dialing``: calls that nobody talks in yet."""

    free: tuple[int, ...] = ()
    pooled: int = 0
    dialing: int = 0


NOBODY = Crew()


def crews(dialing: Sequence[Campaign]) -> dict[int, Crew]:
    """By campaign with agents. The one of the higher priority chooses first; of the same, chance
    says which."""
    choosing = [campaign for campaign in dialing if campaign.flow.needs_agent]
    if not choosing:
        return {}
    random.shuffle(choosing)
    first = sorted(choosing, key=lambda campaign: -campaign.precedence)
    open_calls, pooled = supply.dialing(), agents.pooled()
    claims = {campaign: open_calls.get(campaign, 0) for campaign in supply.unreserved()}
    free = allotted(agents.free(), claims, [campaign.id for campaign in first])
    return {
        one.id: Crew(
            free=tuple(free[one.id]),
            pooled=sum(not agent.standing.pause_after for agent in pooled.get(one.id, ())),
            dialing=open_calls.get(one.id, 0),
        )
        for one in choosing
    }


def reserve(calls: Iterable[tuple[Campaign, Crew, str]], now: datetime) -> frozenset[str]:
    """Each call with its campaign's crew: those that have an agent, or need none before they are
    answered. Inside the transaction that commits them."""
    lines: dict[int, _Lines] = {}
    kept = set()
    for campaign, crew, attempt in calls:
        its = lines.setdefault(campaign.id, _Lines.of(campaign, crew))
        if its.takes(attempt, now):
            kept.add(attempt)
    return frozenset(kept)


@dataclass(slots=True)
class _Lines:
    """Calls of one campaign that its reserved agents have room for."""

    campaign: Campaign
    free: Iterator[int]
    room: int

    @classmethod
    def of(cls, campaign: Campaign, crew: Crew) -> "_Lines":
        return cls(campaign, iter(crew.free), campaign.ratio * crew.pooled - crew.dialing)

    def takes(self, attempt: str, now: datetime) -> bool:
        match self.campaign.mode:
            case Mode.AGENT_FIRST:
                return self._reserves(attempt, now)
            case Mode.POWER:
                if self.room <= 0 and self._reserves("", now):
                    self.room += self.campaign.ratio
                self.room -= 1
                return self.room >= 0
            case _:
                return True

    def _reserves(self, attempt: str, now: datetime) -> bool:
        """The next who is still free."""
        given = Given(campaign=self.campaign.id, attempt=attempt)
        taken = (moving.move(agent, Verb.RESERVE, now, given) for agent in self.free)
        return any(isinstance(done, Standing) for done in taken)
