#!/usr/bin/env python3
"""What open dashboards cost the engine: its event delay and the speed reached, with none and many.

Real processes on the simulated switch: an engine that dials, the web process, and one process of
clients, each of which signs in, opens the dashboard and does what the page's own attributes say:
listens to the stream, asks for its parts when they are told to change, and every so many seconds.
The same run is measured without them, with them, and without them again.

The event delay is from the instant the switch gives an ended call to the instant the engine has
written its end; the speed is what the switch saw.

    scripts/bench/dashboards.py --dashboards 100 --cpm 600 --seconds 60
"""

# ruff: noqa: E402 (what waits is patched before it is imported)

from gevent import monkey

monkey.patch_all()

import argparse
import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import gevent
from gevent.event import Event

sys.path.insert(0, str(Path(__file__).parents[2]))

from processes import HERE, Floor, floor, free_port, put, running

from esl_dialer.runtime.config import Config
from esl_dialer.services.accounts import staff
from esl_dialer.services.accounts.staff import Person
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.simulator.witness import read_witness
from esl_dialer.store import models
from esl_dialer.store.database import open_database

USER, PASSWORD = "bench", "correct horse battery"
SETTLE_S = 10.0
"""At the start of each phase, not measured."""

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
PART = re.compile(r'hx-get="([^"]+)"[^>]*hx-trigger="([^"]+)"')
EVERY = re.compile(r"every (\d+)s")
TOLD = re.compile(r"sse:(\w+)(?: throttle:(\d+)s)?")


# --- the clients' process --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: its address, its pause in seconds (0: none), topic and throttle."""

    path: str
    every: float
    told: dict[str, float]


class Dashboard:
    def __init__(self, port: int, counts: Counter[str]) -> None:
        self.port, self.counts, self.cookie = port, counts, ""

    def open(self, page: str) -> None:
        """Live from now on, as the page's attributes say."""
        parts = [part_of(path, trigger) for path, trigger in PART.findall(page)]
        woken: dict[str, list[Event]] = {}
        for part in parts:
            for topic, throttle in part.told.items():
                woken.setdefault(topic, []).append(event := Event())
                gevent.spawn(self.when_told, part.path, event, throttle)
            if part.every:
                gevent.spawn(self.regularly, part)
        gevent.spawn(self.listen, woken)

    def sign_in(self) -> str:
        token = TOKEN.search(self.ask("GET", "/sign-in"))
        assert token
        form = {"csrf_token": token.group(1), "username": USER, "password": PASSWORD}
        self.ask("POST", "/sign-in", urlencode(form))
        return self.ask("GET", "/")

    def ask(self, method: str, path: str, body: str | None = None) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("dialer_session"):
                self.cookie = value.partition(";")[0]
        self.counts[str(answer.status)] += 1
        connection.close()
        return text

    def listen(self, woken: dict[str, list[Event]]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", "/live/stream", headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        self.counts["streams"] += answer.status == 200
        while line := answer.readline():
            if line.startswith(b"event:"):
                for event in woken.get(line[6:].strip().decode(), []):
                    event.set()

    def when_told(self, path: str, event: Event, throttle: float) -> None:
        while True:
            event.wait()
            event.clear()
            self.ask("GET", path)
            gevent.sleep(throttle)

    def regularly(self, part: Part) -> None:
        while True:
            gevent.sleep(part.every)
            self.ask("GET", part.path)


def part_of(path: str, trigger: str) -> Part:
    every = EVERY.search(trigger)
    told = {topic: float(throttle or 0) for topic, throttle in TOLD.findall(trigger)}
    return Part(path, float(every.group(1)) if every else 0.0, told)


def be_clients(port: int, dashboards: int) -> None:
    """Says "open" when every dashboard is, and what was answered when its input ends."""
    counts: Counter[str] = Counter()
    made = [Dashboard(port, counts) for _ in range(dashboards)]
    for one, page in [(one, one.sign_in()) for one in made]:
        one.open(page)
    print("open", flush=True)
    counts["200"], begun = 0, time.monotonic()
    gevent.get_hub().threadpool.apply(sys.stdin.read)
    spent = time.monotonic() - begun
    print(f"{counts['200'] / spent:.0f} answers a second; {dict(counts)}", flush=True)
    os._exit(0)


# --- the measurement -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Phase:
    """Milliseconds and calls per minute."""

    p50: float
    p99: float
    cpm: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dashboards", type=int, default=100)
    parser.add_argument("--cpm", type=float, default=600.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--clients-of", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.clients_of:
        be_clients(options.clients_of, options.dashboards)
        return
    with tempfile.TemporaryDirectory() as directory:
        measure(Path(directory), options)


def measure(data: Path, options: argparse.Namespace) -> None:
    records = int(options.cpm * (3 * options.seconds + 300) / 60)
    port, made = free_port(), Floor(records, options.cpm / 60, shared=100_000 / 60)
    environ = floor(HERE, data, free_port(), made) | {"ESL_DIALER_PORT": str(port)}
    ctx = Context(Config(data=data), Now(), OPERATOR)
    opened = open_database(ctx.config.database_url)
    staff.create(ctx, Person(USER, "Bench", "", "viewer", password=PASSWORD))
    models.User.update(must_change_password=False).execute()
    opened.close()
    with processes(environ):
        put(data, "active")
        before = phase(data, options.seconds)
        show("none open", before, before)
        with clients(port, options.dashboards):
            during = phase(data, options.seconds)
            show(f"{options.dashboards} open", during, before)
        after = phase(data, options.seconds)
    show("none open again", after, before)


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


@contextmanager
def processes(environ: dict[str, str]) -> Iterator[None]:
    roles = [["simulate-switch"], ["serve", "--role", "engine"], ["serve", "--role", "web"]]
    with ExitStack() as stack:
        for role in roles:
            stack.enter_context(running(environ, *role))
        time.sleep(SETTLE_S)
        yield


@contextmanager
def clients(port: int, dashboards: int) -> Iterator[None]:
    command = [sys.executable, __file__, "--clients-of", str(port), "--dashboards", str(dashboards)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    if process.stdout.readline() != "open\n":
        raise SystemExit("the dashboards do not open")
    yield
    print(process.communicate("")[0].strip())


def phase(data: Path, seconds: float) -> Phase:
    time.sleep(SETTLE_S)
    since = datetime.now(UTC)
    time.sleep(seconds)
    until = since + timedelta(seconds=seconds)
    delays = delays_between(data, since, until)
    starts = sum(
        event.event == "INVITE" and event.role == "contact" and since <= event.at < until
        for event in read_witness(data / "switch.jsonl")
    )
    p99 = delays[int(len(delays) * 0.99)]
    return Phase(delays[len(delays) // 2], p99, starts * 60 / seconds)


def delays_between(data: Path, since: datetime, until: datetime) -> list[float]:
    opened = open_database(f"sqlite:///{data / 'dialer.db'}")
    table = models.Attempt
    ended = table.ended_at.between(since, until) & table.settled_at.is_null(False)
    rows = list(table.select(table.ended_at, table.settled_at).where(ended).tuples())
    opened.close()
    return sorted((settled - at).total_seconds() * 1000 for at, settled in rows)


def show(name: str, found: Phase, first: Phase) -> None:
    print(
        f"{name:18} delay p50 {found.p50:6.1f} ms, p99 {found.p99:7.1f} ms"
        f" (x {found.p99 / first.p99:.2f}); {found.cpm:6.1f} CPM (x {found.cpm / first.cpm:.3f})",
        flush=True,
    )


if __name__ == "__main__":
    main()
