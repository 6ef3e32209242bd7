"""The engine's SQL: one native thread, so that a wait for the disk never stops a greenlet."""

import logging
from collections.abc import Callable
from typing import Protocol, TypeVar

from gevent.threadpool import ThreadPool

from esl_dialer.runtime.logs import Recurring
from esl_dialer.store.database import StoreBusy, renamed_errors
from esl_dialer.store.system import leases

log = logging.getLogger(__name__)

T = TypeVar("T")


class Sql(Protocol):
    """Runs one piece of database work; nothing else of the engine touches the database."""

    def __call__(self, work: Callable[..., T], *args: object) -> T: ...


def store_trouble() -> Recurring:
    return Recurring(log, "store.trouble", "store.well_again")


def _tried(work: Callable[..., T], *args: object) -> tuple[T | None, Exception | None]:
    """An error is brought back as a value: the pool writes what is raised to the log."""
    try:
        with renamed_errors():
            return work(*args), None
    except Exception as error:
        return None, error


class Writer:
    """Runs database work, one piece after the other, in a thread of its own.

    A database that is busy, full or away is said here, once for all that meet it (``trouble``,
    which the writers of a process share), and its end when the lease is renewed, which writes every
    five seconds. Who asked tries again.
    """

    def __init__(self, trouble: Recurring | None = None) -> None:
        self._pool = ThreadPool(1)
        self._trouble = trouble or store_trouble()

    def __call__(self, work: Callable[..., T], *args: object) -> T:
        found: tuple[T, Exception | None] = self._pool.apply(_tried, (work, *args))
        if found[1] is not None:
            if isinstance(found[1], StoreBusy):
                self._trouble.met(found[1])
            raise found[1]
        if work is leases.renew:
            self._trouble.gone()
        return found[0]

    def close(self) -> None:
        self._pool.kill()
