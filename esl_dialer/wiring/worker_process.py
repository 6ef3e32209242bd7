"""The worker process: reads the lists that pages and API were given."""

import os
import signal

from esl_dialer.runtime.owners import own_name
from esl_dialer.services.context import Context
from esl_dialer.services.lists import list_reading

IDLE_S = 0.5
"""Seconds between two looks for work."""

NICENESS = 10
"""When processors are short, calls go first, then pages, then lists."""


def run(ctx: Context) -> int:
    """Until stopped: a list that is cut off is gone on with by the next."""
    os.nice(NICENESS)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    owner = own_name()
    while True:
        if not list_reading.work_once(ctx, owner):
            ctx.clock.sleep(IDLE_S)
