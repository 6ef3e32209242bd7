"""The do-not-call mark of one phone: that phone is not dialed, the record's others are.

A record whose phones are all marked, or in use no more, is stopped as by a list until one is
unmarked.
"""

from collections.abc import Iterable

from esl_dialer.core.people.stops import Mark
from esl_dialer.core.says import Says
from esl_dialer.core.words import StopReason

ALL_MARKED = Says("each of its phones is marked do-not-call")

PhoneState = tuple[bool, bool]
"""(invalid, marked)"""


def stop_by_marks(phones: Iterable[PhoneState], mark: Mark | None) -> Mark | None:
    """The stop that the record has by its phones' marks, or by what stopped it otherwise."""
    if mark is not None and not is_by_marks(mark):
        return mark
    there = list(phones)
    left = any(not invalid and not marked for invalid, marked in there)
    all_marked = not left and any(marked for _, marked in there)
    return Mark(StopReason.DNC, ALL_MARKED) if all_marked else None


def is_by_marks(mark: Mark) -> bool:
    return mark.source.text == ALL_MARKED.text
