"""Real processes for tests: started, listened to line by line, killed with -9."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import gevent
from gevent.queue import Empty, Queue

FACTOR = 20
"""How many times faster than real time the processes' clock runs."""


class Ended(Exception):
    """Nothing was said for too long."""


class Processes:
    """The engine and the simulated switch of one installation, each a process of its own."""

    def __init__(self, data: Path, port: int, database: str = "") -> None:
        self.lines: Queue[str] = Queue()
        self._environ = os.environ | {
            "ESL_DIALER_DATA": str(data),
            "ESL_DIALER_DATABASE": database,
            "ESL_DIALER_SIMULATOR_PORT": str(port),
            "ESL_DIALER_CLOCK": f"{FACTOR}@{int(time.time())}",
            "ESL_DIALER_LOG_LEVEL": "info",
        }
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._readers: list[gevent.Greenlet] = []

    def start(self, name: str) -> None:
        arguments = {"switch": ["simulate-switch"], "engine": ["serve", "--role", "engine"]}[name]
        process = subprocess.Popen(
            [sys.executable, "-m", "esl_dialer", *arguments],
            env=self._environ,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._running[name] = process
        self._readers.append(gevent.spawn(self._read, process))

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stderr is not None
        with process.stderr as said:
            for line in said:
                self.lines.put(line.rstrip())

    def kill(self, name: str) -> None:
        """kill -9, and wait until it is gone."""
        process = self._running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def hear(self, seconds: float) -> str:
        """The next line that any of them says. Raises Ended after that many seconds."""
        try:
            return str(self.lines.get(timeout=seconds))
        except Empty:
            raise Ended from None

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run ``esl-dialer`` on the same installation, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "esl_dialer", *arguments],
            env=self._environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def close(self) -> None:
        for name in list(self._running):
            self.kill(name)
        gevent.joinall(self._readers)
