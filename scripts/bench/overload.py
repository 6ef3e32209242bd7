#!/usr/bin/env python3
"""Calls a second reached against calls a second asked for, far beyond what the machine can do.

    scripts/bench/overload.py [--cps 20,50,100,200,500,2000] [--seconds 20] [--against CHECKOUT]

Real processes on the simulated switch. Each speed is dialed for so long, and what the switch saw in
the second half is counted: it must fall nowhere, however much is asked for. Beside it: how many
claims were withdrawn.
"""

import argparse
import json
import signal
import sqlite3
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path

from processes import HERE, START_S, Floor, floor, free_port, put, running

MAX_CPS = 10_000.0
"""What engine and switch are said to stand: the most that the configuration takes."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cps", default="20,50,100,200,500,2000")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--records", type=int, default=6000)
    parser.add_argument("--against", type=Path)
    options = parser.parse_args()
    checkouts = [HERE, *([options.against.resolve()] if options.against else [])]
    for cps in map(float, options.cps.split(",")):
        for checkout in checkouts:
            reached, withdrawn = dialed(checkout, cps, options)
            name = "here" if checkout == HERE else checkout.name
            print(
                f"{name:8} asked {cps:6.0f}  reached {reached:6.1f}  withdrawn {withdrawn}",
                flush=True,
            )


def dialed(checkout: Path, cps: float, options: argparse.Namespace) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        data = Path(directory)
        environ = floor(checkout, data, free_port(), Floor(options.records, cps, MAX_CPS))
        stack.enter_context(running(environ, "simulate-switch"))
        engine = stack.enter_context(running(environ, "serve", "--role", "engine"))
        time.sleep(START_S)
        put(data, "active")
        time.sleep(options.seconds)
        engine.send_signal(signal.SIGKILL)
        return second_half(data / "switch.jsonl"), withdrawn(data)


def second_half(log: Path) -> float:
    """Calls a second between the middle and the last of the switch's entries."""
    lines = log.read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines if line.endswith("}")]
    starts = [datetime.fromisoformat(one["at"]) for one in entries if one["event"] == "INVITE"]
    if not starts:
        return 0.0
    end = datetime.fromisoformat(entries[-1]["at"])
    middle = starts[0] + (end - starts[0]) / 2
    return sum(at >= middle for at in starts) / ((end - middle) / timedelta(seconds=1))


def withdrawn(data: Path) -> int:
    counted = "SELECT COUNT(*) FROM attempt WHERE outcome = 'not_placed'"
    with closing(sqlite3.connect(data / "dialer.db", timeout=30)) as database:
        return int(database.execute(counted).fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
