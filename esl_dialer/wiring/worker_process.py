"""The worker process: reads the lists that pages and API were given, fetches those of addresses."""

import logging
import os
from functools import partial
from threading import Thread
from typing import NoReturn

from esl_dialer.outbound import downloads
from esl_dialer.runtime.logs import line
from esl_dialer.runtime.owners import own_name
from esl_dialer.services.calls import news
from esl_dialer.services.context import Context
from esl_dialer.services.lists import fetching, list_reading
from esl_dialer.services.unavailable import DATABASE_AWAY
from esl_dialer.worker.working import end_when_asked, work_until_stopped

log = logging.getLogger(__name__)

NICENESS = 10
"""When processors are short, calls go first, then pages, then lists."""


def run(ctx: Context) -> NoReturn:
    """Until stopped: a list that is cut off is gone on with by the next."""
    os.nice(NICENESS)
    end_when_asked()
    Thread(target=_fetch, args=(ctx,), daemon=True).start()
    read = partial(list_reading.work_once, ctx, own_name())
    work_until_stopped(read, ctx.clock, DATABASE_AWAY)


def _fetch(ctx: Context) -> None:
    """Beside the reading: a server that keeps one waiting holds up no list that is here."""

    def once() -> bool:
        with news.connection():
            return fetching.work_once(ctx, own_name(), downloads.fetched)

    try:
        work_until_stopped(once, ctx.clock, DATABASE_AWAY)
    except Exception:
        log.exception(line("fetch.stopped"))
        os._exit(1)
