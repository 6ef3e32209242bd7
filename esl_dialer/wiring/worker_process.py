"""The worker process: reads the lists that pages and API were given."""

import os
from functools import partial
from typing import NoReturn

from esl_dialer.runtime.owners import own_name
from esl_dialer.services.context import Context
from esl_dialer.services.lists import list_reading
from esl_dialer.services.unavailable import DATABASE_AWAY
from esl_dialer.worker.working import end_when_asked, work_until_stopped

NICENESS = 10
"""When processors are short, calls go first, then pages, then lists."""


def run(ctx: Context) -> NoReturn:
    """Until stopped: a list that is cut off is gone on with by the next."""
    os.nice(NICENESS)
    end_when_asked()
    read = partial(list_reading.work_once, ctx, own_name())
    work_until_stopped(read, ctx.clock, DATABASE_AWAY)
