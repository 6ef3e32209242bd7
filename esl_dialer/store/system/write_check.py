"""Can the database be written? Tried, not guessed."""

from datetime import datetime

from esl_dialer.core.system.troubles import StoreState
from esl_dialer.store import models
from esl_dialer.store.connections import connection
from esl_dialer.store.database import StoreBusy, StoreError, in_a_hurry, transaction
from esl_dialer.store.errors import StoreAway, StoreFull, StoreReadOnly

NAME = "write check"

STATES: dict[type[Exception], StoreState] = {
    StoreFull: StoreState.FULL,
    StoreReadOnly: StoreState.READ_ONLY,
    StoreAway: StoreState.AWAY,
    StoreBusy: StoreState.BUSY,
    StoreError: StoreState.AWAY,
}
"""By error, the first that fits."""


def try_to_write(now: datetime, seconds: float, *, really: bool) -> tuple[StoreState, str]:
    """What came of it, and what was said. On a connection of its own, waiting so long for others
    who write. ``really``: a row is written and deleted, else the lock is taken and no more."""
    try:
        with in_a_hurry(seconds), connection(), transaction():
            if really:
                table = models.Lease
                table.insert(name=NAME, owner="", expires_at=now).on_conflict_ignore().execute()
                table.delete().where(table.name == NAME).execute()
    except (StoreBusy, StoreError) as error:
        return state_of(error), " ".join(str(error).split())
    return StoreState.FINE, ""


def state_of(error: Exception) -> StoreState:
    return next(state for kind, state in STATES.items() if isinstance(error, kind))
