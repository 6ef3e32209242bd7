"""Work that would hold up the loop (hashing, files, uploads): in a native thread."""

from collections.abc import Callable
from typing import TypeVar

import gevent

from esl_dialer.services import news

T = TypeVar("T")


def in_thread(act: Callable[..., T], *args: object) -> T:
    """The result of ``act(*args)``, called with a database connection of its own."""

    def work() -> T:
        with news.connection():
            return act(*args)

    result: T = gevent.get_hub().threadpool.apply(work)
    return result
