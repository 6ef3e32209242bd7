"""The agents for whom a tick's calls are dialed: counted before, reserved in its transaction."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.agents.choosing import allotted
from esl_dialer.core.agents.standing import Given, Standing, Verb
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.words import Mode
from esl_dialer.engine import previewing
from esl_dialer.store.agents import agents, moving, previews, supply
from esl_dialer.store.agents.previews import Showing


@dataclass(frozen=True, slots=True)
class Crew:
    """Who is there for a campaign's calls. ``free``: agents, by their numbers; ``pooled``: so many
    are reserved while people are dialed for them; ``dialing``: calls that nobody talks in yet;
    ``showing``: whom agents see before they are dialed."""

    free: tuple[int, ...] = ()
    pooled: int = 0
    dialing: int = 0
    showing: Showing | None = None

    @property
    def wanting(self) -> int:
        """So many agents want somebody dialed."""
        return len(self.free) + self.pooled if self.showing is None else len(self.showing.due)


NOBODY = Crew()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call that is about to be committed."""

    campaign: Campaign
    crew: Crew
    attempt: str
    record: int


def crews(dialing: Sequence[Campaign], now: datetime) -> dict[int, Crew]:
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
            showing=previews.showing(one.id, now) if one.mode is Mode.PREVIEW else None,
        )
        for one in choosing
    }


def reserve(calls: Iterable[Wanted], now: datetime) -> frozenset[str]:
    """The attempts that have an agent, or need none before they are answered. Inside the
    transaction that commits them."""
    lines: dict[int, _Lines] = {}
    kept = set()
    for call in calls:
        its = lines.setdefault(call.campaign.id, _Lines.of(call.campaign, call.crew))
        if its.takes(call, now):
            kept.add(call.attempt)
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

    def takes(self, call: Wanted, now: datetime) -> bool:
        match self.campaign.mode:
            case Mode.AGENT_FIRST:
                return self._reserves(call.attempt, now)
            case Mode.PREVIEW:
                return self._shown(call, now)
            case Mode.POWER:
                if self.room <= 0 and self._reserves("", now):
                    self.room += self.campaign.ratio
                self.room -= 1
                return self.room >= 0
            case _:
                return True

    def _shown(self, call: Wanted, now: datetime) -> bool:
        agent = call.crew.showing.due.get(call.record) if call.crew.showing else None
        given = Given(campaign=call.campaign.id, attempt=call.attempt)
        return agent is not None and previewing.take(agent, call.record, given, now)

    def _reserves(self, attempt: str, now: datetime) -> bool:
        """The next who is still free."""
        given = Given(campaign=self.campaign.id, attempt=attempt)
        taken = (moving.move(agent, Verb.RESERVE, now, given) for agent in self.free)
        return any(isinstance(done, Standing) for done in taken)
