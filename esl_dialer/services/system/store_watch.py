"""Is the database fit to be written? Looked at again and again, for the banner on every page."""

import logging
import shutil
from datetime import datetime, timedelta

from esl_dialer.core.system.troubles import (
    ROOM_BYTES,
    StoreState,
    Trouble,
    trouble,
    with_room,
)
from esl_dialer.runtime.config import Config
from esl_dialer.runtime.logs import Changes, line
from esl_dialer.services.context import Context
from esl_dialer.services.unavailable import DATABASE_AWAY
from esl_dialer.store.system import write_check

log = logging.getLogger(__name__)

LOOK_S = 1.0
"""Seconds between two looks; each waits as long for others who write."""

WRITE_EVERY = timedelta(seconds=15)
"""So often something is written: only that finds a disk without room that is elsewhere."""


class StoreWatch:
    """``look`` now and then; ``note`` what somebody met."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._state, self._since = StoreState.FINE, ctx.now()
        self._wrote: datetime | None = None
        self._told = Changes()

    def look(self) -> None:
        now = self._ctx.now()
        really = self._wrote is None or now - self._wrote >= WRITE_EVERY
        found, said = write_check.try_to_write(now, LOOK_S, really=really)
        if found is StoreState.FINE:
            self._wrote = now if really else self._wrote
        config = self._ctx.config
        self._is(with_room(found, room(config), embedded=not config.database), said)

    def note(self, error: Exception) -> None:
        """Somebody could not write: believed until the next look, which tries in earnest."""
        if isinstance(error, DATABASE_AWAY):
            self._wrote = None
            self._is(write_check.state_of(error), " ".join(str(error).split()))

    def trouble(self) -> Trouble | None:
        return trouble(self._state, self._since, self._ctx.now())

    def _is(self, state: StoreState, said: str) -> None:
        if state is not self._state:
            self._state, self._since = state, self._ctx.now()
        lasting = state if self.trouble() else ""
        if self._told.is_news(lasting):
            told = {"reason": said} if said else {}
            log.warning(line("store.state", state=lasting or StoreState.FINE, **told))


def room(config: Config) -> int:
    """Bytes free on the disk of the data directory; enough where nobody can say."""
    try:
        return shutil.disk_usage(config.data.absolute()).free
    except OSError:
        return ROOM_BYTES
