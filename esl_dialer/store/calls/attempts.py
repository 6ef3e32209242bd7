"""Attempts: what the tracker and the reconciler read and write."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from esl_dialer.core.calls.attempts import Decision, NewAttempt
from esl_dialer.core.calls.call import Call
from esl_dialer.core.calls.correcting import LONGEST_OPEN, POISONED
from esl_dialer.core.calls.reconcile import Open
from esl_dialer.core.flows import FLOWS, FlowTraits, flow_of
from esl_dialer.core.words import (
    OPEN_STATES,
    CallState,
    LegRole,
    Outcome,
    RecordStatus,
    Step,
)
from esl_dialer.store import models
from esl_dialer.store.statements import Insert, Select, Update, run_many

HEARD = (
    "created_at", "ringing_at", "answered_at", "message_at", "bridged_at", "ended_at", "step",
    "key", "keys", "sip_status",
)  # fmt: skip
"""Columns that say what the call has come to: attributes of a ``Call``, too."""

NEW = tuple(field.name for field in fields(NewAttempt))
"""Columns that say what an attempt is to be."""

_SAVE = Update(
    models.Attempt,
    ("state", "cause", *HEARD, "sent_at"),
    "id = ? AND settled_at IS NULL",
    once=("sent_at",),
)
_OPEN = Select("FROM attempt WHERE id IN (??) AND settled_at IS NULL", (models.Attempt, ["id"]))
_SENT = Update(models.Attempt, ("sent_at",), "id = ? AND sent_at IS NULL")
_DIALING = Update(
    models.Record,
    ("status",),
    "id IN (SELECT record_id FROM claim WHERE attempt_id = ?)",
)
_NEW = Select("FROM attempt WHERE id = ?", (models.Attempt, NEW))
_TRIED = Select("FROM attempt WHERE id = ?", (models.Attempt, ("gateway", "linked_to")))
_TRACKED = (
    (models.Attempt, ("id", "audio_ms", "state", "cause", *HEARD)),
    (
        models.Attempt,
        ("record", "campaign", "transfer_leg", "switch_core", "start_at", "absent_sweeps"),
    ),
    (models.Campaign, ["kind", "right_party"]),
)
_WITH_CAMPAIGN = "FROM attempt JOIN campaign ON campaign.id = attempt.campaign_id"
_STILL_OPEN = Select(f"{_WITH_CAMPAIGN} WHERE attempt.state IN (??)", *_TRACKED)
_FOUND = Select(f"{_WITH_CAMPAIGN} WHERE attempt.id = ?", *_TRACKED)
_COUNT_ABSENT = "UPDATE attempt SET absent_sweeps = absent_sweeps + 1 WHERE id = ?"
_FORGET_ABSENT = "UPDATE attempt SET absent_sweeps = 0 WHERE id = ? AND absent_sweeps > 0"
_ADD_LEG = Insert(
    models.Leg,
    ("uuid", "attempt", "role", "switch_core", "created_at"),
    known="ON CONFLICT DO NOTHING",
)
_END_LEG = Update(models.Leg, ("state", "cause", "ended_at"), "uuid = ? AND ended_at IS NULL")


def asked_to_transfer() -> Any:
    """Whether the person's key means a representative, in the flow of the campaign: of an attempt
    that is joined with it."""
    table, campaign = models.Attempt, models.Campaign
    return reduce(
        or_,
        [
            (campaign.kind == kind) & table.key.in_(flow.transfer_keys)
            for kind, flow in FLOWS.items()
            if flow.needs_transfer
        ],
    )


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

    @classmethod
    def of(cls, new: NewAttempt, flow: FlowTraits) -> "Tracked":
        """One that was just claimed."""
        return cls(
            call=Call(new.id, flow, new.audio_ms),
            record=new.record,
            campaign=new.campaign,
            transfer_leg=new.transfer_leg,
            switch_core=new.switch_core,
            start_at=new.start_at,
        )

    @property
    def seen(self) -> bool:
        return self.call.created_at is not None

    def as_open(self) -> Open:
        return Open(
            self.call.attempt, self.switch_core, self.start_at, self.absent_sweeps, self.seen
        )


def open_attempts() -> list[Tracked]:
    """Every attempt that has not ended: all that a new engine needs to know."""
    states = [str(state) for state in OPEN_STATES]
    return [_tracked(*groups) for groups in _STILL_OPEN.groups(states)]


def find(attempt_id: str) -> Tracked | None:
    """One attempt, ended or not."""
    return next((_tracked(*groups) for groups in _FOUND.groups(attempt_id)), None)


def open_before(instant: datetime) -> int:
    """How many calls that began before it are in progress."""
    table = models.Attempt
    begun = (table.start_at < instant) & table.state.in_(OPEN_STATES)
    return int(table.select().where(begun).count())


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


def save_all(heard: Sequence[tuple[Call, datetime | None]]) -> frozenset[str]:
    """Write what the calls have come to, and when the switch took their commands (None: nothing new
    of that); of an attempt that is settled nothing of what it came to. Returns the others."""
    rows = (((c.state, c.cause, *heard_of(c), sent_at), (c.attempt,)) for c, sent_at in heard)
    saved = _SAVE.many(rows)
    ids = [call.attempt for call, _ in heard]
    left = frozenset(ids if saved == len(ids) else (one for (one,) in _OPEN.rows(ids)))
    _DIALING.many(
        ((RecordStatus.DIALING,), (call.attempt,))
        for call, sent_at in heard
        if sent_at is not None and call.attempt in left
    )
    for call, sent_at in heard:
        if sent_at is not None and call.attempt not in left:
            mark_sent(call.attempt, sent_at)
    return left


def heard_of(call: Call) -> list[Any]:
    """The values of ``HEARD``."""
    return [getattr(call, name) for name in HEARD]


def mark_sent(attempt_id: str, at: datetime) -> None:
    """The switch has taken the command: its record is being dialed."""
    _SENT((at,), attempt_id)
    _DIALING((RecordStatus.DIALING,), attempt_id)


def placed(attempt_id: str) -> NewAttempt:
    """An attempt as it was when it was claimed. Raises LookupError."""
    for *values, decision in _NEW.rows(attempt_id):
        return replace(NewAttempt(*values), decision=Decision(**decision))
    raise LookupError(f"no attempt {attempt_id}")


def tried(attempt_id: str) -> frozenset[str]:
    """The gateways tried since the first attempt that this one is linked to."""
    names: set[str] = set()
    while (found := next(_TRIED.rows(attempt_id), None)) is not None:
        gateway, attempt_id = found
        names.add(gateway)
    return frozenset(names)


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


def count_absent(attempt_ids: Iterable[str]) -> None:
    """Inside a transaction."""
    run_many(_COUNT_ABSENT, ([attempt] for attempt in attempt_ids))


def forget_absent(attempt_ids: Iterable[str]) -> None:
    """Inside a transaction."""
    run_many(_FORGET_ABSENT, ([attempt] for attempt in attempt_ids))


def add_leg(uuid: str, attempt_id: str, role: LegRole, core: str, at: datetime) -> None:
    """Note a channel; harmless when it is known."""
    _ADD_LEG(uuid, attempt_id, role, core, at)


def add_own_legs(seen: Iterable[tuple[str, str, datetime]]) -> None:
    """Note attempts' own channels: each with its switch, and when it was created."""
    _ADD_LEG.many((attempt, attempt, LegRole.CONTACT, core, at) for attempt, core, at in seen)


def end_leg(uuid: str, cause: str, at: datetime) -> None:
    end_legs([(uuid, cause, at)])


def end_legs(ended: Iterable[tuple[str, str, datetime]]) -> None:
    """Each with its cause, and when."""
    _END_LEG.many(((CallState.ENDED, cause, at), (uuid,)) for uuid, cause, at in ended)


def _tracked(call: list[Any], rest: list[Any], campaign: list[Any]) -> Tracked:
    attempt, message_ms, *heard = call
    told = dict(zip(("state", "cause", *HEARD), heard, strict=True))
    told["step"] = Step(told["step"])
    kind, right_party = campaign
    flow = flow_of(kind, right_party=right_party)
    return Tracked(Call(attempt, flow, message_ms, **told), *rest)
