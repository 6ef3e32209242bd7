"""Work that would hold up the loop (hashing, files, uploads): in a native thread."""

from collections.abc import Callable
from typing import TypeVar

import gevent

from esl_dialer.services.calls import news

T = TypeVar("T")


def in_thread(act: Callable[..., T], *args: object) -> T:
    """The result of ``act(*args)``, called with a database connection of its own."""

    def work() -> tuple[T | None, Exception | None]:
        """An error is brought back as a value: the pool writes what is raised to the log."""
        try:
            with news.connection():
                return act(*args), None
        except Exception as error:
            return None, error

    found: tuple[T, Exception | None] = gevent.get_hub().threadpool.apply(work)
    if found[1] is not None:
        raise found[1]
    return found[0]
