"""The engine's SQL: one native thread, so that a wait for the disk never stops a greenlet."""

import logging
from _queue import SimpleQueue  # not gevent's, by which greenlets wait
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar, cast

import gevent
from gevent.event import AsyncResult
from gevent.monkey import get_original

from esl_dialer.runtime.logs import Recurring
from esl_dialer.store.database import StoreBusy, renamed_errors
from esl_dialer.store.system import leases

log = logging.getLogger(__name__)

T = TypeVar("T")

_start_native_thread = get_original("_thread", "start_new_thread")


class Sql(Protocol):
    """Runs one piece of database work; nothing else of the engine touches the database."""

    def __call__(self, work: Callable[..., T], *args: object) -> T: ...


def store_trouble() -> Recurring:
    return Recurring(log, "store.trouble", "store.well_again")


Tried = tuple[T | None, BaseException | None]


def _tried(work: Callable[..., T], *args: object) -> Tried[T]:
    """An error is brought back as a value."""
    try:
        with renamed_errors():
            return work(*args), None
    except BaseException as error:
        return None, error


class _Thread:
    """A native thread that does one piece of work after the other, for greenlets of one hub.

    gevent's pool has more to do for each, and a watcher to make: half as much again.
    """

    def __init__(self) -> None:
        self._asked: SimpleQueue[tuple[AsyncResult, Callable[[], object]] | None] = SimpleQueue()
        self._done: deque[tuple[AsyncResult, object]] = deque()
        self._wake = gevent.get_hub().loop.async_()
        self._pending = 0
        _start_native_thread(self._work, ())

    def __call__(self, work: Callable[[], object]) -> object:
        """What it returned. It must not raise."""
        answer = AsyncResult()
        if not self._pending:
            self._wake.start(self._deliver)
        self._pending += 1
        self._asked.put((answer, work))
        return answer.get()

    def _work(self) -> None:
        while (asked := self._asked.get()) is not None:
            answer, work = asked
            self._done.append((answer, work()))
            self._wake.send()

    def _deliver(self) -> None:
        """In the hub: more than one may be done."""
        while self._done:
            answer, found = self._done.popleft()
            self._pending -= 1
            answer.set(found)
        if not self._pending:
            self._wake.stop()

    def end(self) -> None:
        """Once what was asked is done."""
        self._asked.put(None)


class Writer:
    """Runs database work, one piece after the other, in a thread of its own.

    A database that is busy, full or away is said here, once for all that meet it (``trouble``,
    which the writers of a process share), and its end when the lease is renewed, which writes every
    five seconds. Who asked tries again.
    """

    def __init__(self, trouble: Recurring | None = None) -> None:
        self._thread = _Thread()
        self._trouble = trouble or store_trouble()

    def __call__(self, work: Callable[..., T], *args: object) -> T:
        found, error = cast("Tried[T]", self._thread(partial(_tried, work, *args)))
        if error is not None:
            if isinstance(error, StoreBusy):
                self._trouble.met(error)
            raise error
        if work is leases.renew:
            self._trouble.gone()
        return cast(T, found)

    def close(self) -> None:
        self._thread.end()
