"""The bounded queue between the reader of the event socket and what the events are for."""

import logging
import time
from collections.abc import Callable

import gevent
from gevent.queue import SimpleQueue

from esl_dialer.core.calls.events import CallEvent
from esl_dialer.esl.connection import BUSY_SECONDS, YIELD_SECONDS
from esl_dialer.runtime.logs import line

log = logging.getLogger(__name__)


class Delivery:
    """Hands call events and link changes to two callbacks, one by one, in the order they came.

    A callback that raises is logged and counted, and the next is delivered. At most ``limit``
    items wait, but a link change is always taken.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._queue: SimpleQueue[CallEvent | bool | None] = SimpleQueue()
        self._on_event: Callable[[CallEvent], None] | None = None
        self._on_link: Callable[[bool], None] | None = None
        self._greenlet: gevent.Greenlet | None = None
        self.failed = 0

    @property
    def waiting(self) -> int:
        return int(self._queue.qsize())

    @property
    def recovered(self) -> bool:
        """Whether half of the queue, or more, is free."""
        return self.waiting <= self._limit // 2

    def listen(
        self, on_event: Callable[[CallEvent], None], on_link: Callable[[bool], None]
    ) -> None:
        self._on_event, self._on_link = on_event, on_link

    def start(self) -> None:
        self._greenlet = gevent.spawn(self._run)

    def stop(self, seconds: float) -> None:
        """Deliver what waits, for ``seconds`` at the most, and end."""
        self._queue.put(None)
        if self._greenlet is not None:
            self._greenlet.join(seconds)
            self._greenlet.kill()

    def offer(self, event: CallEvent) -> bool:
        """Take an event; False, and not taken, when the queue is full. Never waits."""
        if self.waiting >= self._limit:
            return False
        self._queue.put(event)
        return True

    def link(self, up: bool) -> None:
        self._queue.put(up)

    def _run(self) -> None:
        began = time.monotonic()
        while (item := self._queue.get()) is not None:
            try:
                self._hand_over(item)
            except Exception:
                self.failed += 1
                log.exception(line("switch.event_failed", item=item))
            if time.monotonic() - began > BUSY_SECONDS:
                gevent.sleep(YIELD_SECONDS)
                began = time.monotonic()

    def _hand_over(self, item: CallEvent | bool) -> None:
        if isinstance(item, bool):
            if self._on_link is not None:
                self._on_link(item)
        elif self._on_event is not None:
            self._on_event(item)
