"""The engine's SQL: one native thread, so that a wait for the disk never stops a greenlet."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from gevent.threadpool import ThreadPool

from esl_dialer.store.database import renamed_errors

T = TypeVar("T")


class Sql(Protocol):
    """Runs one piece of database work; nothing else of the engine touches the database."""

    def __call__(self, work: Callable[..., T], *args: object) -> T: ...


def _tried(work: Callable[..., T], *args: object) -> tuple[T | None, Exception | None]:
    """An error is brought back as a value: the pool writes what is raised to the log."""
    try:
        with renamed_errors():
            return work(*args), None
    except Exception as error:
        return None, error


class Writer:
    """Runs database work, one piece after the other, in a thread of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPool(1)

    def __call__(self, work: Callable[..., T], *args: object) -> T:
        found: tuple[T, Exception | None] = self._pool.apply(_tried, (work, *args))
        if found[1] is not None:
            raise found[1]
        return found[0]

    def close(self) -> None:
        self._pool.kill()
