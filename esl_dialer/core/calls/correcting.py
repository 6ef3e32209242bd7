"""A lost attempt whose detail record comes after all: what may still be set right."""

from dataclasses import dataclass, replace
from datetime import timedelta

from esl_dialer.core.calls.retry import Standing
from esl_dialer.core.words import Outcome, RecordStatus

LATEST = timedelta(hours=24)
"""So long after an attempt was closed as lost its detail record still corrects it."""

_LEFT_BY_LOST = frozenset({RecordStatus.RETRY, RecordStatus.FAILED})


@dataclass(frozen=True, slots=True)
class Since:
    """Where the record stands now. ``latest`` is its latest attempt, of any run."""

    run: int
    claimed: bool
    latest: str
    status: RecordStatus
    last_outcome: Outcome | None


def record_waits(attempt: str, run: int, since: Since) -> bool:
    """Whether the record still stands where its lost attempt left it: not reset, not claimed or
    dialed again, not stopped. Only then is it moved on; the attempt is corrected in any case."""
    return (
        since.run == run
        and not since.claimed
        and since.latest == attempt
        and since.status in _LEFT_BY_LOST
        and since.last_outcome is Outcome.LOST
    )


def before_lost(standing: Standing) -> Standing:
    """As the record stood before the lost attempt was counted."""
    return replace(standing, attempts=max(0, standing.attempts - 1))
