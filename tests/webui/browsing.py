"""A running dialer and a real browser, for tests that do what a person does."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, expect

from tests.patience import PATIENCE_MS, PATIENCE_S
from tests.ports import free_port

_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, _BROWSERS)), "")
"""Without a window of its own it takes half of the processor's time."""
NO_CHROMIUM = "no Chromium on this machine: apt-get install chromium-headless-shell"
FACTOR = 6
"""How much faster than real the clock of the dialer under test runs. Its looks come as much more
often: at 15 they took a third of a processor from the browser."""

PAGES = {
    "sign-in": "/sign-in",
    "dashboard": "/",
    "campaigns": "/campaigns/",
    "views": "/campaigns/views/",
    "new-view": "/campaigns/views/new?search=sample",
    "new-campaign": "/campaigns/new",
    "campaign": "/campaigns/1",
    "edit": "/campaigns/1/edit",
    "audio": "/campaigns/1/audio",
    "records": "/campaigns/1/records",
    "reset": "/campaigns/1/reset",
    "remove-accounts": "/campaigns/1/remove",
    "clone": "/campaigns/1/clone",
    "delete": "/campaigns/1/delete",
    "add-list": "/campaigns/1/lists/new",
    "record": "/records/1",
    "call-back": "/records/1/call-back",
    "add-person": "/campaigns/1/records/new",
    "delete-person": "/records/1/delete",
    "edit-person": "/records/1/edit",
    "find": "/people",
    "found": "/people?search=john",
    "queue": "/queue/",
    "results": "/results/",
    "reports": "/reports/",
    "test-call": "/test-call/",
    "campaign-test": "/test-call/?tab=campaign&campaign=1",
    "do-not-call": "/dnc/",
    "users": "/users/",
    "add-user": "/users/new",
    "profile": "/profile/",
    "tokens": "/profile/tokens/",
    "second-factor": "/profile/second-factor",
    "password": "/users/me/password",
    "notices": "/notices/",
    "settings": "/settings/",
    "add-gateway": "/gateways/new",
    "audit": "/audit/",
    "stop-everything": "/stop-everything/",
    "restored": "/restored/",
    "not-found": "/nowhere",
}
"""By name: every page, where the sample campaign is the first."""

DIALER = (sys.executable, "-m", "esl_dialer")


@dataclass(frozen=True, slots=True)
class House:
    """A dialer on the simulated switch, with its first user."""

    url: str
    username: str
    password: str
    data: Path


@contextmanager
def running_house(data: Path, **more: str) -> Iterator[House]:
    """Start ``esl-dialer demo`` on free ports, ``more`` in its environment; stop it at the end."""
    with _served(data, _environment(data) | more, "demo") as url:
        password = (data / "demo-password").read_text(encoding="utf-8").strip()
        yield House(url, "admin", password, data)


@contextmanager
def empty_house(data: Path, password: str) -> Iterator[House]:
    """Start ``esl-dialer serve`` on an empty database, with a Super Admin ``boss`` only.

    The password is a first one: it must be changed at the first sign-in.
    """
    environment = _environment(data)
    subprocess.run(
        [*DIALER, "user", "add", "boss", "--role", "super_admin", "--password-stdin"],
        env=environment, input=password, text=True, check=True, timeout=PATIENCE_S,
    )  # fmt: skip
    with _served(data, environment, "serve") as url:
        yield House(url, "boss", password, data)


def _environment(data: Path) -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("ESL_DIALER_")},
        "ESL_DIALER_DATA": str(data),
        "ESL_DIALER_PORT": str(free_port()),
        "ESL_DIALER_SIMULATOR_PORT": str(free_port()),
        "ESL_DIALER_CLOCK": f"{FACTOR}@{time.time()}",
        "ESL_DIALER_AUDIO_WORKERS": "1",
    }


@contextmanager
def _served(data: Path, environment: dict[str, str], command: str) -> Iterator[str]:
    with (data / "log").open("wb") as log:
        process = subprocess.Popen([*DIALER, command], env=environment, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{environment['ESL_DIALER_PORT']}"
            wait_until(lambda: answers(f"{url}/readyz"))
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=1) as answer:  # noqa: S310 (our own address)
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(true: Callable[[], bool]) -> None:
    """Ask until it is so. Raises AssertionError after PATIENCE_S."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, f"not within {PATIENCE_S} s"
        time.sleep(0.1)


def new_context(chromium: Browser, **options: Any) -> BrowserContext:
    """A browser of one person, who waits as long as it takes."""
    expect.set_options(timeout=PATIENCE_MS)
    context = chromium.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    return context
