"""The engine's SQL: one native thread, so that a wait for the disk never stops a greenlet."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from gevent.threadpool import ThreadPool

from esl_dialer.store.database import told

T = TypeVar("T")


class Sql(Protocol):
    """Runs one piece of database work; nothing else of the engine touches the database."""

    def __call__(self, work: Callable[..., T], *args: object) -> T: ...


def _with_our_errors(work: Callable[..., T], *args: object) -> T:
    with told():
        return work(*args)


class Writer:
    """Runs database work, one piece after the other, in a thread of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPool(1)

    def __call__(self, work: Callable[..., T], *args: object) -> T:
        return self._pool.apply(_with_our_errors, (work, *args))  # type: ignore[no-any-return]

    def close(self) -> None:
        self._pool.kill()
