#!/usr/bin/env python3
"""How long each page takes to answer with a year's records and attempts.

Starts the web process on the database that big_year.py makes in a directory, signs in, and asks
for every page and part that the table of routes lets a Super Admin open, with the filters that
people use; prints median, p95 and the longest, in milliseconds, the slowest first.

    scripts/bench/pages.py /var/tmp/big --times 20
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import requests
from flask import Flask

sys.path.insert(0, str(Path(__file__).parents[2]))

from big_year import CAMPAIGNS, PASSWORD, USER, Size, add_size, database_in

from esl_dialer.services.context import Context
from esl_dialer.store import models
from esl_dialer.store.database import open_database
from esl_dialer.store.results import Wanted, rows
from webui.access import ACCESS
from webui.app import create_app

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--only", default="", help="pages whose address holds this")
    add_size(parser)
    options = parser.parse_args()
    size = Size(options.records, options.attempts, options.stops)
    ctx, now = database_in(options.directory, size)
    asked = [path for path in paths(ctx, now) if options.only in path]
    with serving(options.directory) as base:
        session = signed_in(base)
        found = {}
        for path in asked:
            found[path] = times(session, base + path, options.times)
            print(f"{p95(found[path]):8.1f} {path}", file=sys.stderr, flush=True)
    show({path: spent for path, spent in found.items() if spent})


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
    (last,) = rows(Wanted(until=middle), limit=1)
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
def serving(directory: Path) -> Iterator[str]:
    """The web process, on a switch that calls people (there is none)."""
    port = free_port()
    environ = os.environ | {
        "ESL_DIALER_DATA": str(directory),
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
        yield base
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


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def signed_in(base: str) -> requests.Session:
    session = requests.Session()
    token = TOKEN.search(session.get(f"{base}/sign-in").text)
    assert token
    form = {"csrf_token": token.group(1), "username": USER, "password": PASSWORD}
    done = session.post(f"{base}/sign-in", data=form, allow_redirects=False)
    assert done.status_code == 303, done.text
    return session


def times(session: requests.Session, url: str, count: int) -> list[float]:
    """Milliseconds, sorted; none of a page that is not there (a number means something else)."""
    spent = []
    for _ in range(count):
        begun = time.perf_counter()
        answer = session.get(url, allow_redirects=False)
        spent.append((time.perf_counter() - begun) * 1000)
        if sum(spent) > LONGEST_MS:
            break
        if answer.status_code == 404:
            return []
        assert answer.status_code == 200, (url, answer.status_code, answer.text[:500])
    return sorted(spent)


def show(found: dict[str, list[float]]) -> None:
    for path, spent in sorted(found.items(), key=lambda item: -p95(item[1])):
        mark = "" if p95(spent) < TARGET_MS else "   <-- over"
        print(f"{spent[len(spent) // 2]:8.1f} {p95(spent):8.1f} {spent[-1]:8.1f}  {path}{mark}")
    over = sum(p95(spent) >= TARGET_MS for spent in found.values())
    print(f"{len(found)} pages and parts, {over} of them over {TARGET_MS:g} ms (median, p95, most)")


def p95(spent: list[float]) -> float:
    if not spent:
        return 0.0
    return spent[min(len(spent) - 1, int(len(spent) * 0.95))]


if __name__ == "__main__":
    main()
