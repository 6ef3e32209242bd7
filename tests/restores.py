"""A database whose restore was noticed, for tests."""

from datetime import datetime, timedelta

from esl_dialer.core.calls.restored import Because, Gap
from esl_dialer.core.says import NOTHING
from esl_dialer.store.database import transaction
from esl_dialer.store.system import restorations


def noticed(
    now: datetime, unknown: dict[int, int], *, claims: int | None = None, asked: bool = True
) -> int:
    """Now, of the last half hour; ``unknown``: records that may have been called, by campaign."""
    with transaction():
        gap = Gap(now - timedelta(minutes=30), now, claims)
        restorations.begin(Because.BEHIND, gap, "before", now)
        last = restorations.last()
        assert last is not None
        if asked:
            restorations.note_asked(last.id, NOTHING, now)
        for campaign, count in unknown.items():
            restorations.note_unknown(last.id, campaign, count)
    return last.id
