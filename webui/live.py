"""Live pages: one reader of the outbox, and a stream of topics to every open page.

A stream carries only the names of what changed ("calls", "campaigns"): the page then asks again for
the parts it shows. So a slow page can miss nothing (its pending topics are a set), a lost stream
catches up by asking once, and no page waits for another.
"""

import logging
import time
from collections.abc import Callable, Iterator

import gevent
from gevent.event import Event

from esl_dialer.runtime.logs import line

log = logging.getLogger(__name__)

POLL_S = 0.5
PING_S = 15.0
"""Seconds between two looks at the outbox; between signs of life (they find dead pages)."""

MOST_STREAMS = 3
"""Of one session: a browser opens six connections to a host, and pages need some of them."""

ENDED = "session"
"""The topic that no page is told: whose stream it is is looked at anew."""

GONE = "dialer.gone"
"""In a request's environment: a function that tells whether the browser has closed it."""

Read = Callable[[int], tuple[int, frozenset[str]]]


class Listener:
    """What one page has still to be told; bounded, because it is a set of few names."""

    def __init__(self, session: str, gone: Callable[[], bool]) -> None:
        self.session, self.gone = session, gone
        self.closed = False
        self._pending: set[str] = set()
        self._woken = Event()

    def tell(self, topics: frozenset[str]) -> None:
        self._pending |= topics
        self._woken.set()

    def take(self, timeout: float) -> list[str]:
        """The topics since the last call, sorted; waits for some, at most ``timeout`` seconds."""
        self._woken.wait(timeout)
        self._woken.clear()
        taken, self._pending = sorted(self._pending), set()
        return taken


class Live:
    def __init__(
        self,
        read: Read,
        last_number: Callable[[], int],
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read, self._last_number, self._timer = read, last_number, timer
        self._listeners: set[Listener] = set()
        self._number: int | None = None

    def run(self, away: tuple[type[Exception], ...] = ()) -> None:
        """Look at the outbox for ever; ``away``: what is raised while there is no database."""
        while True:
            try:
                self.look()
            except away:
                pass
            except Exception:
                log.exception(line("live.look_failed"))
            gevent.sleep(POLL_S)

    def look(self) -> None:
        """Tell every open page what happened since the last look."""
        if self._number is None:
            self._number = self._last_number()
        self._number, topics = self._read(self._number)
        if topics:
            self.tell(topics)

    def tell(self, topics: frozenset[str]) -> None:
        """To every open page."""
        for listener in list(self._listeners):
            listener.tell(topics)

    def join(self, session: str, gone: Callable[[], bool] = lambda: False) -> Listener | None:
        """A new stream; None when the session has enough of them, pages that are gone aside.

        ``gone`` tells whether the stream's page has closed it.
        """
        mine = [listener for listener in self._listeners if listener.session == session]
        for listener in mine:
            if listener.gone():
                self.leave(listener)
        if sum(not listener.closed for listener in mine) >= MOST_STREAMS:
            return None
        listener = Listener(session, gone)
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        listener.closed = True
        listener.tell(frozenset())

    def end(self, session: str) -> None:
        """Its user signed out."""
        for listener in [one for one in self._listeners if one.session == session]:
            self.leave(listener)

    def stream(self, listener: Listener, still_signed_in: Callable[[], bool]) -> Iterator[str]:
        """The text of the event stream, until the page is gone or its user signed out."""
        try:
            yield "retry: 2000\n\n"
            looked = self._timer()
            while not listener.closed:
                topics = listener.take(PING_S)
                if ENDED in topics or self._timer() - looked >= PING_S:
                    looked = self._timer()
                    if not still_signed_in():
                        return
                if not topics and not listener.closed:
                    yield ": ping\n\n"
                for topic in topics:
                    if topic != ENDED and not listener.closed:
                        yield f"event: {topic}\ndata: {topic}\n\n"
        finally:
            self.leave(listener)
