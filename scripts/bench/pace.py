#!/usr/bin/env python3
"""Dials N records at a given speed on the simulated switch, with real processes in real time.

Prints the most starts in any one second (from the simulator's log, sliding window), the reached
calls per minute, and the engine's resident memory at 1,000 calls and at the end.

    scripts/bench/pace.py --records 10000 --cpm 1200
    scripts/bench/pace.py --records 300 --campaigns 20,50 --shared 100

With several campaigns each has so many records; it ends with the first that has none left.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from datetime import datetime
from itertools import chain, pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from processes import HERE, START_S, Floor, floor, free_port, put, running

from esl_dialer.simulator.witness import Entry, read_witness
from esl_dialer.store.database import open_database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--cpm", type=float, default=1200.0)
    parser.add_argument("--campaigns", help="Their speeds, as in 20,50; instead of --cpm.")
    parser.add_argument("--shared", type=float, default=100_000.0, help="The global speed.")
    options = parser.parse_args()
    cpms = [float(cpm) for cpm in (options.campaigns or str(options.cpm)).split(",")]
    with tempfile.TemporaryDirectory() as directory:
        measure(Path(directory), options.records, cpms, options.shared)


def measure(data: Path, records: int, cpms: list[float], shared: float) -> None:
    first, *others = (cpm / 60 for cpm in cpms)
    made = Floor(records, first, others=tuple(others), shared=shared / 60)
    environ = floor(HERE, data, free_port(), made)
    with (
        running(environ, "simulate-switch"),
        running(environ, "serve", "--role", "engine") as engine,
    ):
        time.sleep(START_S)
        put(data, "active")
        early, late = watch(data / "switch.jsonl", engine, records)
    campaigns = map(str, range(1, len(cpms) + 1))
    report(data, dict(zip(campaigns, cpms, strict=True)), shared)
    print(f"engine RSS {early} kB at 1,000 calls, {late} kB at the end: x {late / early:.3f}")


def watch(log: Path, engine: "subprocess.Popen[bytes]", records: int) -> tuple[int, int]:
    """Resident kilobytes of the engine after 1,000 calls, and when a campaign has made all of its
    own."""
    early = 0
    while engine.poll() is None:
        time.sleep(1.0)
        invites = [campaign_of(e) for e in read_witness(log) if is_start(e)]
        early = early or (resident(engine.pid) if len(invites) >= min(1000, records) else 0)
        if max(Counter(invites).values(), default=0) >= records:
            return early, resident(engine.pid)
    sys.exit("the engine ended")


def is_start(entry: Entry) -> bool:
    return entry.event == "INVITE" and entry.role == "contact"


def campaign_of(entry: Entry) -> str:
    variables = entry.fields["variables"]
    return str(variables["dialer_campaign"]) if isinstance(variables, dict) else ""


def resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def report(data: Path, cpms: dict[str, float], shared: float) -> None:
    starts: dict[str, list[datetime]] = {campaign: [] for campaign in cpms}
    for entry in read_witness(data / "switch.jsonl"):
        if is_start(entry):
            starts[campaign_of(entry)].append(entry.at)
    for campaign, cpm in cpms.items():
        tell(f"campaign {campaign}", starts[campaign], cpm)
    if len(cpms) > 1:
        tell("all together", sorted(chain(*starts.values())), shared)
    database = open_database(f"sqlite:///{data / 'dialer.db'}")
    query = "SELECT cause, COUNT(*) FROM attempt WHERE outcome='not_placed' GROUP BY cause"
    print("withdrawn:", dict(database.execute_sql(query).fetchall()) or "none")
    database.close()


def tell(who: str, starts: list[datetime], cpm: float) -> None:
    spent = (starts[-1] - starts[0]).total_seconds()
    gaps = sorted((later - earlier).total_seconds() for earlier, later in pairwise(starts))
    print(f"{who}: {len(starts)} calls, reached {60 * len(gaps) / spent:.1f} CPM of {cpm:g}")
    print(f"  most starts in any second {most_in_a_second(starts)}, allowed {cpm / 60 + 1:.1f}")
    print(
        f"  gap between starts: p1 {gaps[len(gaps) // 100] * 1000:.0f} ms, "
        f"median {gaps[len(gaps) // 2] * 1000:.0f} ms, p99 {gaps[-len(gaps) // 100] * 1000:.0f} ms"
    )


def most_in_a_second(starts: list[datetime]) -> int:
    window: deque[datetime] = deque()
    most = 0
    for start in starts:
        window.append(start)
        while (start - window[0]).total_seconds() >= 1.0:
            window.popleft()
        most = max(most, len(window))
    return most


if __name__ == "__main__":
    main()
