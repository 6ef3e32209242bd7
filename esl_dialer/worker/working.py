"""How a process of long work lives: it works while there is work, and looks for more."""

import os
import signal
from collections.abc import Callable
from typing import NoReturn

from esl_dialer.runtime.clock import Clock

IDLE_S = 0.5
"""Seconds between two looks for work."""


def work_until_stopped(work_once: Callable[[], bool], clock: Clock) -> NoReturn:
    """``work_once`` does what comes next, and is False when there is nothing."""
    while True:
        if not work_once():
            clock.sleep(IDLE_S)


def end_when_asked() -> None:
    """At once, in the middle of the work: whoever comes next goes on with it."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
