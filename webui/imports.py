"""Reads lists in the background: one native thread, so that pages are served meanwhile."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ParamSpec, TypeVar

import gevent
from gevent.threadpool import ThreadPool

from esl_dialer.runtime.logs import line
from esl_dialer.services.calls import news
from esl_dialer.services.context import Context
from esl_dialer.services.lists import uploads
from esl_dialer.services.unavailable import DATABASE_AWAY

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

LOOK_S = 60.0
"""Seconds between two looks for lists that stand still, because their reader was killed."""

MOST_TRIES = 3
"""So often may the reading of a list break, in one process, before the list fails."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is done with lists, each with a database connection of its own."""

    work: Callable[[int], None]
    """Read one to its end."""
    unfinished: Callable[[], dict[int, int]]
    """Those not read to their end, and how many rows of each are."""
    give_up: Callable[[int, Exception], None]
    """Fail one, for that reason."""


def reading(ctx: Context) -> Reading:
    """As the services do it."""
    return Reading(
        work=_connected(partial(uploads.work, ctx)),
        unfinished=_connected(uploads.unfinished),
        give_up=_connected(partial(uploads.give_up, ctx)),
    )


def _connected(act: Callable[P, T]) -> Callable[P, T]:
    def connecting(*args: P.args, **kwargs: P.kwargs) -> T:
        with news.connection():
            return act(*args, **kwargs)

    return connecting


class Imports:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._pool = ThreadPool(1)
        self._seen: dict[int, int] = {}
        self._broken: Counter[int] = Counter()

    def begin(self, list_id: int) -> None:
        """Read this list as soon as those before it are read; returns at once."""
        gevent.spawn(self._pool.spawn, self.read, list_id)

    def run(self) -> None:
        """Take up lists that stand still, for ever."""
        while True:
            self.look()
            gevent.sleep(LOOK_S)

    def look(self) -> list[int]:
        """Begin again with lists that have not moved since the last look; returns them.

        A database that is away is asked again at the next look.
        """
        try:
            now = self._reading.unfinished()
        except DATABASE_AWAY as error:
            log.warning(line("import.not_looked", error=error))
            return []
        still = [list_id for list_id, rows in now.items() if self._seen.get(list_id) == rows]
        self._seen = now
        for list_id in still:
            self.begin(list_id)
        return still

    def read(self, list_id: int) -> None:
        """Read it now. What breaks is tried again at a later look, a bounded number of times; a
        database that is away or full says nothing against the list."""
        try:
            self._reading.work(list_id)
        except DATABASE_AWAY as error:
            log.warning(line("import.waits", list=list_id, error=error))
        except Exception as error:
            log.exception(line("import.broke", list=list_id))
            self._count(list_id, error)

    def _count(self, list_id: int, error: Exception) -> None:
        self._broken[list_id] += 1
        if self._broken[list_id] >= MOST_TRIES:
            self._reading.give_up(list_id, error)
