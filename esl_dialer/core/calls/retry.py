"""What follows an attempt: the record's next status, phone and instant.

The table of docs/decisions.md ("Outcomes and what follows"), as data. Defaults: at most 6 attempts,
4 hours apart, at most one heard message a day, phones in order, one per attempt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from esl_dialer.core.calls.day_parts import in_another_part
from esl_dialer.core.calls.progress import Progress
from esl_dialer.core.flows import FLOWS
from esl_dialer.core.people.contact_cap import rests_until
from esl_dialer.core.words import CampaignKind, Outcome, RecordStatus


class Follow(StrEnum):
    DONE = "done"
    RETRY = "retry"
    AGAIN = "again"
    """As if it had not happened: nothing rang. Who was first in line stays so."""
    STOP = "stop"
    """Never again, on any phone, and the number is stopped everywhere."""
    LEAVE = "leave"
    """Never again, on any phone, in no later run either: a campaign's own rule."""


class Then(StrEnum):
    """What follows by a rule of the campaign's own, where there would be another attempt."""

    AGAIN = "again"
    """At the same number."""
    NEXT_NUMBER = "next_number"
    FINAL = "final"
    """It is done with, in this run."""
    STOP = "stop"
    """It is stopped: no later run calls it."""


_BY_RULE = {
    Then.AGAIN: Follow.RETRY,
    Then.NEXT_NUMBER: Follow.RETRY,
    Then.FINAL: Follow.DONE,
    Then.STOP: Follow.LEAVE,
}


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

FOLLOWS_OF = {kind: FOLLOWS if flow.interactive else HEARD_IS_DONE for kind, flow in FLOWS.items()}

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
FIRST_REFUSAL_WAIT = timedelta(minutes=1)
LONGEST_REFUSAL_WAIT = timedelta(hours=1)
NOT_PLACED_WAIT = timedelta(seconds=5)
"""Before a claim that was never sent is made again: what held it back is not asked in a loop."""

REFUSALS_THAT_COUNT = 6
"""So many refusals in a row are a failed attempt: a record that can't be dialed comes to an end."""


@dataclass(frozen=True, slots=True)
class Following:
    """What follows an outcome, whichever record it is. ``wait``: before the next attempt.

    ``urgent``: the person asked for that call, so it is first in line, and not put off because they
    heard a message today. ``same_number``: the next attempt is at the number that was dialed.
    """

    follow: Follow
    wait: timedelta = timedelta(0)
    urgent: bool = False
    same_number: bool = False


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """A campaign's rules for calling again. ``minutes_after``: by outcome, where they are not
    ``retry_minutes``. ``rules``: by outcome, a ``Then``. ``max_per_number``: attempts of a run at
    one number, 0 where there is no such limit. ``spread``: not in the part of the day of the last
    attempt."""

    kind: CampaignKind
    max_attempts: int
    retry_minutes: int
    minutes_after: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    max_per_number: int = 0
    spread: bool = False

    def after(self, outcome: Outcome) -> Following:
        follow = FOLLOWS_OF[self.kind][outcome]
        if outcome is Outcome.TRANSFER_FAILED:
            return Following(follow, TRANSFER_FAILED_WAIT, urgent=True)
        minutes = self.minutes_after.get(outcome, self.retry_minutes)
        wait, rule = timedelta(minutes=minutes), self.rules.get(outcome)
        if rule is None or follow is not Follow.RETRY:
            return Following(follow, wait)
        return Following(_BY_RULE[Then(rule)], wait, same_number=rule == Then.AGAIN)


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended. ``heard``: the whole message; ``bad_number``: it does not exist."""

    outcome: Outcome
    heard: bool = False
    bad_number: bool = False


@dataclass(frozen=True, slots=True)
class RecordState:
    """A record before an attempt is settled: ``phone`` was dialed, ``phones`` are those still good,
    both by position. ``clock``: of the place where the person is."""

    progress: Progress
    phone: int
    phones: tuple[int, ...]
    clock: tzinfo = UTC


def after(ending: Ending, standing: RecordState, policy: RetryPolicy, now: datetime) -> Progress:
    """What the record comes to by this attempt's end."""
    before = standing.progress
    told = replace(
        standing,
        progress=replace(
            before,
            last_outcome=ending.outcome,
            heard_at=now if ending.heard else before.heard_at,
        ),
    )
    return _follow(ending, told, policy, now)


def _follow(ending: Ending, told: RecordState, policy: RetryPolicy, now: datetime) -> Progress:
    match policy.after(ending.outcome).follow:
        case Follow.AGAIN:
            return _again(ending.outcome, told, policy, now)
        case Follow.DONE | Follow.STOP:
            return _final(ending.outcome, told)
        case Follow.LEAVE:
            return replace(_final(ending.outcome, told), status=RecordStatus.STOPPED)
        case Follow.RETRY:
            return _retry(ending, told, policy, now)


def _final(outcome: Outcome, standing: RecordState) -> Progress:
    before = standing.progress
    return replace(
        before,
        status=STATUS_OF[outcome],
        attempts=before.attempts + 1,
        refusals=0,
        next_phone=standing.phone,
        not_before=None,
        urgent=False,
    )


def _again(outcome: Outcome, standing: RecordState, policy: RetryPolicy, now: datetime) -> Progress:
    before = standing.progress
    refusals = before.refusals + (outcome is Outcome.REFUSED)
    if refusals >= REFUSALS_THAT_COUNT:
        return _follow(Ending(Outcome.FAILED), standing, policy, now)
    wait = min(FIRST_REFUSAL_WAIT * 2 ** max(0, refusals - 1), LONGEST_REFUSAL_WAIT)
    return replace(
        before,
        status=RecordStatus.RETRY if before.attempts else RecordStatus.PENDING,
        refusals=refusals,
        next_phone=standing.phone,
        not_before=now + (wait if outcome is Outcome.REFUSED else NOT_PLACED_WAIT),
    )


def _retry(ending: Ending, standing: RecordState, policy: RetryPolicy, now: datetime) -> Progress:
    last = _final(ending.outcome, standing)
    if last.attempts >= policy.max_attempts or not standing.phones:
        return last
    following = policy.after(ending.outcome)
    stays = following.same_number and standing.phone in standing.phones
    due = _due(ending, following, last.heard_at, now)
    if policy.spread and not following.urgent:
        due = in_another_part(due, now, standing.clock)
    return replace(
        last,
        status=RecordStatus.RETRY,
        next_phone=standing.phone if stays else next_phone(standing.phone, standing.phones),
        not_before=due,
        urgent=following.urgent,
    )


def _due(
    ending: Ending, following: Following, heard_at: datetime | None, now: datetime
) -> datetime:
    if following.urgent:
        return now + following.wait
    due = now if ending.bad_number else now + following.wait
    return max(due, rests_until(heard_at)) if heard_at else due


def next_phone(phone: int, phones: tuple[int, ...]) -> int:
    """The good phone after this one, in order and round again; the same when there is no other."""
    later = [other for other in phones if other > phone]
    return min(later) if later else min(phones, default=phone)
