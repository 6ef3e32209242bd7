"""How a process of long work lives: it works while there is work, and looks for more."""

import logging
import os
import signal
from collections.abc import Callable
from typing import NoReturn

from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import Changes, line

log = logging.getLogger(__name__)

IDLE_S = 0.5
"""Seconds between two looks for work."""

AWAY_S = 5.0
"""Seconds until a database that is away is asked again."""


def work_until_stopped(
    work_once: Callable[[], bool], clock: Clock, away: tuple[type[Exception], ...]
) -> NoReturn:
    """``work_once`` does what comes next, and is False when there is nothing. ``away``: what it
    raises when the database can't be used, which is waited for, and said once."""
    trouble = Changes()
    while True:
        try:
            worked = work_once()
        except away as error:
            if trouble.is_news(error):
                log.warning(line("work.waits", reason=error))
            clock.sleep(AWAY_S)
            continue
        if trouble.is_news():
            log.info(line("work.goes_on"))
        if not worked:
            clock.sleep(IDLE_S)


def end_when_asked() -> None:
    """At once, in the middle of the work: whoever comes next goes on with it."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
