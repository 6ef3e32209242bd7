"""A gateway that fails every call is rested: a circuit breaker for each.

Some refusals in a row by the gateway's own fault, and it takes no calls for a while. After that
one call is sent as a probe: if the gateway refuses it too, it rests twice as long; if anything at
all is heard from beyond it, it takes calls as before. (M. Nygard, "Release It!", calls these
states closed, open and half-open.)
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

FAILURES = 5
"""Refusals in a row. A sound carrier that refuses one call of ten in a busy hour does that to five
in a row once in a hundred thousand; a dead one costs five calls a failover."""

FIRST_REST = timedelta(seconds=30)
"""Long enough for a carrier's own failover (RFC 3261, Timer B: 32 s), short on a floor."""

LONGEST_REST = timedelta(minutes=10)
"""Rests double up to this: a carrier that is away all night costs one refused call in ten minutes,
and one that comes back has waited no longer."""

PROBE_WAIT = timedelta(seconds=60)
"""Of a probe something is heard by then (Timer B again, and the longest ringing); else another is
sent."""


class State(StrEnum):
    TAKES_CALLS = "takes_calls"
    RESTING = "resting"
    PROBED = "probed"
    """Its rest is over: one call, sent or about to be, shows how it is."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What a gateway's last calls came to. ``failures`` in a row, the last ``failed_at``; ``rests``
    in a row. No call before ``until``; None: it takes calls. ``probe_at`` is the probe's start."""

    failures: int = 0
    failed_at: datetime | None = None
    rests: int = 0
    until: datetime | None = None
    probe_at: datetime | None = None


FRESH = Rest()
"""Nothing speaks against it."""


def state(rest: Rest, now: datetime) -> State:
    if rest.until is None:
        return State.TAKES_CALLS
    return State.PROBED if rest.probe_at or _is_over(rest.until, now) else State.RESTING


def takes_calls(rest: Rest, at: datetime) -> bool:
    """Whether a call may start through it then."""
    return rest.until is None or _is_over(rest.until, at)


def _is_over(until: datetime, at: datetime) -> bool:
    """Further off than any rest, it was kept before the clock was set back."""
    return at >= until or until - at > LONGEST_REST + PROBE_WAIT


def started(rest: Rest, at: datetime) -> Rest:
    """After a call was given to it: while it is probed, the next one waits for that one's fate.

    In whole milliseconds, not after ``at``, as it is kept: the probe is known again by its start.
    """
    if rest.until is None:
        return rest
    kept = at - timedelta(microseconds=at.microsecond % 1000)
    failed_at = min(rest.failed_at or kept, kept)
    return replace(rest, failed_at=failed_at, probe_at=kept, until=kept + PROBE_WAIT)


def failed(rest: Rest, start: datetime, at: datetime) -> Rest:
    """After a call that started at ``start`` was refused at ``at`` by the gateway's own fault.

    While it rests only the probe counts: calls that were under way say nothing new.
    """
    if rest.until is not None and (rest.probe_at is None or start < rest.probe_at):
        return rest
    failures = rest.failures + 1
    if rest.until is None and failures < FAILURES:
        return Rest(failures, at)
    lasts = min(LONGEST_REST, FIRST_REST * 2 ** min(rest.rests, 30))
    return Rest(failures, at, rest.rests + 1, at + lasts)


def worked(rest: Rest, at: datetime) -> Rest:
    """After something was heard through it at ``at``: ringing, or an answer of the far end."""
    return FRESH if rest.failed_at is None or at > rest.failed_at else rest
