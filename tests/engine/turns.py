"""Greenlets on a clock that is turned by hand: whoever sleeps is woken in the order of instants.

Moved on by itself (``instant``), it is a process that stood still: who slept is woken too late.
"""

import heapq
from datetime import datetime, timedelta
from itertools import count

import gevent
from gevent.event import Event

from tests.fakes import START


class TurnedClock:
    """``esl_dialer.runtime.clock.Clock``; ``turn`` moves it to the next instant waited for."""

    def __init__(self) -> None:
        self.instant = START
        self._waiting: list[tuple[datetime, int, Event]] = []
        self._order = count()

    def now(self) -> datetime:
        return self.instant

    def sleep(self, seconds: float) -> None:
        self.wait(Event(), seconds)

    def wait(self, event: Event, seconds: float) -> None:
        until = self.instant + timedelta(seconds=max(0.0, seconds))
        heapq.heappush(self._waiting, (until, next(self._order), event))
        event.wait()

    def turn(self, until: datetime) -> None:
        """Let everybody run up to that instant."""
        gevent.idle()
        while self._waiting and self._waiting[0][0] <= until:
            woken_at, _, event = heapq.heappop(self._waiting)
            self.instant = max(self.instant, woken_at)
            event.set()
            gevent.idle()
        self.instant = until
