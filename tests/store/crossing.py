"""Greenlets of the loop and native threads open connections and log at the same time.

Run as a process of its own, patched as the dialer's are: ends when all have had all their turns.
"""

# ruff: noqa: E402 (what waits is patched before it is imported)

from gevent import monkey

monkey.patch_all()

import logging
import sys

import gevent

from esl_dialer.runtime import log_stream, logs
from esl_dialer.store.connections import connection
from esl_dialer.store.database import open_database

TURNS = 300
log = logging.getLogger("crossing")


def turn() -> None:
    with connection():
        log.info(logs.line("turn"))


def in_the_loop() -> None:
    for _ in range(TURNS):
        turn()
        gevent.sleep(0)


def in_threads() -> None:
    for _ in range(TURNS):
        gevent.get_hub().threadpool.apply(turn)


def main(url: str) -> None:
    log_stream.setup("info")
    open_database(url).close()
    gevent.joinall(
        [gevent.spawn(act) for act in (in_the_loop, in_threads) for _ in range(4)], raise_error=True
    )


if __name__ == "__main__":
    main(sys.argv[1])
