"""Starts the dialer's processes, starts again what ends, and stops them all together.

A process that ends is started again after a pause that doubles from half a second to 30 seconds,
and is short again once a process has lived for a minute. One that ends ``HOPELESS_TIMES`` in a row
because of the configuration (a port that is taken) stops them all: it has said what to do. On
SIGTERM or SIGINT every process is asked to stop, and killed after ``STOP_S``.
"""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from esl_dialer.runtime.logs import line

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
HEALTHY_S = 60.0
STOP_S = 10.0
HOPELESS = 2
"""The exit code of wrong usage or configuration."""

HOPELESS_TIMES = 3
"""So long a port may still be held by a process that is being stopped."""
LOOK_S = 0.1
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One process: its name, and its arguments after ``esl-dialer``."""

    name: str
    arguments: tuple[str, ...]


@dataclass(slots=True)
class _Child:
    part: Part
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE_S
    start_at: float = 0.0
    hopeless: int = 0


class Supervisor:
    def __init__(self, parts: list[Part]) -> None:
        self._children = [_Child(part) for part in parts]
        self._stopping = False
        self._code = 0

    def run(self) -> int:
        """Until SIGTERM or SIGINT, or until a part is hopeless; returns the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        self.look_after_all()
        return self._code

    def stop(self) -> None:
        self._stopping = True

    def look_after_all(self) -> None:
        """Until ``stop``; then end every process."""
        while not self._stopping:
            for child in self._children:
                self._look_after(child)
            time.sleep(LOOK_S)
        self._stop_all()

    def _look_after(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                child.process, child.started = _start(child.part), now
            return
        code = child.process.poll()
        if code is None:
            return
        lived = now - child.started
        child.pause = FIRST_PAUSE_S if lived > HEALTHY_S else child.pause
        child.process, child.start_at = None, now + child.pause
        log.error(line("process.ended", part=child.part.name, code=code, again_in=child.pause))
        child.pause = min(child.pause * 2, LONGEST_PAUSE_S)
        child.hopeless = child.hopeless + 1 if code == HOPELESS else 0
        if child.hopeless >= HOPELESS_TIMES:
            log.error(line("process.hopeless", part=child.part.name, tries=child.hopeless))
            self._code = HOPELESS
            self.stop()

    def _stop_all(self) -> None:
        living = [child.process for child in self._children if child.process is not None]
        for process in living:
            process.terminate()
        deadline = time.monotonic() + STOP_S
        while any(p.poll() is None for p in living) and time.monotonic() < deadline:
            time.sleep(LOOK_S)
        for process in living:
            if process.poll() is None:
                process.kill()


@contextmanager
def running(parts: list[Part]) -> Iterator[None]:
    """These processes for the length of a ``with``, started again when they end."""
    supervisor = Supervisor(parts)
    looking = threading.Thread(target=supervisor.look_after_all)
    looking.start()
    try:
        yield
    finally:
        supervisor.stop()
        looking.join()


def _start(part: Part) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "esl_dialer", *part.arguments]
    process = subprocess.Popen(command, env=os.environ | {PARENT: str(os.getpid())})
    log.info(line("process.started", part=part.name, pid=process.pid))
    return process


PARENT = "_ESL_DIALER_PARENT"
"""Tells a child whose child it is; not a setting, so not with the settings' prefix."""


def end_with_parent() -> None:
    """In a child: be stopped by the kernel when the supervisor is gone, however it ended."""
    parent = os.environ.pop(PARENT, "")
    if not parent or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):
        os.kill(os.getpid(), signal.SIGTERM)
