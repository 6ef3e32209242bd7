#!/usr/bin/env python3
"""How long each page takes to answer with a year's records and attempts.

Starts the web process on the database that big_year.py makes in a directory, signs in, and asks
for every page and part that the table of routes lets a Super Admin open, with the filters that
people use; prints median, p95 and the longest, in milliseconds, the slowest first, and what the
web process spent of its processor on each, which other work on the machine does not change.

    scripts/bench/pages.py /var/tmp/big --times 20
    scripts/bench/pages.py /var/tmp/big --database postgresql://...   the same rows, copied there
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import requests
from flask import Flask

sys.path.insert(0, str(Path(__file__).parents[2]))

from big_year import CAMPAIGNS, PASSWORD, USER, Size, add_size, database_in
from copied import copy
from processes import free_port

from esl_dialer.services.context import Context
from esl_dialer.store import models
from esl_dialer.store.database import open_database
from esl_dialer.store.reports.results import ResultFilter, rows
from webui.app import create_app
from webui.guard.access import ACCESS

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
TARGET_MS = 300.0
LONGEST_MS = 10_000.0
"""For one page: then it is asked no more."""

NOT_ASKED = {
    "live.stream": "has no end",
    "audio.message": "there are no files",
    "lists.check": "needs a file that was sent",
    "lists.rejected": "a file to save",
    "results.export": "a file to save: as long as its rows",
    "testing.follow": "needs a test call",
    "testing.steps": "needs a test call",
}


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds: of each answer, sorted, and of the web process's processor on average."""

    answers: list[float]
    processor: float

    @property
    def p95(self) -> float:
        return self.answers[min(len(self.answers) - 1, int(len(self.answers) * 0.95))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--only", default="", help="pages whose address holds this")
    parser.add_argument("--database", default="", help="an empty PostgreSQL, or one copied before")
    parser.add_argument("--json", action="store_true")
    add_size(parser)
    options = parser.parse_args()
    size = Size(options.records, options.attempts, options.stops)
    ctx, now = database_in(options.directory, size)
    if options.database:
        copy(options.directory / "dialer.db", options.database)
        ctx = replace(ctx, config=replace(ctx.config, database=options.database))
    asked = [path for path in paths(ctx, now) if options.only in path]
    begun = os.getloadavg()[0]
    with serving(ctx) as (base, process):
        session = signed_in(base)
        found = {}
        for path in asked:
            if spent := times(session, base + path, options.times, process):
                found[path] = spent
                print(f"{spent.p95:8.1f} {path}", file=sys.stderr, flush=True)
    if options.json:
        print(
            json.dumps(
                {path: {"p95": s.p95, "processor": s.processor} for path, s in found.items()}
            )
        )
        return
    show(found)
    print(f"load at the beginning {begun:.1f}, at the end {os.getloadavg()[0]:.1f}")


# --- what is asked ---------------------------------------------------------------------------


def paths(ctx: Context, now: datetime) -> list[str]:
    """Every page and part that needs no more than a number, and the filters people use."""
    app = create_app(ctx, "a secret of the bench")
    return [*plain(app, 1000), *filtered(now.date()), *deep(ctx)]


def plain(app: Flask, record: int) -> Iterator[str]:
    values = {"number": CAMPAIGNS, "record": record, "list_id": CAMPAIGNS, "act": 1}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint not in ACCESS:
            continue
        if rule.endpoint in NOT_ASKED or not rule.arguments <= values.keys():
            continue
        _, path = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)
        yield path.replace(f"/dnc/{CAMPAIGNS}", "/dnc/1").replace(f"/users/{CAMPAIGNS}", "/users/1")


def filtered(today: date) -> Iterator[str]:
    for page in ("/results/", "/reports/"):
        for days in (0, 7, 30):
            first = today - timedelta(days=days)
            yield f"{page}?first={first}"
            yield f"{page}?first={first}&province=QC"
            yield f"{page}?first={first}&campaign={CAMPAIGNS}&outcome=transferred"
        yield f"{page}?first=&campaign=1"
        yield f"{page}?first=&province=PE&outcome=wrong_person"
        yield f"{page}?first="
    for number in (1, CAMPAIGNS):
        yield f"/campaigns/{number}/records?status=pending"
        yield f"/campaigns/{number}/records?status=wrong_person"
        yield f"/campaigns/{number}/records?search=tremblay"
        yield f"/campaigns/{number}/records?search=nobody"
        yield f"/campaigns/{number}"
    for search in ("Tremblay", "helene trem", "ma", "A1234567", "416-234-5678", "nobody at all"):
        yield f"/people?search={search}"
    for search in ("514", "5140123", "9999999", "asked"):
        yield f"/dnc/rows?search={search}"
    yield "/audit/?action=dnc"
    yield "/audit/?actor=nobody"
    yield f"/test-call/?tab=campaign&campaign={CAMPAIGNS}"


def deep(ctx: Context) -> Iterator[str]:
    """The same pages far down."""
    opened = open_database(ctx.config.database_url)
    middle = ctx.now() - timedelta(days=180)
    (last,) = rows(ResultFilter(until=middle), limit=1)
    stops, records = models.Stop.select().count(), models.Record.select().count()
    opened.close()
    place = f"{last.start_at.isoformat()}~{last.attempt}".replace("+", "%2B")
    yield f"/results/?begin={place}"
    yield f"/results/?begin={place}&province=PE"
    yield f"/campaigns/{CAMPAIGNS}/records?after={records // 4}"
    yield f"/campaigns/{CAMPAIGNS}/records?status=retry&after={records // 4}"
    yield f"/people?search=tremblay&after={records // 2}"
    yield f"/dnc/rows?after={stops // 2}"
    yield f"/audit/?before={stops // 10}"


# --- asking ----------------------------------------------------------------------------------


@contextmanager
def serving(ctx: Context) -> Iterator[tuple[str, int]]:
    """The web process, on a switch that calls people (there is none): its address and its id."""
    port = free_port()
    environ = os.environ | {
        "ESL_DIALER_DATA": str(ctx.config.data),
        "ESL_DIALER_DATABASE": ctx.config.database,
        "ESL_DIALER_PORT": str(port),
        "ESL_DIALER_SWITCH": "esl://:none@127.0.0.1:1",
        "ESL_DIALER_LOG_LEVEL": "warning",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "esl_dialer", "serve", "--role", "web"], env=environ
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base)
        yield base, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _wait(base: str) -> None:
    for _ in range(300):
        try:
            requests.get(f"{base}/healthz", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the web process does not answer")


def signed_in(base: str) -> requests.Session:
    session = requests.Session()
    token = TOKEN.search(session.get(f"{base}/sign-in").text)
    assert token
    form = {"csrf_token": token.group(1), "username": USER, "password": PASSWORD}
    done = session.post(f"{base}/sign-in", data=form, allow_redirects=False)
    assert done.status_code == 303, done.text
    return session


def times(session: requests.Session, url: str, count: int, process: int) -> Spent | None:
    """None of a page that is not there (a number means something else)."""
    answers, before = [], processor_ms(process)
    for _ in range(count):
        begun = time.perf_counter()
        answer = session.get(url, allow_redirects=False)
        answers.append((time.perf_counter() - begun) * 1000)
        if answer.status_code == 404:
            return None
        assert answer.status_code == 200, (url, answer.status_code, answer.text[:500])
        if sum(answers) > LONGEST_MS:
            break
    return Spent(sorted(answers), (processor_ms(process) - before) / len(answers))


def processor_ms(process: int) -> float:
    """What a process has used of all processors (proc(5), stat: utime and stime, in ticks)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def show(found: dict[str, Spent]) -> None:
    for path, spent in sorted(found.items(), key=lambda item: -item[1].p95):
        mark = "" if spent.p95 < TARGET_MS else "   <-- over"
        median, most = spent.answers[len(spent.answers) // 2], spent.answers[-1]
        print(
            f"{median:8.1f} {spent.p95:8.1f} {most:8.1f} {spent.processor:8.1f}  {path}{mark}",
            flush=True,
        )
    over = sum(spent.p95 >= TARGET_MS for spent in found.values())
    told = "median, p95, most, processor"
    print(f"{len(found)} pages and parts, {over} of them over {TARGET_MS:g} ms ({told})")


if __name__ == "__main__":
    main()
