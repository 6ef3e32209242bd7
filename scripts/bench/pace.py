#!/usr/bin/env python3
"""Dials N records at a given speed on the simulated switch, with real processes in real time.

Prints the most starts in any one second (from the simulator's log, sliding window), the reached
calls per minute, and the engine's resident memory at 1,000 calls and at the end.

    scripts/bench/pace.py --records 10000 --cpm 1200
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from datetime import datetime
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from esl_dialer.simulator.witness import read_witness
from esl_dialer.store.database import open_database
from tests.engine.campaigns import active_campaign
from tests.engine.test_kill9 import free_port, write_sounds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--cpm", type=float, default=1200.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        measure(Path(directory), options.records, options.cpm)


def measure(data: Path, records: int, cpm: float) -> None:
    install(data, records, cpm)
    environ = os.environ | {
        "ESL_DIALER_DATA": str(data),
        "ESL_DIALER_SIMULATOR_PORT": str(free_port()),
        "ESL_DIALER_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "esl_dialer"]
    switch = subprocess.Popen([*command, "simulate-switch"], env=environ)
    engine = subprocess.Popen([*command, "serve", "--role", "engine"], env=environ)
    try:
        early, late = watch(data / "switch.jsonl", engine.pid, records)
    finally:
        for process in (engine, switch):
            process.send_signal(signal.SIGTERM)
            process.wait()
    report(data / "switch.jsonl", cpm, early, late)


def install(data: Path, records: int, cpm: float) -> None:
    write_sounds(data / "audio", ["one.wav"])
    database = open_database(f"sqlite:///{data / 'dialer.db'}")
    phones = [[f"416{555 + n // 10_000}{n % 10_000:04}"] for n in range(records)]
    with database.atomic():
        campaign = active_campaign(phones, cpm=cpm, max_attempts=1)
        database.execute_sql(
            "UPDATE record SET audio_path='one.wav', apology_path='one.wav',"
            " acknowledgement_path='one.wav' WHERE campaign_id=?",
            (campaign,),
        )
        database.execute_sql("UPDATE record SET ready=1")
        database.execute_sql(
            "INSERT INTO setting(key, value, updated_at, updated_by)"
            " VALUES ('global_cpm', '100000', 0, ''), ('global_max_cpm', '100000', 0, '')"
        )
    database.close()


def watch(log: Path, engine: int, records: int) -> tuple[int, int]:
    """Resident kilobytes of the engine after 1,000 calls and after all of them."""
    early = 0
    while True:
        time.sleep(1.0)
        invites = sum(1 for e in read_witness(log) if e.event == "INVITE" and e.role == "contact")
        early = early or (resident(engine) if invites >= min(1000, records) else 0)
        if invites >= records:
            return early, resident(engine)


def resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def report(log: Path, cpm: float, early: int, late: int) -> None:
    starts = sorted(e.at for e in read_witness(log) if e.event == "INVITE" and e.role == "contact")
    spent = (starts[-1] - starts[0]).total_seconds()
    gaps = sorted((later - earlier).total_seconds() for earlier, later in pairwise(starts))
    print(f"calls {len(starts)}, reached {60 * (len(starts) - 1) / spent:.1f} CPM of {cpm:g}")
    print(f"most starts in any second {most_in_a_second(starts)}, allowed {cpm / 60 + 1:.0f}")
    print(
        f"gap between starts: p1 {gaps[len(gaps) // 100] * 1000:.0f} ms, "
        f"median {gaps[len(gaps) // 2] * 1000:.0f} ms, p99 {gaps[-len(gaps) // 100] * 1000:.0f} ms"
    )
    print(f"engine RSS {early} kB at 1,000 calls, {late} kB at the end: x {late / early:.3f}")


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
