"""How far a campaign will come: what may be dialed until when, and when each was called once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.law.law import Law
from esl_dialer.core.rules import legal_hours
from esl_dialer.core.rules.rule import Conditions
from esl_dialer.core.rules.why_not import open_gates, opens

STEP = timedelta(minutes=15)
FARTHEST = timedelta(days=14)
"""How far ahead is looked: beyond it nobody would believe a figure."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``waiting`` counts records by gate; ``cpm`` is what campaign and global speed allow."""

    waiting: Mapping[str, int]
    campaign: Campaign
    conditions: Conditions
    cpm: float


def due_by(plan: Plan, now: datetime, until: datetime) -> int:
    """How many records the hours let be dialed at some instant before ``until``."""
    opening = {gate: _opens(plan, gate, now) for gate in plan.waiting}
    return sum(count for gate, count in plan.waiting.items() if _before(opening[gate], until))


def ends(plan: Plan, now: datetime) -> datetime | None:
    """When every record was called once, at this speed and within the hours.

    None: not within FARTHEST, or never, because the speed is 0 or a gate never opens.
    """
    left, at = dict(plan.waiting), now
    while any(left.values()) and at < now + FARTHEST and plan.cpm > 0:
        gates = [gate for gate, count in left.items() if count]
        open_now = open_gates(gates, plan.campaign, plan.conditions, at)
        if not open_now:
            at = _next(plan, left, at) or now + FARTHEST
            continue
        at += timedelta(minutes=_dial(left, open_now, plan.cpm))
    return None if any(left.values()) else at


def closes(
    gates: Iterable[str], campaign: Campaign, conditions: Conditions, now: datetime
) -> datetime | None:
    """When the last of the gates whose hours are open closes; None: none is open, or hours do not
    count."""
    if conditions.nobody_called:
        return None
    law = conditions.law or Law(())
    asked = {conditions.asked_gate(campaign.id, gate) for gate in gates}
    ends = (legal_hours.open_until(gate, campaign, law, now) for gate in asked)
    return max((end for end in ends if end is not None), default=None)


def _dial(left: dict[str, int], gates: list[str], cpm: float) -> float:
    """Take a step's calls from these gates; the minutes that they take."""
    room = most = max(1, round(cpm * STEP.total_seconds() / 60))
    for gate in gates:
        taken = min(room, left[gate])
        left[gate] -= taken
        room -= taken
    return (most - room) / cpm


def _next(plan: Plan, left: Mapping[str, int], at: datetime) -> datetime | None:
    opening = (_opens(plan, gate, at) for gate, count in left.items() if count)
    return min((instant for instant in opening if instant is not None), default=None)


def _opens(plan: Plan, gate: str, at: datetime) -> datetime | None:
    return opens(gate, plan.campaign, plan.conditions, at)


def _before(opening: datetime | None, until: datetime) -> bool:
    return opening is not None and opening < until
