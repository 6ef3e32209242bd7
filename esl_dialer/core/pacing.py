"""How many calls to start now, and at which instants: generic cell rates.

A rate of ``r`` calls per minute is the next instant at which a start is due (its *theoretical
start*); each start moves it ``60 / r`` seconds on. Kept in the database and advanced in the claim's
transaction, it is exact over restarts. Unused time is not saved up: no burst follows a pause.
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

AHEAD = timedelta(milliseconds=500)
"""Claims reach at most this far ahead, so that a pause is felt at once."""

UNLIMITED = 1_000_000


@dataclass(frozen=True, slots=True)
class Rate:
    """``cpm`` in calls per minute; 0 or less starts nothing."""

    cpm: float
    next_start: datetime | None = None

    @property
    def interval(self) -> timedelta:
        """Between two starts, rounded up to a microsecond."""
        return timedelta(microseconds=math.ceil(60_000_000 / self.cpm))


@dataclass(frozen=True, slots=True)
class Supply:
    """What one campaign could use: its rate, how many it may have more, how many are there.

    ``room`` counts simultaneous calls still allowed; ``wanted`` the records found dialable.
    """

    campaign: int
    rate: Rate
    room: int
    wanted: int
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Start:
    campaign: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """The starts in order of their instants, and the rates as they are kept after them."""

    starts: tuple[Start, ...]
    rates: dict[int, Rate]
    shared: Rate


def calls_to_start(
    supplies: list[Supply],
    shared: Rate,
    now: datetime,
    ahead: timedelta = AHEAD,
    most: int = UNLIMITED,
) -> Plan:
    """Which campaign starts a call at which instant within ``ahead`` of now, ``most`` in all.

    Weighted max-min shares of the shared rate: of the campaigns that are due at the same instant,
    the one that has waited longest beyond the turn of its weight goes first; what a campaign cannot
    use goes to the others. Nothing but the last starts is remembered, so weights are shared exactly
    as n to 1 and nearly as 3 to 2; and an instant at which nobody was due is not made up for.
    """
    rates = {supply.campaign: supply.rate for supply in supplies}
    left = {supply.campaign: min(supply.room, supply.wanted) for supply in supplies}
    starts: list[Start] = []
    while len(starts) < most:
        choice = _choose(supplies, rates, left, shared, (now, now + ahead))
        if choice is None:
            break
        rates[choice.campaign] = step(rates[choice.campaign], choice.at)
        shared = step(shared, choice.at)
        left[choice.campaign] -= 1
        starts.append(choice)
    kept = {campaign: _whole_ms(rate) for campaign, rate in rates.items()}
    return Plan(tuple(starts), kept, _whole_ms(shared))


def due(rate: Rate, now: datetime) -> datetime:
    """The instant of the next start at this rate: never in the past, nor too far off.

    Further off than one interval it was kept at a slower speed, or before the clock was set back.
    """
    if rate.next_start is None or rate.next_start > now + rate.interval + AHEAD:
        return now
    return max(now, rate.next_start)


def step(rate: Rate, start: datetime) -> Rate:
    """The rate after a start at that instant."""
    return replace(rate, next_start=start + rate.interval)


def burst(cpm: float) -> tuple[int, timedelta]:
    """So many starts at most in any such span, at the switch.

    From 60 calls per minute on that is the whole number below rate + 1 in any second, one more than
    even spacing needs: what was delayed catches up. Below, it is one in 19 twentieths of its
    interval, a second at least.
    """
    if cpm >= 60:
        return math.floor(cpm / 60) + 1, timedelta(seconds=1)
    return 1, timedelta(seconds=max(1.0, 57 / cpm))


def _whole_ms(rate: Rate) -> Rate:
    if rate.next_start is None:
        return rate
    return replace(
        rate,
        next_start=rate.next_start + timedelta(microseconds=-rate.next_start.microsecond % 1000),
    )


def _choose(
    supplies: list[Supply],
    rates: dict[int, Rate],
    left: dict[int, int],
    shared: Rate,
    span: tuple[datetime, datetime],
) -> Start | None:
    if shared.cpm <= 0:
        return None
    now, latest = span
    gate = due(shared, now)
    able = [s for s in supplies if left[s.campaign] > 0 and s.rate.cpm > 0]
    starts = {s.campaign: max(gate, due(rates[s.campaign], now)) for s in able}
    within = [s for s in able if starts[s.campaign] <= latest]
    if not within:
        return None
    turn = shared.interval * sum(_weight(s) for s in able)
    late = {s.campaign: _late(rates[s.campaign], gate, turn / _weight(s)) for s in within}
    first = min(within, key=lambda s: (starts[s.campaign], -late[s.campaign], s.campaign))
    return Start(first.campaign, starts[first.campaign])


def _weight(supply: Supply) -> int:
    return max(1, supply.weight)


def _late(rate: Rate, gate: datetime, turn: timedelta) -> float:
    """Seconds since the campaign's last start, beyond those that its share makes it wait."""
    if rate.next_start is None:
        return float("inf")
    return (gate - (rate.next_start - rate.interval) - turn).total_seconds()
