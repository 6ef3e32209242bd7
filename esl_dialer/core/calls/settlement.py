"""What the end of an attempt changes, decided whole before a row is written.

``Before`` is what is known, ``Settlement`` what is to be committed: the attempt, its record, its
phone, a stop. The store reads the one and writes the other in one transaction.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from esl_dialer.core.calls.call import Call, heard, number_is_bad
from esl_dialer.core.calls.closing import FINISHED
from esl_dialer.core.calls.progress import NEW, Progress
from esl_dialer.core.calls.retry import Ending, RecordState, RetryPolicy, after
from esl_dialer.core.people.stops import NumberStop, by_wrong_person
from esl_dialer.core.words import CLAIMED_STATUSES, NOT_IN_RESULTS, Outcome, RecordAudio, RunState


@dataclass(frozen=True, slots=True)
class Attempted:
    """An attempt as it stands. ``outcome`` is None while it is open; ``contact`` as ``reached_at``
    told when it was settled."""

    id: str
    campaign: int
    record: int
    phone: int | None
    number: str
    run: int
    simulated: bool
    claimed_at: datetime
    outcome: Outcome | None = None
    settled_at: datetime | None = None
    contact: int = 0
    disposition: str = ""
    """What a person said of it, by its key; empty: nobody did."""


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another attempt of the same record in the same run."""

    claimed_at: datetime
    outcome: Outcome | None
    answered: bool
    contact: int
    phone: int | None = None


@dataclass(frozen=True, slots=True)
class KnownPhone:
    """A phone of the record. ``invalid``: it does not exist, or is somebody else's; ``marked``: it
    is not to be called."""

    id: int
    position: int
    invalid: bool
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """All that is asked before an attempt is settled, or corrected.

    ``claimed_for`` is the attempt for which the record is claimed; empty: it is free. ``run`` and
    ``run_state``, why and since ``run_state_at``, are the campaign's now. ``siblings`` are read
    where they matter: when the call was answered, for corrections, and where attempts at one number
    are limited. ``clock``: of the place where the person is.
    """

    attempt: Attempted
    progress: Progress
    audio: RecordAudio
    claimed_for: str
    run: int
    run_state: RunState
    run_state_at: datetime | None
    run_reason: str
    policy: RetryPolicy
    phones: tuple[KnownPhone, ...]
    siblings: tuple[Sibling, ...] = ()
    clock: tzinfo = UTC

    @property
    def holds(self) -> bool:
        """Whether the record is this attempt's."""
        return self.claimed_for == self.attempt.id

    @property
    def is_completed(self) -> bool:
        """Whether the campaign is."""
        return self.run_state is RunState.COMPLETED

    @property
    def is_marked_complete(self) -> bool:
        """Whether the campaign was completed by a person or its schedule, and not because nothing
        was left to dial: nobody else is dialed in its run."""
        return self.is_completed and self.run_reason != FINISHED

    @property
    def goes_on(self) -> bool:
        """Whether it is open, and its record still waits for what it comes to."""
        return self.attempt.outcome is None and self.holds and self.run == self.attempt.run


@dataclass(frozen=True, slots=True)
class PhoneChange:
    """``dials`` are counted in addition."""

    id: int
    dials: int
    invalid: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """Every row that changes; what is None, False or empty stays as it is.

    Committed only while the attempt's outcome is what it ``was``. ``contact``: see ``reached_at``.
    ``reopened``: its finished campaign has something to dial again; since when it was completed.
    ``closes``: its campaign was marked complete, and its record waits: it is closed as the others.
    """

    was: Attempted
    call: Call
    outcome: Outcome
    cause: str
    settled_at: datetime
    at: datetime
    """When it is written; people are told so."""
    contact: int
    heard_at: datetime | None = None
    """When number and person heard the message; None: they did not."""
    releases: bool = False
    """The record's claim goes."""
    progress: Progress | None = None
    ready: bool = False
    phone: PhoneChange | None = None
    stop: NumberStop | None = None
    reopened: str = ""
    closes: bool = False


def settled(before: Before, call: Call, how: Outcome, cause: str, now: datetime) -> Settlement:
    """An open attempt ends so.

    A record whose campaign was reset since begins the new run like the others; one that another
    attempt holds is left alone.
    """
    progress = _goes_on(before, call, how, now) if before.holds else None
    return Settlement(
        was=before.attempt,
        call=call,
        outcome=how,
        cause=cause,
        settled_at=now,
        at=now,
        contact=reached_at(before) if call.answered_at else 0,
        heard_at=heard_at(call, how),
        releases=before.holds,
        progress=progress,
        ready=progress is not None and progress.ready(before.audio),
        phone=dialed(before, call, how, dials=0 if how in NOT_IN_RESULTS else 1),
        stop=stop_after(before.attempt, how),
    )


def passed_on(before: Before, call: Call, now: datetime) -> Settlement:
    """A refused attempt whose record goes to the one that follows, through another gateway."""
    return Settlement(
        was=before.attempt,
        call=call,
        outcome=Outcome.REFUSED,
        cause=call.cause,
        settled_at=now,
        at=now,
        contact=0,
    )


def _goes_on(before: Before, call: Call, how: Outcome, now: datetime) -> Progress | None:
    if before.run == before.attempt.run:
        return moved_on(before, call, how, now)
    return NEW if before.progress.status in CLAIMED_STATUSES else None


def moved_on(
    before: Before, call: Call, how: Outcome, now: datetime, *, frm: Progress | None = None
) -> Progress:
    """Where the record stands after this outcome; ``frm``: not from where it stands now."""
    ending = Ending(how, heard(call), number_is_bad(call))
    gone = before.attempt.phone if is_gone(call, how) else None
    good = tuple(p.position for p in in_use(before) if p.id != gone)
    mine = (p.position for p in before.phones if p.id == before.attempt.phone)
    progress = frm or before.progress
    standing = RecordState(progress, next(mine, progress.next_phone), good, before.clock)
    return after(ending, standing, before.policy, now)


def in_use(before: Before) -> Iterator[KnownPhone]:
    """The record's phones that may be dialed after this attempt."""
    most, spent = before.policy.max_per_number, Counter[int | None]()
    if most:
        spent.update(one.phone for one in before.siblings if counts(one.outcome))
        spent[before.attempt.phone] += 1
    for phone in before.phones:
        if not phone.invalid and not phone.marked and not (most and spent[phone.id] >= most):
            yield phone


def heard_at(call: Call, how: Outcome) -> datetime | None:
    """When the one heard message of the day was heard, for the cap of its number and person.

    Whole, or as far as the person needed to ask for a representative. Not by a wrong person: whom
    we asked for has heard nothing.
    """
    asked = how in ASKED_FOR_SOMEBODY
    return call.ended_at if asked or (heard(call) and how is not Outcome.WRONG_PERSON) else None


ASKED_FOR_SOMEBODY = frozenset({Outcome.TRANSFERRED, Outcome.TRANSFER_FAILED})


def is_gone(call: Call, how: Outcome) -> bool:
    """Whether the phone is not dialed again: it does not exist, or is somebody else's."""
    return how not in NOT_IN_RESULTS and (number_is_bad(call) or how is Outcome.WRONG_PERSON)


def dialed(before: Before, call: Call, how: Outcome, *, dials: int) -> PhoneChange | None:
    """What the attempt's phone learns of this outcome; None: nothing, or there is none."""
    phone = next((p for p in before.phones if p.id == before.attempt.phone), None)
    if phone is None or not (dials or is_gone(call, how)):
        return None
    return PhoneChange(phone.id, dials, phone.invalid or is_gone(call, how))


def stop_after(attempt: Attempted, how: Outcome) -> NumberStop | None:
    """Of a person who says that the number is not theirs; what a simulated one says is no stop."""
    if how is not Outcome.WRONG_PERSON or attempt.simulated:
        return None
    return by_wrong_person(attempt.number, attempt.id)


def reached_at(before: Before) -> int:
    """At which attempt of the run its record answered first, when that is this one; else 0."""
    earlier = [
        one
        for one in before.siblings
        if one.claimed_at < before.attempt.claimed_at and counts(one.outcome)
    ]
    already = any(one.contact for one in before.siblings) or any(one.answered for one in earlier)
    return 0 if already else len(earlier) + 1


def counts(outcome: Outcome | None) -> bool:
    """Whether an attempt is one of the results."""
    return outcome is not None and outcome not in NOT_IN_RESULTS
