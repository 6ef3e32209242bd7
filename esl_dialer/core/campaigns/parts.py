"""How a campaign does: its people in the ten parts that a supervisor asks for.

Completed; failed (failed, do not call, no attempt, invalid); scheduled (scheduled, in progress,
retry, retrying); and, beside these, whom its filter leaves out. Made of counts by status that are
kept anyway: no record is looked at but those in a call now.
"""

from collections.abc import Mapping
from enum import StrEnum

from esl_dialer.core.words import CLAIMED_STATUSES, RecordStatus


class Part(StrEnum):
    COMPLETED = "completed"
    """Reached: the whole message was heard, or a representative was."""
    FAILED = "failed"
    """Called, not reached, and not called again."""
    DO_NOT_CALL = "do_not_call"
    NO_ATTEMPT = "no_attempt"
    """Never called, and the campaign is completed or archived."""
    INVALID = "invalid"
    """The number is somebody else's."""
    SCHEDULED = "scheduled"
    """Not called yet."""
    IN_PROGRESS = "in_progress"
    """The first call is being placed, or goes on."""
    RETRY = "retry"
    """Waits to be called again."""
    RETRYING = "retrying"
    """A later call is being placed, or goes on."""
    LEFT_OUT = "left_out"
    """The campaign's filter does not mean them."""


class Group(StrEnum):
    COMPLETED = "completed"
    FAILED = "failed"
    SCHEDULED = "scheduled"


PARTS_OF: dict[Group, tuple[Part, ...]] = {
    Group.COMPLETED: (Part.COMPLETED,),
    Group.FAILED: (Part.FAILED, Part.DO_NOT_CALL, Part.NO_ATTEMPT, Part.INVALID),
    Group.SCHEDULED: (Part.SCHEDULED, Part.IN_PROGRESS, Part.RETRY, Part.RETRYING),
}
"""In the order in which they are shown. ``LEFT_OUT`` is in none: it is no result and no work."""

STATUSES_OF: dict[Part, frozenset[RecordStatus]] = {
    Part.COMPLETED: frozenset({RecordStatus.COMPLETED, RecordStatus.TRANSFERRED}),
    Part.FAILED: frozenset(
        {
            RecordStatus.TRANSFER_FAILED,
            RecordStatus.HUNG_UP,
            RecordStatus.NO_ANSWER,
            RecordStatus.BUSY,
            RecordStatus.FAILED,
            RecordStatus.MACHINE,
            RecordStatus.ABANDONED,
        }
    ),
    Part.DO_NOT_CALL: frozenset({RecordStatus.DNC, RecordStatus.STOPPED}),
    Part.NO_ATTEMPT: frozenset({RecordStatus.NO_ATTEMPT, RecordStatus.PENDING}),
    Part.INVALID: frozenset({RecordStatus.WRONG_PERSON}),
    Part.SCHEDULED: frozenset({RecordStatus.PENDING}),
    Part.IN_PROGRESS: CLAIMED_STATUSES,
    Part.RETRY: frozenset({RecordStatus.RETRY}),
    Part.RETRYING: CLAIMED_STATUSES,
    Part.LEFT_OUT: frozenset({RecordStatus.FILTERED_OUT}),
}
"""Where the records of a part stand. Of two parts with the same statuses each record is in one: by
whether it was called before, and by whether the campaign is over."""

CALLED_BEFORE = {Part.IN_PROGRESS: False, Part.RETRYING: True}
"""Of the parts whose records are in a call now."""


def statuses_of(part: Part, *, over: bool) -> frozenset[RecordStatus]:
    """Where its records stand. Of a campaign that is over nobody is scheduled: whoever is pending
    has had no attempt."""
    left_to = Part.NO_ATTEMPT if over else Part.SCHEDULED
    pending = frozenset({RecordStatus.PENDING})
    of_pending = part in (Part.NO_ATTEMPT, Part.SCHEDULED) and part is not left_to
    return STATUSES_OF[part] - pending if of_pending else STATUSES_OF[part]


def parts(statuses: Mapping[RecordStatus, int], *, again: int, over: bool) -> dict[Part, int]:
    """How many records are in each part, all parts named.

    ``again``: of those in a call now, how many were called before in this run. ``over``: the
    campaign is completed or archived.
    """
    counts = {
        part: sum(statuses.get(status, 0) for status in statuses_of(part, over=over))
        for part in STATUSES_OF
    }
    counts[Part.RETRYING] = min(again, counts[Part.RETRYING])
    counts[Part.IN_PROGRESS] -= counts[Part.RETRYING]
    return counts


def groups(counts: Mapping[Part, int]) -> dict[Group, int]:
    """The three that a performance bar is made of."""
    return {group: sum(counts[part] for part in its) for group, its in PARTS_OF.items()}
