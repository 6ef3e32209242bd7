"""Settling attempts, and correcting what was settled: asked, decided by core, committed.

Each inside one transaction of the caller's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.calls import correcting, settlement
from esl_dialer.core.calls.call import Call
from esl_dialer.core.calls.settlement import Settlement
from esl_dialer.core.words import Outcome
from esl_dialer.store.calls import settling as stored


@dataclass(frozen=True, slots=True)
class Ending:
    """An attempt's call, what it came to, and why."""

    call: Call
    how: Outcome
    cause: str


def settle(call: Call, how: Outcome, cause: str, now: datetime) -> bool:
    """Close the attempt with this outcome, and move its record on.

    False when it had been settled: then nothing changes.
    """
    return call.attempt in settle_all([Ending(call, how, cause)], now)


def settle_all(endings: Iterable[Ending], now: datetime) -> frozenset[str]:
    """As ``settle``, of several; returns those that it closed. What comes second of a record knows
    of the first."""
    by_attempt = {ending.call.attempt: ending for ending in endings}
    answered = {attempt for attempt, one in by_attempt.items() if one.call.answered_at is not None}
    found = stored.before_all(by_attempt, siblings=answered)
    first: dict[int, Settlement] = {}
    later: list[Ending] = []
    for attempt, ending in by_attempt.items():
        before = found.get(attempt)
        if before is None or before.attempt.outcome is not None:
            continue
        if before.attempt.record in first:
            later.append(ending)
        else:
            done = settlement.settled(before, ending.call, ending.how, ending.cause, now)
            first[before.attempt.record] = done
    closed = stored.commit_all(first.values())
    return closed | settle_all(later, now) if later else closed


def note_stray(call: Call, now: datetime) -> bool:
    """An attempt closed as never placed turns out to ring; False when it was closed otherwise."""
    before = stored.before(call.attempt, siblings=False)
    return before is not None and _commit(correcting.stray(before, call, now))


def find_lost(call: Call, now: datetime) -> bool:
    """A lost attempt's end is known after all; False when the attempt is not lost (any more)."""
    before = stored.before(call.attempt, siblings=True)
    return before is not None and _commit(correcting.found_after_all(before, call, now))


def hear_wrong_person(call: Call, now: datetime) -> bool:
    """A late key 2 corrects an attempt that was settled without it; False when nothing changes."""
    before = stored.before(call.attempt, siblings=False)
    return before is not None and _commit(correcting.wrong_person(before, call, now))


def _commit(done: Settlement | None) -> bool:
    return done is not None and stored.commit(done)
