"""Speeds as generic cell rates, and what they must keep at the switch.

A rate of ``r`` calls per minute is the next instant at which a start is due (its *theoretical
start*); each start moves it ``60 / r`` seconds on. Kept in the database and advanced in the claim's
transaction, it is exact over restarts. Unused time is not saved up: no burst follows a pause.
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

AHEAD = timedelta(milliseconds=500)
"""Claims reach at most this far ahead, so that a pause is felt at once."""

UNLIMITED = 1_000_000


@dataclass(frozen=True, slots=True)
class Rate:
    """``cpm`` in calls per minute; 0 or less starts nothing."""

    cpm: float
    next_start: datetime | None = None

    @property
    def stands_still(self) -> bool:
        return self.cpm <= 0

    @property
    def interval(self) -> timedelta:
        """Between two starts, rounded up to a microsecond."""
        return interval_of(self.cpm)


def interval_of(cpm: float) -> timedelta:
    return timedelta(microseconds=math.ceil(60_000_000 / cpm))


@dataclass(frozen=True, slots=True)
class Supply:
    """What one campaign could use: its rate, how many it may have more, how many are there.

    ``room`` counts the calls that its caps and its pacer still allow; ``ready`` the records found
    dialable; ``agents`` those who are free for calls of it that may start now, or for whom they are
    dialed already; ``dialing`` its calls that nobody talks in yet.
    """

    campaign: int
    rate: Rate
    room: int
    ready: int = 0
    weight: int = 1
    precedence: int = 0
    """A higher one takes first of the speed that all share."""
    agents: int = 0
    dialing: int = 0


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


@lru_cache(maxsize=1024)
def burst(cpm: float) -> tuple[int, timedelta]:
    """So many starts at most in any such span, at the switch.

    From 60 calls per minute on that is the whole number below rate + 1 in any second, one more than
    even spacing needs: what was delayed catches up. Below, it is one in half of its interval, a
    second at least.
    """
    if cpm >= 60:
        return math.floor(cpm / 60) + 1, timedelta(seconds=1)
    return 1, timedelta(seconds=max(1.0, 30 / cpm))
