"""What any service may raise besides its own errors: the database can't be used just now."""

from esl_dialer.store.database import StoreBusy, StoreError, StoreFull, StoreReplaced

DATABASE_AWAY: tuple[type[Exception], ...] = (StoreBusy, StoreError)
"""It is locked, away, or its disk is full."""

DATABASE_BUSY, DATABASE_FULL = StoreBusy, StoreFull
"""Of these: another part of the dialer writes, and nothing was written; a busy one without room."""

DATABASE_REPLACED = StoreReplaced
"""A busy one that stays so until its file is back or the dialer is started anew."""
