#!/usr/bin/env python3
"""How long after a call's end at the switch its end stands in the database, for another to read.

    scripts/bench/event_delay.py [--cps 100] [--seconds 20] [--list ROWS] [--against CHECKOUT]
                                 [--json]

Real processes on the simulated switch, in real time. The instant of the end is the switch's own;
the row is seen by a process that asks the database every ``LOOK_S``, so that much is in each
figure. The first ``WARM_S`` seconds do not count. ``--list``: once more, while a list of so many
rows is imported into another campaign; it is to outlast the seconds.
"""

import argparse
import json
import sqlite3
import tempfile
import time
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path

from import_rows import write_csv
from processes import START_S, Floor, checkouts_of, cpu, floor, free_port, put, running, start

LOOK_S = 0.002
WARM_S = 5.0
SETTLED = "SELECT id FROM attempt WHERE settled_at >= ?"
MARGIN_MS = 60_000
"""How far back a row that is seen now may have been settled."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cps", type=float, default=100.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", type=int, default=0, help="rows of a list imported beside")
    options = parser.parse_args()
    found = {
        f"{name}, a list beside" if rows else name: measured(
            checkout, options.cps, options.seconds, rows
        )
        for name, checkout in checkouts_of(options.against)
        for rows in dict.fromkeys((0, options.list))
    }
    if options.json:
        print(json.dumps(found))
        return
    for name, one in found.items():
        print(
            f"{name:24} p50 {one['p50']:7.1f} ms   p99 {one['p99']:7.1f} ms   {one['ends']} ends, "
            f"{one['cps']:.1f} calls/s, engine {100 * one['engine']:.0f} % of a core"
        )


def measured(checkout: Path, cps: float, seconds: float, rows: int = 0) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        data = Path(directory)
        records = int(cps * (seconds + WARM_S) * 1.5)
        environ = floor(checkout, data, free_port(), Floor(records, cps))
        reading = importing(environ, data / "list.csv", rows) if rows else ()
        stack.enter_context(running(environ, "simulate-switch"))
        engine = stack.enter_context(running(environ, "serve", "--role", "engine"))
        time.sleep(START_S)
        put(data, "active")
        if reading:
            stack.enter_context(running(environ, *reading))
        before = cpu(engine.pid)
        seen = watch(data / "dialer.db", WARM_S + seconds)
        used = (cpu(engine.pid) - before) / (WARM_S + seconds)
        return delays(data / "switch.jsonl", seen) | {"engine": used}


def importing(environ: dict[str, str], file: Path, rows: int) -> tuple[str, ...]:
    """The command that reads a made list into a campaign of its own."""
    write_csv(file, rows)
    start(environ, "campaign", "create", "beside", "--type", "LB").wait()
    return "import", "beside", str(file)


def watch(path: Path, seconds: float) -> dict[str, float]:
    """By attempt, when its end was first seen (seconds since the epoch)."""
    seen: dict[str, float] = {}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as database:
        until, version = time.time() + seconds, None
        while (now := time.time()) < until:
            (is_now,) = database.execute("PRAGMA data_version").fetchone()
            if is_now != version:
                version = is_now
                rows = database.execute(SETTLED, (int(now * 1000) - MARGIN_MS,)).fetchall()
                at = time.time()
                for (attempt,) in rows:
                    seen.setdefault(attempt, at)
            time.sleep(LOOK_S)
    return seen


def delays(log: Path, seen: dict[str, float]) -> dict[str, float]:
    starts, ends = 0, []
    for line in log.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        starts += entry["event"] == "INVITE"
        if entry["event"] == "HANGUP" and entry["uuid"] in seen:
            at = datetime.fromisoformat(entry["at"]).timestamp()
            ends.append((at, 1000 * (seen[entry["uuid"]] - at)))
    first = min(at for at, _ in ends)
    counted = sorted(delay for at, delay in ends if at >= first + WARM_S)
    spent = max(at for at, _ in ends) - first
    middle, late = counted[len(counted) // 2], counted[int(len(counted) * 0.99)]
    return {"p50": middle, "p99": late, "ends": len(counted), "cps": len(ends) / spent}


if __name__ == "__main__":
    main()
