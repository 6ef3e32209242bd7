"""Through which gateway each call goes: by weight, within every gateway's own limits.

A gateway's limit of starts per second is a generic cell rate as everywhere else: a next start
instant, never a burst. Weights are shared by earliest virtual deadline among those whose turn has
come, so after any number of calls each gateway is within one call of its share.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from esl_dialer.core.pacing.rates import Plan, Rate, Start, due, step
from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.routing.resting import FRESH, Rest, State, started, state, takes_calls
from esl_dialer.core.says import Says, listed


@dataclass(frozen=True, slots=True)
class Line:
    """A gateway as it stands. ``live`` channels are in use; ``up`` as the switch sees it.

    ``credit`` is how far it is behind its share of the calls, in weights: all that must be
    remembered between two choices beside the next start instant.
    """

    gateway: Gateway
    up: bool = True
    live: int = 0
    next_start: datetime | None = None
    credit: int = 0
    rest: Rest = FRESH

    def serves(self, at: datetime) -> bool:
        return self.gateway.enabled and self.up and takes_calls(self.rest, at)

    @property
    def full(self) -> bool:
        return bool(self.gateway.max_channels) and self.live >= self.gateway.max_channels

    @property
    def rate(self) -> Rate:
        return Rate(self.gateway.max_cps * 60, self.next_start)


class Stand(StrEnum):
    """How a gateway stands, in one word."""

    UP = "up"
    DISABLED = "disabled"
    DOWN = "down"
    RESTING = "resting"
    PROBED = "probed"


def stand(line: Line, now: datetime) -> Stand:
    if not line.gateway.enabled:
        return Stand.DISABLED
    if not line.up:
        return Stand.DOWN
    return _BY_REST[state(line.rest, now)]


_BY_REST = {
    State.TAKES_CALLS: Stand.UP,
    State.RESTING: Stand.RESTING,
    State.PROBED: Stand.PROBED,
}

Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Routed:
    """The plan that the gateways can carry out, the gateway of each start, the lines after it."""

    plan: Plan
    gateways: tuple[Gateway, ...]
    lines: Lines


def route(
    plan: Plan, before: Mapping[int, Rate], shared: Rate, lines: Lines, until: datetime
) -> Routed:
    """Give each start a gateway; where none is free at its instant, it and all after it wait.

    What would have to wait beyond ``until`` is not started. ``before`` and ``shared`` are the rates
    before the plan: they stay where they were for a campaign of which nothing is left.
    """
    starts: list[Start] = []
    chosen: list[Gateway] = []
    delay = timedelta(0)
    for start in plan.starts:
        at = free_at(lines, start.at + delay)
        if at is None or at > until:
            break
        lines, gateway = take(lines, at)
        delay = at - start.at
        starts.append(replace(start, at=at))
        chosen.append(gateway)
    return Routed(_carried_out(plan, tuple(starts), before, shared), tuple(chosen), lines)


def _carried_out(
    plan: Plan, starts: tuple[Start, ...], before: Mapping[int, Rate], shared: Rate
) -> Plan:
    if starts == plan.starts:
        return plan
    last = {start.campaign: start.at for start in starts}
    rates = {
        campaign: _kept(rate, last.get(campaign), before[campaign])
        for campaign, rate in plan.rates.items()
    }
    return Plan(starts, rates, _kept(plan.shared, starts[-1].at if starts else None, shared))


def _kept(planned: Rate, last: datetime | None, before: Rate) -> Rate:
    return before if last is None else replace(planned, next_start=_next(planned, last))


def ready(lines: Sequence[Line], now: datetime) -> Lines:
    """The lines at an instant: a next start that was kept at another speed counts as now."""
    return tuple(
        replace(line, next_start=due(line.rate, now) if line.gateway.max_cps else None)
        for line in lines
    )


def free_at(lines: Lines, at: datetime, tried: Collection[str] = ()) -> datetime | None:
    """The first instant from ``at`` on at which a gateway takes a call; None: none will.

    For a rest that is not over then nobody waits.
    """
    able = _able(lines, at, tried)
    return min((_from(line, at) for line in able), default=None)


def take(lines: Lines, at: datetime, tried: Collection[str] = ()) -> tuple[Lines, Gateway]:
    """Choose the gateway of a start at that instant, as ``free_at`` told it: the lines after it."""
    able = [line for line in _able(lines, at, tried) if _from(line, at) <= at]
    total = sum(_weight(line) for line in able)
    due_now = [line for line in able if line.credit + _weight(line) > 0] or able
    first = min(due_now, key=lambda line: (_deadline(line, total), line.gateway.name))
    moved = {line.gateway.name: line.credit + _weight(line) for line in able}
    moved[first.gateway.name] -= total
    after = (replace(ln, credit=moved.get(ln.gateway.name, ln.credit)) for ln in lines)
    started = tuple(_started(line, at) if line.gateway is first.gateway else line for line in after)
    return started, first.gateway


def _able(lines: Lines, at: datetime, tried: Collection[str]) -> list[Line]:
    """Those with room among the ones in service; a weight of 0 only where no other serves."""
    serving = [line for line in lines if line.serves(at) and line.gateway.name not in tried]
    weighted = [line for line in serving if line.gateway.weight > 0]
    return [line for line in weighted or serving if not line.full]


def _from(line: Line, at: datetime) -> datetime:
    return at if line.next_start is None else max(at, line.next_start)


def _weight(line: Line) -> int:
    return max(1, line.gateway.weight)


def _deadline(line: Line, total: int) -> float:
    """Turns left until its next call is overdue."""
    return (total - line.credit) / _weight(line)


def _started(line: Line, at: datetime) -> Line:
    following = _next(line.rate, at) if line.gateway.max_cps else None
    rest = started(line.rest, at)
    return replace(line, live=line.live + 1, next_start=following, rest=rest)


def _next(rate: Rate, at: datetime) -> datetime:
    """The next start after one at that instant, in whole milliseconds as it is kept."""
    following = step(rate, at).next_start or at
    return following + timedelta(microseconds=-following.microsecond % 1000)


def moved(before: Lines, after: Lines) -> Lines:
    """The lines after, of those alone whose rate, share or rest has moved."""
    pairs = zip(before, after, strict=True)
    return tuple(b for a, b in pairs if _moving(a) != _moving(b))


def _moving(line: Line) -> tuple[datetime | None, int, Rest]:
    return line.next_start, line.credit, line.rest


def why_none(lines: Lines, now: datetime) -> Says | None:
    """Why no gateway takes a call, for as long as nothing changes; None when one does."""
    if _able(lines, now, ()):
        return None
    if not lines:
        return Says("there is none")
    return listed(_why_not(line, now) for line in lines)


def rest_ends(lines: Lines) -> datetime | None:
    """When the first gateway's rest is over; None when none rests, or none could be used then."""
    able = (line for line in lines if line.gateway.enabled and line.up)
    return min((line.rest.until for line in able if line.rest.until), default=None)


def _why_not(line: Line, now: datetime) -> Says:
    name = line.gateway.name
    told = _AWAY.get(stand(line, now))
    if told is not None:
        return told.of(gateway=name)
    if line.full:
        return Says("{gateway} is full ({count} {count:call|calls})", gateway=name, count=line.live)
    return Says("{gateway} is only for when the others are down", gateway=name)


_AWAY = {
    Stand.DISABLED: Says("{gateway} is disabled"),
    Stand.DOWN: Says("{gateway} is down"),
    Stand.RESTING: Says("{gateway} rests after refusing calls"),
    Stand.PROBED: Says("{gateway} is tried with one call"),
}
