"""How far a record is in its campaign's run: what outcomes move on and a reset takes back.

What many records undergo at once is an update of their rows: the values and the statuses of such
an update stand here, as constants.
"""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.words import DIALABLE_STATUSES, Outcome, RecordAudio, RecordStatus


@dataclass(frozen=True, slots=True)
class Progress:
    """``attempts`` of this run that count, ``refusals`` in a row, ``next_phone`` by position.

    ``not_before`` is None when it may be dialed at once, or never. ``urgent``: first in line among
    the due. ``heard_at``: when a message was last heard to its end.
    """

    status: RecordStatus
    attempts: int = 0
    refusals: int = 0
    next_phone: int = 0
    not_before: datetime | None = None
    urgent: bool = False
    last_outcome: Outcome | None = None
    heard_at: datetime | None = None

    @property
    def dialable(self) -> bool:
        """Now, or when what it waits for is over."""
        return self.status in DIALABLE_STATUSES

    def ready(self, audio: RecordAudio) -> bool:
        """Whether nothing but its turn and the hours hold it back; ``audio``: its message."""
        return self.dialable and self.not_before is None and audio is RecordAudio.READY


NEW = Progress(RecordStatus.PENDING)
"""At the beginning of a run."""

PROTECTED_STATUSES = frozenset(
    {RecordStatus.DNC, RecordStatus.WRONG_PERSON, RecordStatus.STOPPED, RecordStatus.DELETED}
)
"""A promise not to call stands for good, and so does a deletion: no reset takes it back."""

PROMISED_IN_A_CALL = frozenset({RecordStatus.WRONG_PERSON, RecordStatus.DNC, RecordStatus.STOPPED})
"""Of these: what a simulated call came to was said by nobody, and is no promise."""


def as_it_stood(status: RecordStatus, attempts: int) -> RecordStatus:
    """What a record is whatever the campaign's filter says of it: its attempts tell whether it was
    called before it was left out."""
    if status is not RecordStatus.FILTERED_OUT:
        return status
    return RecordStatus.RETRY if attempts else RecordStatus.PENDING
