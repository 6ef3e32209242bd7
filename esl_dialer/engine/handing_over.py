"""Notes of what is about to be written to the switch; who asks meanwhile shares the next commit."""

import logging

from gevent.lock import BoundedSemaphore

from esl_dialer.engine.writer import Sql
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import Recurring
from esl_dialer.store.calls import handing_over
from esl_dialer.store.database import StoreBusy, StoreError

log = logging.getLogger(__name__)


class HandingOver:
    def __init__(self, sql: Sql, clock: Clock, owner: str) -> None:
        self._sql, self._clock, self._owner = sql, clock, owner
        self._one_at_a_time = BoundedSemaphore()
        self._asked: list[str] = []
        self._noted: dict[str, bool] = {}
        self._unnoted = Recurring(log, "hand_over.not_noted", "hand_over.noted")

    def note(self, attempts: list[str]) -> frozenset[str]:
        """Those that are noted, and may be written: see ``store.calls.handing_over``."""
        self._asked += attempts
        with self._one_at_a_time:
            if not self._noted.keys() >= set(attempts):
                self._note_all()
        return frozenset(one for one in attempts if self._noted.pop(one, False))

    def _note_all(self) -> None:
        batch, self._asked = self._asked, []
        try:
            noted = self._sql(handing_over.note, batch, self._owner, self._clock.now())
        except StoreBusy:
            noted = frozenset()
        except StoreError as error:
            self._unnoted.met(error)
            noted = frozenset()
        else:
            self._unnoted.gone()
        self._noted |= {one: one in noted for one in batch}
