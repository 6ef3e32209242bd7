"""What follows an attempt: the record's next status, phone and instant.

The table of docs/decisions.md ("Outcomes and what follows"), as data. Defaults: at most 6 attempts,
4 hours apart, at most one heard message a day, phones in order, one per attempt.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from esl_dialer.core.flows import FLOWS
from esl_dialer.core.words import DIALABLE_STATUSES, CampaignKind, Outcome, RecordStatus


class Follow(StrEnum):
    DONE = "done"
    RETRY = "retry"
    AGAIN = "again"
    """As if it had not happened: nothing rang."""
    STOP = "stop"
    """Never again, on any phone, and the number is stopped everywhere."""


FOLLOWS: dict[Outcome, Follow] = {
    Outcome.COMPLETED: Follow.RETRY,
    Outcome.TRANSFERRED: Follow.DONE,
    Outcome.TRANSFER_FAILED: Follow.RETRY,
    Outcome.HUNG_UP: Follow.RETRY,
    Outcome.WRONG_PERSON: Follow.STOP,
    Outcome.MACHINE: Follow.RETRY,
    Outcome.NO_ANSWER: Follow.RETRY,
    Outcome.BUSY: Follow.RETRY,
    Outcome.FAILED: Follow.RETRY,
    Outcome.REFUSED: Follow.AGAIN,
    Outcome.NOT_PLACED: Follow.AGAIN,
    Outcome.LOST: Follow.RETRY,
    Outcome.ABANDONED: Follow.RETRY,
}

HEARD_IS_DONE = FOLLOWS | {Outcome.COMPLETED: Follow.DONE}
"""A call that asks nothing has done its work when its message was heard."""

STATUS_OF: dict[Outcome, RecordStatus] = {
    Outcome.LOST: RecordStatus.FAILED,
    Outcome.REFUSED: RecordStatus.FAILED,
    Outcome.NOT_PLACED: RecordStatus.PENDING,
} | {
    outcome: RecordStatus(outcome)
    for outcome in Outcome
    if outcome not in {Outcome.LOST, Outcome.REFUSED, Outcome.NOT_PLACED}
}

TRANSFER_FAILED_WAIT = timedelta(minutes=15)
HEARD_WAIT = timedelta(hours=24)
"""At most one heard message a day: the next call is at least this long after one."""

FIRST_REFUSAL_WAIT = timedelta(minutes=1)
LONGEST_REFUSAL_WAIT = timedelta(hours=1)
NOT_PLACED_WAIT = timedelta(seconds=5)
"""Before a claim that was never sent is made again: what held it back is not asked in a loop."""

URGENT = 1000
"""Above every priority of a record's own (0 to 999): a record that is first in line has both."""

REFUSALS_THAT_COUNT = 6
"""So many refusals in a row are a failed attempt: a record that can't be dialed comes to an end."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A record before an attempt is settled. ``phones`` are those still good, by position."""

    attempts: int
    refusals: int
    phone: int
    phones: tuple[int, ...]
    max_attempts: int
    retry_minutes: int
    kind: CampaignKind
    heard_at: datetime | None = None
    """When a message was last heard, before this attempt."""


@dataclass(frozen=True, slots=True)
class Next:
    """What the record becomes. ``not_before`` is None when it may be dialed at once or never."""

    status: RecordStatus
    attempts: int
    refusals: int
    next_phone: int
    not_before: datetime | None = None
    urgent: bool = False
    """First in line among the due."""

    @property
    def dialable(self) -> bool:
        return self.status in DIALABLE_STATUSES


def after(
    outcome: Outcome, standing: Standing, now: datetime, *, heard: bool, bad_number: bool
) -> Next:
    """What follows from this outcome, for this record."""
    table = FOLLOWS if FLOWS[standing.kind].interactive else HEARD_IS_DONE
    match table[outcome]:
        case Follow.AGAIN:
            return _again(outcome, standing, now)
        case Follow.DONE | Follow.STOP:
            return _final(outcome, standing)
        case Follow.RETRY:
            return _retry(outcome, standing, now, heard=heard, bad_number=bad_number)


def _final(outcome: Outcome, standing: Standing) -> Next:
    return Next(STATUS_OF[outcome], standing.attempts + 1, 0, standing.phone)


def _again(outcome: Outcome, standing: Standing, now: datetime) -> Next:
    refusals = standing.refusals + (outcome is Outcome.REFUSED)
    if refusals >= REFUSALS_THAT_COUNT:
        return _retry(Outcome.FAILED, standing, now, heard=False, bad_number=False)
    wait = min(FIRST_REFUSAL_WAIT * 2 ** max(0, refusals - 1), LONGEST_REFUSAL_WAIT)
    status = RecordStatus.PENDING if standing.attempts == 0 else RecordStatus.RETRY
    not_before = now + (wait if outcome is Outcome.REFUSED else NOT_PLACED_WAIT)
    return Next(status, standing.attempts, refusals, standing.phone, not_before)


def _retry(
    outcome: Outcome, standing: Standing, now: datetime, *, heard: bool, bad_number: bool
) -> Next:
    attempts = standing.attempts + 1
    if attempts >= standing.max_attempts or not standing.phones:
        return Next(STATUS_OF[outcome], attempts, 0, standing.phone)
    due = _due(outcome, standing, now, heard=heard, bad_number=bad_number)
    return Next(
        RecordStatus.RETRY,
        attempts,
        0,
        next_phone(standing.phone, standing.phones),
        due,
        urgent=outcome is Outcome.TRANSFER_FAILED,
    )


def _due(
    outcome: Outcome, standing: Standing, now: datetime, *, heard: bool, bad_number: bool
) -> datetime:
    """A transfer that was asked for does not wait for its day; every other call does."""
    if outcome is Outcome.TRANSFER_FAILED:
        return now + TRANSFER_FAILED_WAIT
    due = now if bad_number else now + timedelta(minutes=standing.retry_minutes)
    last_heard = now if heard else standing.heard_at
    return max(due, last_heard + HEARD_WAIT) if last_heard else due


def next_phone(phone: int, phones: tuple[int, ...]) -> int:
    """The good phone after this one, in order and round again; the same when there is no other."""
    later = [other for other in phones if other > phone]
    return min(later) if later else min(phones, default=phone)
