"""What a list is still worth: its people by where their records stand, and by their last call."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from esl_dialer.core.words import (
    CLAIMED_STATUSES,
    DIALABLE_STATUSES,
    NOT_IN_RESULTS,
    WAITING_STATUSES,
    CallState,
    Outcome,
    RecordAudio,
    RecordStatus,
)

DROPPED = frozenset({Outcome.ABANDONED, Outcome.TRANSFER_FAILED, Outcome.LOST})
"""Answered, and ended by us or the network before it was over."""

FAILED = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.FAILED})
"""Nobody answered."""

COUNTED = tuple(outcome for outcome in Outcome if outcome not in NOT_IN_RESULTS)
"""Outcomes in their order: those that nobody had are told too."""

RECYCLED = tuple(outcome for outcome in COUNTED if outcome is not Outcome.WRONG_PERSON)
"""Those whose people may become dialable again: a wrong person is none's to call."""

USUAL = (Outcome.NO_ANSWER, Outcome.BUSY, Outcome.FAILED)
"""What is recycled unless somebody says otherwise: calls that did not connect."""


@dataclass(frozen=True, slots=True)
class Alike:
    """So many ``records`` of a campaign that stand alike; ``due``: they wait for no instant."""

    campaign: int
    status: RecordStatus
    last_outcome: Outcome | None
    audio: RecordAudio
    gate: str
    due: bool
    records: int

    @property
    def ready(self) -> bool:
        """Whether nothing but its campaign and the hours hold them back."""
        return self.status in DIALABLE_STATUSES and self.audio is RecordAudio.READY and self.due


@dataclass(frozen=True, slots=True)
class Worth:
    """``dialable`` at this hour, where their campaign dials. ``answered``, ``failed`` and
    ``dropped`` are records by their last call, and all calls of ``outcomes`` beside each other;
    ``ringing``: calls that ring now."""

    records: int
    dialable: int
    in_progress: int
    ringing: int
    answered: int
    failed: int
    dropped: int
    waiting: int
    """May still be called, now or later."""
    statuses: dict[str, int]
    outcomes: dict[str, int]


def worth(
    alike: Iterable[Alike], open_gates: dict[int, set[str]], live: Counter[CallState]
) -> Worth:
    """``open_gates``, by campaign: those whose hours are open now."""
    found = [one for one in alike if one.status is not RecordStatus.DELETED]
    outcomes: Counter[Outcome] = Counter()
    statuses: Counter[RecordStatus] = Counter()
    dialable = 0
    for one in found:
        statuses[one.status] += one.records
        if one.last_outcome:
            outcomes[one.last_outcome] += one.records
        if one.ready and one.gate in open_gates.get(one.campaign, ()):
            dialable += one.records
    told = {str(outcome): outcomes[outcome] for outcome in COUNTED}
    failed, dropped = _sum(outcomes, FAILED), _sum(outcomes, DROPPED)
    return Worth(
        records=sum(one.records for one in found),
        dialable=dialable,
        in_progress=_sum(statuses, CLAIMED_STATUSES),
        ringing=live[CallState.RINGING],
        answered=sum(told.values()) - failed - dropped,
        failed=failed,
        dropped=dropped,
        waiting=_sum(statuses, WAITING_STATUSES),
        statuses={str(status): count for status, count in sorted(statuses.items())},
        outcomes=told,
    )


def _sum(counts: Counter[Any], which: Iterable[Any]) -> int:
    return sum(counts[one] for one in which)
