"""How a campaign's mode decides how many calls to start: one pacer for each mode.

A pacer says how many calls a campaign may start, and the rate that their starts keep. Who starts
at which instant, within the speed that all campaigns share, is planned apart (``planning``).
"""

import math
from dataclasses import dataclass
from typing import Protocol

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.pacing.planning import CREDIT, Now, due_alone
from esl_dialer.core.pacing.rates import Rate, Supply
from esl_dialer.core.words import Mode


class Pacer(Protocol):
    def rate(self, campaign: Campaign) -> Rate:
        """The rate that its starts keep, and when the next of them is due."""

    def wanted(self, supply: Supply, now: Now) -> int:
        """How many calls it may start within ``now.ahead``, the records and its caps aside."""


@dataclass(frozen=True, slots=True)
class PerMinute:
    """So many calls per minute, evenly spaced, whatever becomes of them."""

    def rate(self, campaign: Campaign) -> Rate:
        return Rate(_within_cps(campaign.cpm, campaign), campaign.next_start_at)

    def wanted(self, supply: Supply, now: Now) -> int:
        if supply.rate.stands_still:
            return 0
        left = now.at + now.ahead - max(now.at, due_alone(supply, now))
        return max(0, math.ceil(supply.rate.cpm * left.total_seconds() / 60) + CREDIT)


FASTEST_CPM = 3000.0
"""Calls per minute of a campaign that keeps calls going, or has agents, and no limit of starts per
second."""


@dataclass(frozen=True, slots=True)
class Simultaneous:
    """So many calls kept going: each that ends is followed by another. Its calls per minute do not
    count, its calls per second do."""

    def rate(self, campaign: Campaign) -> Rate:
        return Rate(_within_cps(FASTEST_CPM, campaign), campaign.next_start_at)

    def wanted(self, supply: Supply, now: Now) -> int:
        """As many as its calls in progress leave room for (``rules.campaign_rules.room``)."""
        return 0 if supply.rate.stands_still else supply.room


@dataclass(frozen=True, slots=True)
class Progressive:
    """One for each agent who is free, at once: those for whom one is dialed already are no supply
    (``core.agents.choosing``)."""

    def rate(self, campaign: Campaign) -> Rate:
        return Rate(_within_cps(FASTEST_CPM, campaign), campaign.next_start_at)

    def wanted(self, supply: Supply, now: Now) -> int:
        return supply.agents


@dataclass(frozen=True, slots=True)
class Preview(Progressive):
    """One for each agent who saw whom, and dials them or let the time for that pass: they are the
    supply. Who is free is shown somebody first."""


@dataclass(frozen=True, slots=True)
class Power:
    """So many for each agent, kept going until somebody answers: one that fails is followed by
    another."""

    ratio: int

    def rate(self, campaign: Campaign) -> Rate:
        return Rate(_within_cps(FASTEST_CPM, campaign), campaign.next_start_at)

    def wanted(self, supply: Supply, now: Now) -> int:
        return max(0, self.ratio * supply.agents - supply.dialing)


def _within_cps(cpm: float, campaign: Campaign) -> float:
    return min(cpm, 60 * campaign.max_cps) if campaign.max_cps else cpm


SIMULTANEOUS = Simultaneous()
PACERS: dict[Mode, Pacer] = {
    Mode.CPM: PerMinute(),
    Mode.PROGRESSIVE: Progressive(),
    Mode.PREVIEW: Preview(),
    Mode.POWER: Power(1),
    Mode.AGENT_FIRST: Progressive(),
}


def pacer_of(campaign: Campaign) -> Pacer:
    if campaign.keep_live and campaign.mode is Mode.CPM:
        return SIMULTANEOUS
    if campaign.mode is Mode.POWER:
        return Power(campaign.ratio)
    return PACERS[campaign.mode]


def pace_of(campaign: Campaign) -> Rate:
    return pacer_of(campaign).rate(campaign)
