"""The bounded queue between the reader of the event socket and what the events are for."""

import logging
import time
from collections import deque
from collections.abc import Callable

import gevent
from gevent.event import Event

from esl_dialer.esl.connection import BUSY_SECONDS, YIELD_SECONDS
from esl_dialer.esl.switch import SwitchEvent
from esl_dialer.runtime.logs import line

log = logging.getLogger(__name__)


class Delivery:
    """Hands call events and link changes to two callbacks, one by one, in the order they came.

    A callback that raises is logged and counted, and the next is delivered. At most ``limit``
    items wait, but a link change is always taken.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._items: deque[SwitchEvent | bool | None] = deque()
        self._woken = Event()
        self._on_event: Callable[[SwitchEvent], None] | None = None
        self._on_link: Callable[[bool], None] | None = None
        self._greenlet: gevent.Greenlet | None = None
        self.failed = 0

    @property
    def waiting(self) -> int:
        return len(self._items)

    @property
    def recovered(self) -> bool:
        """Whether half of the queue, or more, is free."""
        return self.waiting <= self._limit // 2

    def listen(
        self, on_event: Callable[[SwitchEvent], None], on_link: Callable[[bool], None]
    ) -> None:
        self._on_event, self._on_link = on_event, on_link

    def start(self) -> None:
        self._greenlet = gevent.spawn(self._run)

    def stop(self, seconds: float) -> None:
        """Deliver what waits, for ``seconds`` at the most, and end."""
        self._put(None)
        if self._greenlet is not None:
            self._greenlet.join(seconds)
            self._greenlet.kill()

    def offer(self, event: SwitchEvent) -> bool:
        """Take an event; False, and not taken, when the queue is full. Never waits."""
        if self.waiting >= self._limit:
            return False
        self._put(event)
        return True

    def link(self, up: bool) -> None:
        self._put(up)

    def _put(self, item: SwitchEvent | bool | None) -> None:
        self._items.append(item)
        self._woken.set()

    def _next(self) -> SwitchEvent | bool | None:
        """The first that waits, however long that takes; all that came together at one waking."""
        while not self._items:
            self._woken.clear()
            self._woken.wait()
        return self._items.popleft()

    def _run(self) -> None:
        began = time.monotonic()
        while (item := self._next()) is not None:
            try:
                self._hand_over(item)
            except Exception:
                self.failed += 1
                log.exception(line("switch.event_failed", item=item))
            if time.monotonic() - began > BUSY_SECONDS:
                gevent.sleep(YIELD_SECONDS)
                began = time.monotonic()

    def _hand_over(self, item: SwitchEvent | bool) -> None:
        if isinstance(item, bool):
            if self._on_link is not None:
                self._on_link(item)
        elif self._on_event is not None:
            self._on_event(item)
