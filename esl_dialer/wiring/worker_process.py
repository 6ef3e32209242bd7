"""The worker process: reads the lists that pages and API were given, undoes imports, lets campaigns
follow their lists, reads do-not-call numbers, fetches the files of addresses."""

import logging
import os
from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import NoReturn

from esl_dialer.outbound import downloads
from esl_dialer.runtime.logs import line
from esl_dialer.runtime.owners import own_name
from esl_dialer.services.calls import news
from esl_dialer.services.context import Context
from esl_dialer.services.lists import attaching, deleting, fetching, list_reading, taking, undoing
from esl_dialer.services.people import dnc_imports
from esl_dialer.services.unavailable import DATABASE_AWAY
from esl_dialer.worker.working import end_when_asked, work_until_stopped

log = logging.getLogger(__name__)

NICENESS = 10
"""When processors are short, calls go first, then pages, then lists."""


def run(ctx: Context) -> NoReturn:
    """Until stopped: a list that is cut off is gone on with by the next."""
    os.nice(NICENESS)
    end_when_asked()
    _beside("fetch.stopped", ctx, lambda: fetching.work_once(ctx, own_name(), downloads.fetched))
    _beside("dnc.stopped", ctx, lambda: dnc_imports.work_once(ctx, own_name()))
    work_until_stopped(partial(work_once, ctx, own_name()), ctx.clock, DATABASE_AWAY)


def work_once(ctx: Context, owner: str) -> bool:
    """False when there is nothing to do."""
    return (
        list_reading.work_once(ctx, owner)
        or undoing.work_once(ctx, owner)
        or taking.work_once(ctx)
        or attaching.work_once(ctx)
        or deleting.work_once(ctx)
    )


def _beside(end: str, ctx: Context, work: Callable[[], bool]) -> None:
    """In a thread of its own, beside the reading of lists: a server that keeps one waiting holds up
    no list that is here, and no list holds up numbers that must not be called."""

    def once() -> bool:
        with news.connection():
            return work()

    def run() -> None:
        try:
            work_until_stopped(once, ctx.clock, DATABASE_AWAY)
        except Exception:
            log.exception(line(end))
            os._exit(1)

    Thread(target=run, daemon=True).start()
