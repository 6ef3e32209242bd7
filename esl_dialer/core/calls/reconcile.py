"""What the dialer believes and what the switch says, compared: one verdict per open attempt.

``show channels`` lags and can fail, so an attempt is closed only when the switch, asked twice,
does not know its channel. What the call came to is read from the switch's detail record; without
one the answer depends on whether the same switch still runs. Of an attempt that never left the
engine (``never_left``) no switch need be asked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from esl_dialer.core.calls.events import Ended

GRACE = timedelta(seconds=10)
"""How long an attempt may be without a channel, after its start and after the link came up,
before anybody wonders: a switch that was frozen still works off what was sent to it."""

RECORD_WAIT = timedelta(seconds=60)
"""How long the detail record of a call of the same switch may take to be there."""

AWAY_WAIT = timedelta(minutes=10)
"""How long a switch that can't be asked is waited for, before its calls count as lost."""

PROOF_WAIT = timedelta(minutes=5)
"""How long a call that may prove that detail records are read here is waited for: of a switch that
was just started none has ended yet."""

SWEEPS = 2
"""So many sweeps in a row must miss the channel."""


class Verdict(StrEnum):
    LIVE = "live"
    """The channel is there."""
    WAIT = "wait"
    """Missing, but too early to say."""
    ABSENT = "absent"
    """Missing once more: counted."""
    RECORDED = "recorded"
    """Gone, and the detail record says how it ended."""
    NOT_PLACED = "not_placed"
    """The same switch, which writes detail records, never had this call."""
    LOST = "lost"
    """Nobody can say: it may have rung."""


@dataclass(frozen=True, slots=True)
class Open:
    """An attempt that has not ended. ``seen`` when the switch ever told of its channel."""

    attempt: str
    switch_core: str
    start_at: datetime
    absent_sweeps: int
    seen: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the switch says that the attempt was given to, this engine's or another's. ``record`` is
    the call's detail record, if one was found."""

    core: str | None
    """Which life of the switch answers; None: it can't be asked."""
    channel: bool
    record: Ended | None
    keeps_records: bool | None
    """It is known that this switch's detail records are read here; None: not yet, because none of
    its calls has ended."""
    heard_since: datetime
    """Since when the link stands: what was in the switch's socket before may still be done."""


def too_early(attempt: Open, core: str | None, heard_since: datetime, now: datetime) -> bool:
    """Whether its being missing says nothing yet."""
    waited = now - max(attempt.start_at, heard_since)
    return waited < GRACE or (core is None and waited < AWAY_WAIT)


def judge(attempt: Open, evidence: Evidence, now: datetime) -> Verdict:
    """Close what is surely over, and only that."""
    if evidence.record is not None:
        return Verdict.RECORDED
    if evidence.channel:
        return Verdict.LIVE
    if too_early(attempt, evidence.core, evidence.heard_since, now):
        return Verdict.WAIT
    waited = now - max(attempt.start_at, evidence.heard_since)
    if attempt.switch_core != evidence.core:
        return Verdict.LOST
    if waited < RECORD_WAIT or attempt.absent_sweeps + 1 < SWEEPS:
        return Verdict.ABSENT
    if attempt.seen:
        return Verdict.LOST
    if evidence.keeps_records is None and waited < PROOF_WAIT:
        return Verdict.ABSENT
    return Verdict.NOT_PLACED if evidence.keeps_records else Verdict.LOST


def never_left(*, noted: bool, notes_survived: bool) -> bool:
    """Whether not one byte of an attempt can have been written to a switch.

    ``noted``: its engine noted that it was about to write it. Where that note is missing it proves
    so only if what that engine noted is sure to have survived its end.
    """
    return notes_survived and not noted
