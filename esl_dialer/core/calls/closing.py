"""What becomes of records that wait for a call as their campaign is completed: nobody calls them.

One that was never dialed in the run has had no attempt; one that was keeps the outcome of its last
call, as after the last of its attempts.
"""

from esl_dialer.core.calls.retry import STATUS_OF
from esl_dialer.core.words import NOT_IN_RESULTS, Outcome, RecordStatus

FINISHED = "finished"
"""Why a campaign is completed where nothing was left to dial: nobody said that it is over."""


def closed_as(attempts: int, last_outcome: Outcome | None) -> RecordStatus:
    """``attempts`` that count; ``last_outcome``: of those."""
    if not attempts or last_outcome is None or last_outcome in NOT_IN_RESULTS:
        return RecordStatus.NO_ATTEMPT
    return STATUS_OF[last_outcome]
