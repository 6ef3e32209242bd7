#!/usr/bin/env python3
"""What a whole call costs the engine, with real processes in real time on a switch.

    scripts/bench/call_cost.py [--cps 20] [--records 600] [--against CHECKOUT] [--rounds 2]
                               [--pin] [--real] [--json]

For each checkout in turn: the engine's CPU with nothing to do (per cent of a core), its CPU for a
call from claim to settle (milliseconds, all that it does meanwhile included), the switch's, and the
calls a second that the switch saw. Beside them, in each round, a bare client that originates to the
same numbers on the same switch and hears the same events. ``--pin``: engine and bare client have
one core to themselves, the switch another. Who used nearly all of a core was the limit. ``--real``:
on a FreeSWITCH of this machine (``FREESWITCH_BIN``), which calls itself by SIP, with its media, in
place of the simulated switch; calls a second are by its detail records.
"""

import argparse
import json
import math
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

from processes import (
    BENCH,
    HERE,
    START_S,
    Floor,
    checkouts_of,
    cpu,
    floor,
    free_port,
    put,
    running,
)  # fmt: skip
from real_switch import real_switch

IDLE_S = 10.0
LONGEST_S = 900.0
SIMULATED = "simulated"
"""The simulated switch's password."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU in milliseconds a call; ``idle`` in per cent of a core; ``cps`` in calls a second.

    ``engine_core`` and ``switch_core``: what share of a core each used while it was dialed.
    """

    idle: float
    engine: float
    switch: float
    cps: float
    withdrawn: int
    engine_core: float
    switch_core: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cps", type=float, default=20.0)
    parser.add_argument("--records", type=int, default=600)
    parser.add_argument("--against", type=Path, help="another checkout, set up, to compare with")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--max-cps", type=float, default=1000.0)
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--real", action="store_true", help="on a FreeSWITCH of this machine")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found: dict[str, list[dict[str, float]]] = {}
    for _ in range(options.rounds):
        for name, checkout in checkouts_of(options.against):
            cost, bare = measured(checkout, options)
            found.setdefault(name, []).append(asdict(cost))
            if bare is not None:
                found.setdefault("bare client", []).append(bare)
    middles = {who: middle(rounds) for who, rounds in found.items()}
    if options.json:
        print(json.dumps(middles))
    else:
        tell(middles)


def middle(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}


def tell(middles: dict[str, dict[str, float]]) -> None:
    names = [field.name for field in fields(Cost)]
    print(" " * 24 + "".join(f"{name:>12}" for name in names))
    for who, costs in middles.items():
        print(f"{who[-24:]:24}" + "".join(f"{costs.get(name, math.nan):12.2f}" for name in names))


def measured(checkout: Path, options: argparse.Namespace) -> tuple[Cost, dict[str, float] | None]:
    """The engine of that checkout; and the bare client, on this checkout's switch only."""
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        data = Path(directory)
        data.chmod(0o755)
        switch = stack.enter_context((real if options.real else simulated)(checkout, data, options))
        engine = stack.enter_context(running(switch.environ, "serve", "--role", "engine"))
        first, *_, last = sorted(os.sched_getaffinity(0))
        if options.pin:
            pin(engine.pid, first)
            pin(switch.pid, last)
        time.sleep(START_S)
        before = cpu(engine.pid)
        time.sleep(IDLE_S)
        idle = 100 * (cpu(engine.pid) - before) / IDLE_S
        engine_from, switch_from = cpu(engine.pid), cpu(switch.pid)
        put(data, "active")
        begun, at = time.monotonic(), time.time()
        wait_for_the_end(data, options.records)
        used = [cpu(engine.pid) - engine_from, cpu(switch.pid) - switch_from]
        per_call = [1000 * one / options.records for one in used]
        cores = [one / (time.monotonic() - begun) for one in used]
        cost = Cost(idle, *per_call, rate(switch.starts(at)), withdrawn(data), *cores)
        engine.send_signal(signal.SIGTERM)
        engine.wait()
        if checkout != HERE:
            return cost, None
        at = time.time()
        told = bare(data, switch, options.cps, first if options.pin else None)
        return cost, told | {"cps": rate(switch.starts(at))}


@dataclass(frozen=True, slots=True)
class Switch:
    """One that runs. ``environ``: of the engine; ``starts``: when each call from then on
    went out, in order."""

    pid: int
    port: int
    password: str
    environ: dict[str, str]
    starts: Callable[[float], list[float]]


@contextmanager
def simulated(checkout: Path, data: Path, options: argparse.Namespace) -> Iterator[Switch]:
    port = free_port()
    environ = floor(checkout, data, port, Floor(options.records, options.cps, options.max_cps))
    with running(environ, "simulate-switch") as process:
        yield Switch(process.pid, port, SIMULATED, environ, lambda at: invited(data, at))


@contextmanager
def real(checkout: Path, data: Path, options: argparse.Namespace) -> Iterator[Switch]:
    made = Floor(options.records, options.cps, options.max_cps, real=True)
    environ = floor(checkout, data, free_port(), made)
    with real_switch(data) as switch:
        given = {"ESL_DIALER_SWITCH": switch.url, "ESL_DIALER_CDR": str(switch.cdr)}
        yield Switch(switch.pid, switch.port, switch.password, environ | given, switch.starts)


def rate(starts: list[float]) -> float:
    """Calls a second, between the first and the last."""
    return (len(starts) - 1) / (starts[-1] - starts[0])


def pin(pid: int, core: int) -> None:
    """All threads of a process, and those that they begin."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {core})


def bare(data: Path, switch: Switch, cps: float, core: int | None) -> dict[str, float]:
    numbers = data / "numbers.txt"
    with closing(sqlite3.connect(data / "dialer.db")) as database:
        rows = database.execute("SELECT number FROM phone").fetchall()
    numbers.write_text("\n".join(number.removeprefix("+") for (number,) in rows), encoding="utf-8")
    client = [sys.executable, str(BENCH / "bare_client.py"), str(switch.port), switch.password]
    given = ["--numbers", str(numbers), "--sound", str(data / "audio/one.wav"), "--cps", str(cps)]
    process = subprocess.Popen([*client, *given], stdout=subprocess.PIPE, text=True)
    if core is not None:
        pin(process.pid, core)
    return {"engine": json.loads(process.communicate()[0])["cpu"]}


def wait_for_the_end(data: Path, records: int) -> None:
    ended = "SELECT COUNT(*) FROM attempt WHERE settled_at IS NOT NULL AND outcome <> 'not_placed'"
    until = time.monotonic() + LONGEST_S
    with closing(sqlite3.connect(data / "dialer.db", timeout=30)) as database:
        while time.monotonic() < until:
            time.sleep(0.5)
            if database.execute(ended).fetchone()[0] >= records:
                return
    sys.exit("not every call ended")


def withdrawn(data: Path) -> int:
    counted = "SELECT COUNT(*) FROM attempt WHERE outcome = 'not_placed'"
    with closing(sqlite3.connect(data / "dialer.db", timeout=30)) as database:
        return int(database.execute(counted).fetchone()[0])


def invited(data: Path, since: float) -> list[float]:
    """When each call from then on reached the simulated switch, in order."""
    lines = (data / "switch.jsonl").read_text(encoding="utf-8").splitlines()
    calls = (json.loads(one)["at"] for one in lines if '"INVITE"' in one)
    return sorted(at for call in calls if (at := datetime.fromisoformat(call).timestamp()) >= since)


if __name__ == "__main__":
    main()
