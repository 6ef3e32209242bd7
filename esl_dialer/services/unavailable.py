"""What any service may raise besides its own errors: the database can't be used just now."""

from esl_dialer.store.database import (
    StoreAway,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreReplaced,
)
from esl_dialer.store.errors import StoreReadOnly

DATABASE_AWAY: tuple[type[Exception], ...] = (StoreBusy, StoreError)
"""It is locked, away, or its disk is full."""

DATABASE_BUSY = StoreBusy
"""Of these: another part of the dialer writes, and nothing was written."""

DATABASE_REPLACED = StoreReplaced
"""A busy one that stays so until its file is back or the dialer is started anew."""

DATABASE_DOWN: tuple[type[Exception], ...] = (StoreFull, StoreReadOnly, StoreAway)
"""Busy ones for which somebody must do something first: no room, not to be written, cut off."""

DATABASE_CUT = StoreAway
"""Of a commit that was under way nobody knows whether it took."""
