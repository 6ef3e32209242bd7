"""Reads lists in the background: one native thread, so that pages are served meanwhile."""

import logging
from collections.abc import Callable

import gevent
from gevent.threadpool import ThreadPool

log = logging.getLogger(__name__)

LOOK_S = 60.0
"""Seconds between two looks for lists that stand still, because their reader was killed."""


class Imports:
    def __init__(self, work: Callable[[int], None], unfinished: Callable[[], dict[int, int]]):
        self._work, self._unfinished = work, unfinished
        self._pool = ThreadPool(1)
        self._seen: dict[int, int] = {}

    def begin(self, list_id: int) -> None:
        """Read this list as soon as those before it are read."""
        self._pool.spawn(self._guarded, list_id)

    def run(self) -> None:
        """Take up lists that stand still, for ever."""
        while True:
            self.look()
            gevent.sleep(LOOK_S)

    def look(self) -> list[int]:
        """Begin again with lists that have not moved since the last look; returns them."""
        now = self._unfinished()
        still = [list_id for list_id, rows in now.items() if self._seen.get(list_id) == rows]
        self._seen = now
        for list_id in still:
            self.begin(list_id)
        return still

    def _guarded(self, list_id: int) -> None:
        try:
            self._work(list_id)
        except Exception:
            log.exception("import.failed list=%d", list_id)
