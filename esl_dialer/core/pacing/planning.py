"""Which campaign starts a call at which instant: each at its share, all within one speed.

A campaign of a higher priority takes of it what it can use; equals share.

Each campaign has its own instants, its share's interval apart; where several want the same place,
the one goes first that can least make up for waiting. A start that others delayed is made up for,
so over a minute everybody reaches its share; what nobody wanted is not: no burst follows a pause.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from esl_dialer.core.pacing.rates import (
    AHEAD,
    UNLIMITED,
    Plan,
    Rate,
    Start,
    Supply,
    burst,
    interval_of,
)
from esl_dialer.core.pacing.shares import Claimant, ranked_shares

CREDIT = 2
"""So many intervals behind are made up for."""

NOTHING_CPM = 1e-6
"""So small a share starts nothing."""

APART = 4
"""Two starts are a fourth of their interval apart at least, however late the second is."""


@dataclass(frozen=True, slots=True)
class Now:
    """When it is planned, how far ahead, how many starts at most, and which calls began or will:
    those of the last second, and the last one of each campaign."""

    at: datetime
    ahead: timedelta = AHEAD
    most: int = UNLIMITED
    begun: Sequence[Start] = ()


def calls_to_start(supplies: list[Supply], shared: Rate, now: Now) -> Plan:
    """The starts within ``now.ahead``, in weighted max-min shares of the shared rate."""
    rates = {supply.campaign: supply.rate for supply in supplies}
    able = [s for s in supplies if min(s.room, s.ready) > 0 and not s.rate.stands_still]
    if shared.stands_still or not able:
        return Plan((), rates, shared)
    floor = _floor(able, shared, now)
    starts: list[Start] = []
    while len(starts) < now.most and (start := floor.first()) is not None:
        if start.at > now.at + now.ahead:
            break
        floor.take(start)
        starts.append(start)
    return Plan(tuple(starts), rates | floor.rates(), floor.shared.kept())


def due_alone(supply: Supply, now: Now) -> datetime:
    """When the campaign's next start is due at its own rate, whatever the others do: its share puts
    it no earlier."""
    begun = (b.at for b in _begun(now) if b.campaign == supply.campaign)
    return _due(supply.rate.next_start, supply.rate.interval, max(begun, default=None), now)


def _begun(now: Now) -> Iterator[Start]:
    """Those that count by the end of what is planned."""
    return (start for start in now.begun if start.at <= now.at + now.ahead)


@dataclass(slots=True)
class _Lane:
    """A rate while it is planned on. ``due`` is its next start, were nothing in the way."""

    rate: Rate
    interval: timedelta
    due: datetime
    starts: list[datetime]

    def free(self) -> datetime:
        """From when on its speed allows one more."""
        count, span = burst(self.rate.cpm)
        free = self.due
        if self.starts:
            free = max(free, self.starts[-1] + self.rate.interval / APART)
        if len(self.starts) >= count:
            free = max(free, self.starts[-count] + span)
        return free

    def patience(self) -> timedelta:
        """How late it can start and still reach its share."""
        count, span = burst(self.rate.cpm)
        return max(timedelta(0), self.interval - span / count)

    def take(self, at: datetime) -> None:
        self.due = max(self.due, at - CREDIT * self.interval) + self.interval
        self.starts.append(at)

    def kept(self) -> Rate:
        """In whole milliseconds, as the database has them."""
        whole = self.due + timedelta(microseconds=-self.due.microsecond % 1000)
        return replace(self.rate, next_start=whole)


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a campaign shares with others."""

    weight: int
    precedence: int

    def claims(self, campaign: int, cpm: float) -> Claimant:
        return Claimant(campaign, cpm, self.weight, self.precedence)


@dataclass(slots=True)
class _Floor:
    """All the lanes: each campaign's own, and the one that they share."""

    now: datetime
    lanes: dict[int, _Lane]
    shared: _Lane
    left: dict[int, int]
    standings: dict[int, "_Standing"]
    over: dict[int, _Lane] = field(default_factory=dict)
    """Lanes of campaigns of which nothing is left."""
    held: dict[int, _Lane] = field(default_factory=dict)
    """Those of campaigns to which higher ones leave nothing."""

    def first(self) -> Start | None:
        """The next start; None: nobody has anything left."""
        gate = self.shared.free()
        choices = [
            (max(self.now, gate, lane.free()), lane.due + lane.patience(), campaign)
            for campaign, lane in self.lanes.items()
        ]
        if not choices:
            return None
        at, _, campaign = min(choices)
        return Start(campaign, at)

    def take(self, start: Start) -> None:
        self.lanes[start.campaign].take(start.at)
        self.shared.take(start.at)
        self.left[start.campaign] -= 1
        if not self.left[start.campaign]:
            self.over[start.campaign] = self.lanes.pop(start.campaign)
            self._share_anew()

    def _share_anew(self) -> None:
        every = self.lanes | self.held
        claimants = [self.standings[c].claims(c, lane.rate.cpm) for c, lane in every.items()]
        shares = ranked_shares(claimants, self.shared.rate.cpm)
        self.lanes = {c: lane for c, lane in every.items() if shares[c] > NOTHING_CPM}
        self.held = {c: lane for c, lane in every.items() if c not in self.lanes}
        for campaign, lane in self.lanes.items():
            lane.interval = interval_of(shares[campaign])

    def rates(self) -> dict[int, Rate]:
        return {campaign: lane.kept() for campaign, lane in (self.lanes | self.over).items()}


def _floor(able: list[Supply], shared: Rate, now: Now) -> _Floor:
    """The lanes as they stand."""
    begun = sorted(_begun(now), key=lambda b: b.at)
    own: dict[int, list[datetime]] = {s.campaign: [] for s in able}
    for start in begun:
        own.get(start.campaign, []).append(start.at)
    standings = {s.campaign: _Standing(max(1, s.weight), s.precedence) for s in able}
    claimants = [standings[s.campaign].claims(s.campaign, s.rate.cpm) for s in able]
    shares = ranked_shares(claimants, shared.cpm)
    has = {campaign for campaign, share in shares.items() if share > NOTHING_CPM}
    lanes = {
        s.campaign: _lane(
            s.rate,
            shares[s.campaign] if s.campaign in has else s.rate.cpm,
            own[s.campaign],
            now,
        )
        for s in able
    }
    return _Floor(
        now=now.at,
        lanes={campaign: lane for campaign, lane in lanes.items() if campaign in has},
        shared=_lane(shared, shared.cpm, [b.at for b in begun], now),
        left={s.campaign: min(s.room, s.ready) for s in able},
        standings=standings,
        held={campaign: lane for campaign, lane in lanes.items() if campaign not in has},
    )


def _lane(rate: Rate, share: float, starts: list[datetime], now: Now) -> _Lane:
    interval = interval_of(share)
    last = starts[-1] if starts else None
    return _Lane(rate, interval, _due(rate.next_start, interval, last, now), starts)


def _due(kept: datetime | None, interval: timedelta, last: datetime | None, now: Now) -> datetime:
    """The next start as it was kept, if it still means anything: not after a time in which nobody
    wanted it, nor further off than the present speed puts it."""
    if kept is None or kept < now.at - CREDIT * interval:
        return now.at
    if last is not None:
        return min(kept, max(now.at, last + interval))
    return kept if kept <= now.at + interval + AHEAD else now.at
