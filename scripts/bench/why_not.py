#!/usr/bin/env python3
"""How many times a second the rules say whether a record is dialed now.

    scripts/bench/why_not.py [--times 200000] [--against CHECKOUT] [--json]

Thousands a second of one processor: of a record that nothing holds back (every rule is asked), and
of one outside its hours. ``core`` alone, nothing is read.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from checkouts import module
from processes import checkouts_of, python

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
"""Monday at noon, and at one in the morning after it, in Toronto."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200_000)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.times)))
        return
    found = {
        name: measured(checkout, options.times) for name, checkout in checkouts_of(options.against)
    }
    if options.json:
        print(json.dumps(found))
        return
    for name, one in found.items():
        print(f"{name:8} " + "   ".join(f"{kind} {value:6.0f} k/s" for kind, value in one.items()))


def measured(checkout: Path, times: int) -> dict[str, float]:
    command = [python(checkout), __file__, "--measure", "--times", str(times)]
    environment = {"PYTHONPATH": str(checkout)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


# --- in the process that is measured -----------------------------------------------------------


def measure(times: int) -> dict[str, float]:
    campaigns = module("store.campaigns.campaigns", "store.campaigns")
    words, database = module("core.words"), module("store.database")
    with tempfile.TemporaryDirectory() as directory:
        opened = database.open_database(f"sqlite:///{directory}/dialer.db")
        given = {
            "name": "Bench", "kind": words.CampaignKind.LB, "cpm": 60.0,
            "run_state": words.RunState.ACTIVE, "transfer_number": "4165559999",
            "caller_ids": ["18663123618"],
        }  # fmt: skip
        campaign = campaigns.create(given, NOON)
        opened.close()
    kinds = {"dialed": NOON, "out of hours": NIGHT}
    return {kind: asked(campaign, now, times) for kind, now in kinds.items()}


def asked(campaign: object, now: datetime, times: int) -> float:
    rules = module("core.rules.why_not", "core.why_not")
    kept, words = module("core.rules.rule", "core.why_not"), module("core.words")
    subject = kept.Subject(
        status=words.RecordStatus.PENDING, audio=words.RecordAudio.READY,
        gate="America/Toronto", number="+14165550100", not_before=None,
    )  # fmt: skip
    conditions = kept.Conditions(switch_simulated=False)
    held = rules.why_not_record(subject, campaign, conditions, now) is not None
    if held != (now == NIGHT):
        raise SystemExit(f"at {now} the record is {'held back' if held else 'dialed'}")
    return times / spent(lambda: rules.why_not_record(subject, campaign, conditions, now), times)


def spent(work: Callable[[], object], times: int) -> float:
    """Milliseconds of CPU."""
    begun = process_time()
    for _ in range(times):
        work()
    return 1000 * (process_time() - begun)


if __name__ == "__main__":
    sys.exit(main())
