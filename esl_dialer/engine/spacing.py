"""Keeps starts apart at the switch, whatever delays a command on its way there.

A call begins somewhere between its command's writing and the switch's acknowledgement. So a speed
is kept by counting, before each writing, the calls that may have begun within the last ``span``:
those acknowledged since then, and those not acknowledged yet. What was delayed is written apart,
too: a bunch would stay a bunch, a second later, for ever.
"""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from heapq import nsmallest

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.pacing.pacers import pace_of
from esl_dialer.core.pacing.rates import burst
from esl_dialer.core.routing.gateways import Gateway

FORGOTTEN = timedelta(seconds=60)
"""A command without any answer for so long is done or lost: the link is dropped long before."""

LATEST = datetime.max.replace(tzinfo=UTC)

SHARED = "shared"
"""The name of the limit over all campaigns."""


TOGETHER = 3
"""So many delayed calls may be written at once: a wait may end late, and the speed is kept."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A speed to keep, in calls per minute, by the name of what keeps it."""

    name: str
    cpm: float

    @property
    def apart(self) -> timedelta:
        """Between two delayed calls."""
        return _apart(self.cpm)


@lru_cache(maxsize=1024)
def _apart(cpm: float) -> timedelta:
    count, span = burst(cpm)
    return span / count


def limit_of_campaign(campaign: Campaign) -> Limit:
    """The rate that its pacer keeps."""
    return Limit(f"campaign {campaign.id}", pace_of(campaign).cpm)


def limits_of_gateway(gateway: Gateway) -> tuple[Limit, ...]:
    """What its carrier sold; nothing when it set no limit of starts."""
    most = gateway.max_cps * 60
    return (Limit(f"gateway {gateway.name}", most),) if most else ()


@dataclass(slots=True, eq=False)
class Placing:
    """A command handed to the switch. ``acknowledged`` is None until the switch answered."""

    written: datetime
    acknowledged: datetime | None = None

    def passes(self, span: timedelta, now: datetime) -> datetime | None:
        """Until when it counts; None: nobody knows. A clock that was set back ends it."""
        if self.acknowledged is None:
            return None if abs(now - self.written) < FORGOTTEN else now
        return self.acknowledged + span if self.acknowledged <= now else now


class Spacing:
    """No limit's ``burst`` is ever exceeded at the switch."""

    def __init__(self) -> None:
        self._placings: dict[str, deque[Placing]] = {}
        """By limit, in the order in which they were written."""
        self._spans: dict[str, timedelta] = {}
        self._even: dict[str, datetime] = {}
        """When the next call would be written, were all written evenly."""

    def free_at(self, limits: Iterable[Limit], now: datetime) -> datetime | None:
        """When one more call may be written; ``now``: at once; None: not before an answer."""
        free = now
        for limit in limits:
            count, span = burst(limit.cpm)
            if len(self._begun(limit.name, span, now)) >= count:
                end = self._room_at(limit.name, span, count, now)
                if end is None:
                    return None
                free = max(free, end)
            free = max(free, self._apart_from(limit, now))
        return free

    def _room_at(self, name: str, span: timedelta, count: int, now: datetime) -> datetime | None:
        """When less than ``count`` of them count; None: not before an answer."""
        ends = self._ends(name, span, now)
        too_many = len(ends) - count + 1
        return nsmallest(too_many, ends, key=_soonest_first)[-1] if too_many > 0 else now

    def _apart_from(self, limit: Limit, now: datetime) -> datetime:
        """After the last calls; a speed that changed, or the clock, is no reason to wait."""
        ahead = limit.apart * (TOGETHER - 1)
        even = self._even.get(limit.name, now)
        return even - ahead if even <= now + ahead + limit.apart else now

    def begin(self, limits: Iterable[Limit], now: datetime) -> Placing:
        """Note a call that is written now; tell the Placing when the switch has answered."""
        placing = Placing(now)
        for limit in limits:
            _, span = burst(limit.cpm)
            self._begun(limit.name, span, now).append(placing)
            self._spans[limit.name] = span
            self._even[limit.name] = max(self._even.get(limit.name, now), now) + limit.apart
        return placing

    def taken(self, by: datetime) -> Counter[str]:
        """By limit, how many calls may still count at that instant."""
        return Counter(
            {name: len(self._ends(name, span, by)) for name, span in self._spans.items()}
        )

    def link_came_up(self, now: datetime) -> None:
        """What was never answered was worked off by now, or never will be."""
        for placings in self._placings.values():
            for placing in placings:
                placing.acknowledged = placing.acknowledged or now

    def _begun(self, name: str, span: timedelta, now: datetime) -> "deque[Placing]":
        """Those that may count still: what has passed is forgotten from the oldest on."""
        placings = self._placings.setdefault(name, deque())
        while placings and (end := placings[0].passes(span, now)) is not None and end <= now:
            placings.popleft()
        return placings

    def _ends(self, name: str, span: timedelta, now: datetime) -> list[datetime | None]:
        ends = [placing.passes(span, now) for placing in self._placings.get(name, ())]
        return [end for end in ends if end is None or end > now]


def _soonest_first(end: datetime | None) -> datetime:
    return end or LATEST
