"""How far a campaign will come: what may be dialed until when, and when each was called once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.law.law import Law
from esl_dialer.core.rules import legal_hours
from esl_dialer.core.rules.rule import Conditions
from esl_dialer.core.rules.why_not import Behind, open_gates, opens, why_closed

STEP = timedelta(minutes=15)
FARTHEST = timedelta(days=14)
"""How far ahead is looked: beyond it nobody would believe a figure."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``waiting`` counts records by the hours that hold them back; ``cpm`` is what campaign and
    global speed allow."""

    waiting: Mapping[Behind, int]
    campaign: Campaign
    conditions: Conditions
    cpm: float


def due_by(plan: Plan, now: datetime, until: datetime) -> int:
    """How many records the hours let be dialed at some instant before ``until``."""
    opening = {behind: _opens(plan, behind, now) for behind in plan.waiting}
    return sum(count for behind, count in plan.waiting.items() if _before(opening[behind], until))


def open_share(plan: Plan, now: datetime) -> float:
    """Of those behind gates that are open, the share whom no hours of types of phones hold back."""
    gates = set(_open_gates(plan, plan.waiting, now))
    there = {behind: count for behind, count in plan.waiting.items() if behind.gate in gates}
    total = sum(there.values())
    return sum(there[behind] for behind in _open(plan, there, now)) / total if total else 1.0


def ends(plan: Plan, now: datetime) -> datetime | None:
    """When every record was called once, at this speed and within the hours.

    None: not within FARTHEST, or never, because the speed is 0 or a gate never opens.
    """
    left, at = dict(plan.waiting), now
    while any(left.values()) and at < now + FARTHEST and plan.cpm > 0:
        open_now = _open(plan, [behind for behind, count in left.items() if count], at)
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


def _open_gates(plan: Plan, waiting: Iterable[Behind], at: datetime) -> list[str]:
    gates = {behind.gate for behind in waiting}
    return open_gates(gates, plan.campaign, plan.conditions, at)


def _open(plan: Plan, waiting: Collection[Behind], at: datetime) -> list[Behind]:
    of_gates = set(_open_gates(plan, waiting, at))
    found = [behind for behind in waiting if behind.gate in of_gates]
    if not plan.campaign.kind_hours:
        return found
    return [one for one in found if not why_closed(one, plan.campaign, plan.conditions, at)]


def _dial(left: dict[Behind, int], open_now: list[Behind], cpm: float) -> float:
    """Take a step's calls from these; the minutes that they take."""
    room = most = max(1, round(cpm * STEP.total_seconds() / 60))
    for behind in open_now:
        taken = min(room, left[behind])
        left[behind] -= taken
        room -= taken
    return (most - room) / cpm


def _next(plan: Plan, left: Mapping[Behind, int], at: datetime) -> datetime | None:
    opening = (_opens(plan, behind, at) for behind, count in left.items() if count)
    return min((instant for instant in opening if instant is not None), default=None)


def _opens(plan: Plan, behind: Behind, at: datetime) -> datetime | None:
    return opens(behind, plan.campaign, plan.conditions, at)


def _before(opening: datetime | None, until: datetime) -> bool:
    return opening is not None and opening < until
