"""A settled attempt of which more is heard: what may still be set right."""

from dataclasses import replace
from datetime import datetime, timedelta

from esl_dialer.core.calls.call import Call, outcome_of
from esl_dialer.core.calls.progress import Progress
from esl_dialer.core.calls.settlement import (
    Before,
    PhoneChange,
    Settlement,
    dialed,
    heard_at,
    moved_on,
    reached_at,
    stop_after,
)
from esl_dialer.core.words import NOT_IN_RESULTS, Outcome, RecordStatus

LATEST = timedelta(hours=24)
"""So long after an attempt was closed as lost its detail record still corrects it."""

LONGEST_OPEN = timedelta(days=2)
"""From an attempt's start until it is closed as lost, at most: a longest call of a day, and a day
in which no engine ran."""

POISONED = "POISONED"
"""The cause of an attempt that was closed because what became of it could not be written: no
detail record corrects it."""

HEARS_A_LATE_KEY = frozenset({Outcome.HUNG_UP, Outcome.COMPLETED, Outcome.LOST})
"""Outcomes that a 2 of which nobody had heard makes a wrong person's."""

_LEFT_BY_LOST = frozenset({RecordStatus.RETRY, RecordStatus.FAILED})


def stray(before: Before, call: Call, now: datetime) -> Settlement | None:
    """An attempt closed as never placed turns out to ring: from now on it counts as lost.

    None when it was closed otherwise. A record that is free waits for its next time.
    """
    if before.attempt.outcome is not Outcome.NOT_PLACED:
        return None
    free = before.progress.dialable
    return _corrected(
        before,
        call,
        Outcome.LOST,
        now,
        progress=moved_on(before, call, Outcome.LOST, now) if free else None,
        phone=dialed(before, call, Outcome.LOST, dials=1),
    )


def found_after_all(before: Before, call: Call, now: datetime) -> Settlement | None:
    """A lost attempt's end is known after all: it gets its true outcome, and a record that still
    waits where it was left goes on from there. None when it is not lost (any more)."""
    if before.attempt.outcome is not Outcome.LOST:
        return None
    how = outcome_of(call)
    progress = _from_lost(before, call, how, now) if record_waits(before) else None
    done = _corrected(
        before,
        call,
        how,
        now,
        progress=progress,
        phone=dialed(before, call, how, dials=-1 if how in NOT_IN_RESULTS else 0),
    )
    reopens = progress is not None and progress.dialable
    return replace(
        done,
        contact=reached_at(before) if call.answered_at else 0,
        reopened=_finished(before) if reopens else "",
        closes=reopens and before.is_marked_complete,
    )


def wrong_person(before: Before, call: Call, now: datetime) -> Settlement | None:
    """A late key 2 corrects an attempt that was settled without it; None when nothing changes.

    That the number is not theirs holds whatever run it is; the record is that of its own run only,
    and stays deleted.
    """
    if before.attempt.outcome not in HEARS_A_LATE_KEY:
        return None
    how = Outcome.WRONG_PERSON
    mine = before.run == before.attempt.run and before.progress.status is not RecordStatus.DELETED
    ended = replace(
        before.progress,
        status=RecordStatus.WRONG_PERSON,
        not_before=None,
        urgent=False,
        last_outcome=how,
    )
    return _corrected(
        before,
        call,
        how,
        now,
        progress=ended if mine else None,
        phone=dialed(before, call, how, dials=0),
    )


def record_waits(before: Before) -> bool:
    """Whether the record still stands where its lost attempt left it: not reset, not claimed or
    dialed again, not stopped, nothing said of the call by a person, without a call-back (a lost
    attempt leaves nobody first in line). Only then is it moved on; the attempt is corrected in any
    case."""
    mine, progress = before.attempt, before.progress
    return (
        before.run == mine.run
        and not mine.disposition
        and not before.claimed_for
        and all(one.claimed_at <= mine.claimed_at for one in before.siblings)
        and progress.status in _LEFT_BY_LOST
        and progress.last_outcome is Outcome.LOST
        and not progress.urgent
    )


def before_lost(progress: Progress) -> Progress:
    """As the record stood before the lost attempt was counted."""
    return replace(progress, attempts=max(0, progress.attempts - 1))


def _finished(before: Before) -> str:
    """Since when the campaign is finished; empty when it is not."""
    finished = before.is_completed and not before.is_marked_complete
    return str(before.run_state_at) if finished else ""


def _from_lost(before: Before, call: Call, how: Outcome, now: datetime) -> Progress:
    return moved_on(before, call, how, call.ended_at or now, frm=before_lost(before.progress))


def _corrected(
    before: Before,
    call: Call,
    how: Outcome,
    now: datetime,
    *,
    progress: Progress | None,
    phone: PhoneChange | None,
) -> Settlement:
    mine = before.attempt
    return Settlement(
        was=mine,
        call=call,
        outcome=how,
        cause=call.cause,
        settled_at=mine.settled_at or now,
        at=now,
        contact=mine.contact,
        heard_at=heard_at(call, how),
        progress=progress,
        phone=phone,
        stop=stop_after(mine, how),
    )
