"""The note that precedes every write to the switch: an attempt without it never left its engine.

A compare and swap, so that of two engines (one that slept, and the one that took over) one alone
can write. It need not reach the disk before the write: a process that is killed leaves what it
committed, and after a machine that failed its absence proves nothing (``never_left``).
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from esl_dialer.core.calls.reconcile import never_left
from esl_dialer.core.words import CallState
from esl_dialer.store import models
from esl_dialer.store.database import transaction
from esl_dialer.store.statements import Select, Update

_NOTE = Update(
    models.Attempt,
    ("handed_at",),
    "id = ? AND owner = ? AND handed_at IS NULL AND settled_at IS NULL",
)
_TAKE_OVER = Update(models.Attempt, ("owner",), "id = ? AND owner = ? AND handed_at IS NULL")
_WAITING = Select(
    "FROM attempt WHERE state = ? AND handed_at IS NULL",
    (models.Attempt, ("id", "owner", "claimed_at")),
)


def note(attempt_ids: Iterable[str], owner: str, at: datetime) -> frozenset[str]:
    """Note that these may be written from now on; those that are that engine's to write.

    The others were settled, or taken over by another engine.
    """
    with transaction():
        return frozenset(one for one in attempt_ids if _NOTE((at,), one, owner))


def take_over(
    owner: str, notes_survived: Callable[[str], bool], restored_at: datetime | None = None
) -> list[str]:
    """Attempts of engines that are gone which surely never left them; ``owner``'s from now on.

    ``notes_survived`` says of an engine whether all that it noted is sure to be in this database;
    ``restored_at`` is when the database was restored: nothing is sure of attempts before.
    """
    with transaction():
        waiting = [
            (attempt, engine)
            for attempt, engine, claimed_at in _WAITING.rows(str(CallState.CLAIMED))
            if restored_at is None or claimed_at > restored_at
            if never_left(noted=False, notes_survived=notes_survived(engine))
        ]
        return [attempt for attempt, engine in waiting if _TAKE_OVER((owner,), attempt, engine)]
