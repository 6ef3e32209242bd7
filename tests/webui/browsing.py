"""A running dialer and a real browser, for tests that do what a person does."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
NO_CHROMIUM = "no Chromium on this machine: apt-get install chromium"
FACTOR = 15
"""How much faster than real the clock of the dialer under test runs."""

START_S = 60.0


@dataclass(frozen=True, slots=True)
class House:
    """A dialer on the simulated switch, with its first user."""

    url: str
    username: str
    password: str
    data: Path


@contextmanager
def running_house(data: Path) -> Iterator[House]:
    """Start ``esl-dialer demo`` on free ports; stop it at the end."""
    web, switch = free_port(), free_port()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("ESL_DIALER_")},
        "ESL_DIALER_DATA": str(data),
        "ESL_DIALER_PORT": str(web),
        "ESL_DIALER_SIMULATOR_PORT": str(switch),
        "ESL_DIALER_CLOCK": f"{FACTOR}@{time.time()}",
        "ESL_DIALER_AUDIO_WORKERS": "1",
    }
    with (data / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "esl_dialer", "demo"],
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            url = f"http://127.0.0.1:{web}"
            wait_until(lambda: answers(f"{url}/readyz"), START_S)
            password = (data / "demo-password").read_text(encoding="utf-8").strip()
            yield House(url, "admin", password, data)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=1) as answer:  # noqa: S310 (our own address)
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(true: object, seconds: float) -> None:
    """Ask until it is so. Raises AssertionError after that many seconds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.1)
