"""What is about to happen without anybody's hand: schedules, hours, the auto-stop."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.rules.forecast import closes
from esl_dialer.core.rules.rule import Conditions
from esl_dialer.core.rules.why_not import Behind, open_gates, opens


class Happening(StrEnum):
    START = "start"
    """A campaign starts by its schedule."""
    END = "end"
    """A campaign is completed by its schedule."""
    OPEN = "open"
    """Hours begin in which the first of its people may be called."""
    CLOSE = "close"
    """The hours of the last of its people end."""
    AUTO_STOP = "auto_stop"
    """Every active campaign is paused."""


@dataclass(frozen=True, slots=True)
class Edge:
    at: datetime
    what: Happening


class HoursAhead:
    """Of one instant: which hours end or begin next. Campaigns that ask the same of the law, with
    the same window and people in the same places, are worked out once."""

    def __init__(self, conditions: Conditions, now: datetime) -> None:
        self._conditions = conditions
        self._now = now
        self._known: dict[object, Edge | None] = {}

    def of(self, campaign: Campaign, gates: Iterable[str]) -> Edge | None:
        """``gates``: of those who may still be dialed. None: hours do not count, or never change
        anything."""
        holds = self._conditions
        asked = frozenset(holds.asked_gate(campaign.id, gate) for gate in gates)
        key = (campaign.window, campaign.caller, campaign.call_kind, asked)
        if key not in self._known:
            self._known[key] = self._edge(campaign, asked)
        return self._known[key]

    def _edge(self, campaign: Campaign, gates: frozenset[str]) -> Edge | None:
        if opened := open_gates(gates, campaign, self._conditions, self._now):
            end = closes(opened, campaign, self._conditions, self._now)
            return Edge(end, Happening.CLOSE) if end else None
        starts = (opens(Behind(gate), campaign, self._conditions, self._now) for gate in gates)
        first = min((at for at in starts if at is not None), default=None)
        return Edge(first, Happening.OPEN) if first else None
