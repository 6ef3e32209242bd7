#!/usr/bin/env python3
"""How long an engine takes from its start to close every attempt that a killed one left open.

    scripts/bench/recovery.py [--open 10000] [--against CHECKOUT] [--json]

The attempts are those of an engine that is gone, claimed, sent and ringing, on a switch that does
not know them any more. The clock runs from the engine's start to the last of them closed.
"""

import argparse
import json
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from processes import (
    BENCH,
    START_S,
    Floor,
    checkouts_of,
    cpu,
    floor,
    free_port,
    put,
    python,
    running,
)  # fmt: skip

LONGEST_S = 600.0
OPEN = "SELECT COUNT(*) FROM attempt WHERE settled_at IS NULL"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=10_000)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = {
        name: measured(checkout, options.open) for name, checkout in checkouts_of(options.against)
    }
    if options.json:
        print(json.dumps(found))
        return
    for name, one in found.items():
        print(
            f"{name:8} {one['seconds']:6.1f} s for {one['open']:.0f} open attempts, "
            f"{one['engine']:.1f} s of CPU"
        )


def measured(checkout: Path, count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory)
        environ = floor(checkout, data, free_port(), Floor(count, 1000.0, 10_000.0))
        put(data, "active")
        leave = [python(checkout), str(BENCH / "leave_open.py"), str(data), "--count", str(count)]
        subprocess.run(leave, env=environ, check=True)
        put(data, "paused")
        left = open_in(data)
        with running(environ, "simulate-switch"):
            time.sleep(START_S)
            begun = time.monotonic()
            with running(environ, "serve", "--role", "engine") as engine:
                while open_in(data):
                    if time.monotonic() - begun > LONGEST_S:
                        sys.exit("not every attempt was closed")
                    time.sleep(0.05)
                spent = time.monotonic() - begun
                used = cpu(engine.pid)
                engine.send_signal(signal.SIGTERM)
                engine.wait()
        return {"seconds": spent, "open": left, "engine": used}


def open_in(data: Path) -> int:
    with closing(sqlite3.connect(data / "dialer.db", timeout=30)) as database:
        return int(database.execute(OPEN).fetchone()[0])


if __name__ == "__main__":
    main()
