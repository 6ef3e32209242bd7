"""At most one heard message a day: for a number, and for a person, whichever record it was.

The rules ask it before a call (``core.rules.record_rules``), the end of a call counts for it
(``core.calls.settlement``).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

HEARD_WAIT = timedelta(hours=24)
"""After a heard message, until the next call to that number or person; docs/decisions.md, "One
heard message a day"."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of a record's number and person from calls, of whichever record.

    ``number_live``, ``person_live``: being called now, for another record. ``number_heard_at``,
    ``person_heard_at``: when a message was last heard, None when that is no matter any more.
    """

    number_live: bool = False
    person_live: bool = False
    number_heard_at: datetime | None = None
    person_heard_at: datetime | None = None


NO_CONTACT = Contact()


def counts_since(now: datetime) -> datetime:
    """What was heard at or before that instant holds nobody back any more."""
    return now - HEARD_WAIT


def rests_until(heard_at: datetime) -> datetime:
    return heard_at + HEARD_WAIT
