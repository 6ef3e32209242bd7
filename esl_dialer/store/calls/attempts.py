"""Attempts: what the tracker and the reconciler read and write."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from esl_dialer.core.calls.call import Call
from esl_dialer.core.calls.reconcile import Open
from esl_dialer.core.flows import FLOWS
from esl_dialer.core.words import (
    NOT_IN_RESULTS,
    OPEN_STATES,
    CallState,
    LegRole,
    Outcome,
    Step,
)
from esl_dialer.store import models

POISONED = "POISONED"
"""The cause of an attempt that was closed because what became of it could not be written."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """An open attempt as the tracker holds it: a copy of its row, made again at every start."""

    call: Call
    record: int
    campaign: int
    transfer_leg: str
    switch_core: str
    start_at: datetime
    absent_sweeps: int = 0

    @property
    def seen(self) -> bool:
        return self.call.created_at is not None

    def as_open(self) -> Open:
        return Open(
            self.call.attempt, self.switch_core, self.start_at, self.absent_sweeps, self.seen
        )


def open_attempts() -> list[Tracked]:
    """Every attempt that has not ended: all that a new engine needs to know."""
    table = models.Attempt
    query = (
        table.select(table, models.Campaign.id, models.Campaign.kind)
        .join(models.Campaign)
        .where(table.state.in_(OPEN_STATES))
    )
    return [_tracked(row) for row in query]


def find(attempt_id: str) -> Tracked | None:
    """One attempt, ended or not."""
    table = models.Attempt
    row = (
        table.select(table, models.Campaign.id, models.Campaign.kind)
        .join(models.Campaign)
        .where(table.id == attempt_id)
        .get_or_none()
    )
    return _tracked(row) if row else None


def open_before(instant: datetime) -> int:
    """How many calls that began before it are in progress."""
    table = models.Attempt
    begun = (table.start_at < instant) & table.state.in_(OPEN_STATES)
    return int(table.select().where(begun).count())


LONGEST_OPEN = timedelta(days=2)
"""From an attempt's start until it is closed as lost, at most: a longest call of a day, and a day
in which no engine ran."""

LOOKED_THROUGH = 1000
"""Newest attempts among which those of one switch are looked for: of a switch that was just
started there is none, and all that others ever ended would be read (29 s with 5 million)."""


def ended_lately(
    switch_core: str, before: datetime, limit: int = 5, among: int = LOOKED_THROUGH
) -> list[str]:
    """Calls of that switch whose end was heard: their detail records ought to be there."""
    table = models.Attempt.alias()
    newest = table.select().where(table.settled_at < before).order_by(table.settled_at.desc())
    some = newest.limit(among).alias("some")
    rows = (
        some.select_from(some.c.id)
        .where(
            (some.c.switch_core == switch_core)
            & some.c.created_at.is_null(False)
            & some.c.outcome.not_in([Outcome.LOST, Outcome.NOT_PLACED])
        )
        .order_by(some.c.settled_at.desc())
        .limit(limit)
    )
    return [attempt for (attempt,) in rows.tuples()]


def last_claimed(campaign_id: int) -> datetime | None:
    """When the campaign last took a record for dialing."""
    table = models.Attempt
    row = (
        table.select(table.claimed_at)
        .where(table.campaign == campaign_id)
        .order_by(table.claimed_at.desc())
        .first()
    )
    return row.claimed_at if row else None


def outcome(attempt_id: str) -> Outcome | None:
    row = models.Attempt.get_or_none(models.Attempt.id == attempt_id)
    return row.outcome if row else None


def talk_s(row: Any) -> float:
    """Seconds from answer to end; 0 when nobody answered, or while it goes on."""
    if row.answered_at is None or row.ended_at is None:
        return 0.0
    return max(0.0, float((row.ended_at - row.answered_at).total_seconds()))


def save(call: Call) -> bool:
    """Write what the call has come to; of an attempt that is settled nothing: then False."""
    table = models.Attempt
    open_ = (table.id == call.attempt) & table.settled_at.is_null()
    changes = table.update(state=call.state, cause=call.cause, **_of(call))
    return bool(changes.where(open_).execute())


def _of(call: Call) -> dict[str, object]:
    return {
        "created_at": call.created_at,
        "ringing_at": call.ringing_at,
        "answered_at": call.answered_at,
        "message_at": call.message_at,
        "bridged_at": call.bridged_at,
        "ended_at": call.ended_at,
        "step": call.step,
        "key": call.key,
        "keys": call.keys,
        "sip_status": call.sip_status,
    }


def mark_sent(attempt_id: str, at: datetime) -> None:
    """The switch has taken the command."""
    table, record = models.Attempt, models.Record
    table.update(sent_at=at).where((table.id == attempt_id) & table.sent_at.is_null()).execute()
    table.update(state=CallState.DIALING).where(
        (table.id == attempt_id) & (table.state == CallState.CLAIMED)
    ).execute()
    claim = models.Claim
    ids = claim.select(claim.record).where(claim.attempt_id == attempt_id)
    record.update(status="dialing").where(record.id.in_(ids)).execute()


def close(call: Call, how: Outcome, cause: str, now: datetime) -> bool:
    """Write the whole call and close its attempt, once: False when it was settled before."""
    table = models.Attempt
    reached = _reached_at(call) if call.answered_at else 0
    changed = (
        table.update(
            state=CallState.ENDED,
            outcome=how,
            cause=cause,
            settled_at=now,
            contact=reached,
            **_of(call),
        )
        .where((table.id == call.attempt) & table.settled_at.is_null())
        .execute()
    )
    return bool(changed)


def _reached_at(call: Call) -> int:
    """At which attempt of the run its record answered first, when that is this one; else 0."""
    table = models.Attempt
    row = table.get_by_id(call.attempt)
    earlier = table.select(table.answered_at).where(
        (table.record == row.record_id)
        & (table.run == row.run)
        & (table.claimed_at < row.claimed_at)
        & table.outcome.not_in(list(NOT_IN_RESULTS))
    )
    answered = [at for (at,) in earlier.tuples()]
    return 0 if any(answered) else len(answered) + 1


def _reached_already(call: Call) -> bool:
    """Whether another attempt is written down as the run's first answer of this record."""
    table = models.Attempt
    row = table.get_by_id(call.attempt)
    others = (table.record == row.record_id) & (table.run == row.run) & (table.id != row.id)
    return bool(table.select().where(others & (table.contact > 0)).exists())


def correct(call: Call, how: Outcome) -> None:
    """Give a settled attempt another outcome, and the keys that say so."""
    table = models.Attempt
    table.update(outcome=how, key=call.key, keys=call.keys).where(
        table.id == call.attempt
    ).execute()


def lost_since(instant: datetime, limit: int = 1000) -> list[str]:
    """Attempts closed as lost since then, the latest start first; not what could not be written.

    They started at most ``LONGEST_OPEN`` before: picked in the index of their start, whose rows
    need not be read (a sixteenth of the processor time of reading all that settled in a day).
    """
    table = models.Attempt
    rows = (
        table.select(table.id)
        .where((table.start_at >= instant - LONGEST_OPEN) & (table.outcome == Outcome.LOST))
        .where((table.settled_at >= instant) & (table.cause != POISONED))
        .order_by(table.start_at.desc())
        .limit(limit)
    )
    return [attempt for (attempt,) in rows.tuples()]


def replace_lost(call: Call, how: Outcome) -> bool:
    """Write the whole call of a lost attempt and its true outcome; False when it is not lost."""
    table = models.Attempt
    first = call.answered_at is not None and not _reached_already(call)
    reached = _reached_at(call) if first else 0
    changed = (
        table.update(outcome=how, cause=call.cause, contact=reached, **_of(call))
        .where((table.id == call.attempt) & (table.outcome == Outcome.LOST))
        .execute()
    )
    return bool(changed)


def count_absent(attempt_ids: Iterable[str]) -> None:
    table = models.Attempt
    table.update(absent_sweeps=table.absent_sweeps + 1).where(
        table.id.in_(list(attempt_ids))
    ).execute()


def forget_absent(attempt_ids: Iterable[str]) -> None:
    table = models.Attempt
    table.update(absent_sweeps=0).where(
        table.id.in_(list(attempt_ids)) & (table.absent_sweeps > 0)
    ).execute()


def add_leg(uuid: str, attempt_id: str, role: LegRole, core: str, at: datetime) -> None:
    """Note a channel; harmless when it is known."""
    models.Leg.insert(
        uuid=uuid, attempt=attempt_id, role=role, switch_core=core, created_at=at
    ).on_conflict_ignore().execute()


def end_leg(uuid: str, cause: str, at: datetime) -> None:
    table = models.Leg
    table.update(state=CallState.ENDED, cause=cause, ended_at=at).where(
        (table.uuid == uuid) & table.ended_at.is_null()
    ).execute()


def _tracked(row: models.Attempt) -> Tracked:
    return Tracked(
        call=Call(
            attempt=row.id,
            flow=FLOWS[row.campaign.kind],
            message_ms=row.audio_ms,
            state=row.state,
            created_at=row.created_at,
            ringing_at=row.ringing_at,
            answered_at=row.answered_at,
            message_at=row.message_at,
            bridged_at=row.bridged_at,
            ended_at=row.ended_at,
            step=Step(row.step),
            key=row.key,
            keys=row.keys,
            cause=row.cause,
            sip_status=row.sip_status,
        ),
        record=row.record_id,
        campaign=row.campaign_id,
        transfer_leg=row.transfer_leg,
        switch_core=row.switch_core,
        start_at=row.start_at,
        absent_sweeps=row.absent_sweeps,
    )
