#!/usr/bin/env python3
"""What a tick costs with many active campaigns, each with a plan of its own, beside plain ones.

    .venv/bin/python scripts/bench/many_campaigns.py [--against CHECKOUT] [--campaigns 200]

Milliseconds of CPU of a tick on SQLite, without a switch: a tick claims what is due of all of them.
Plain: campaigns of one window and one speed. Planned: each with a recurring schedule, hours by
weekday, a priority, rules by outcome and disposition, types of phones and their hours. With
``--against`` the plain ones are measured in another checkout too, in turn, and the ratio is told.
"""

import argparse
import json
import statistics
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import people
from checkouts import measured, module

claiming = module("engine.claiming")
placing = module("engine.placement", "engine.sender")
words = module("core.words")
models = module("store.models")
campaigns = module("store.campaigns.campaigns", "store.campaigns")
database = module("store.database")
settings = module("store.system.settings", "store.settings")

HERE = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=200)
CPM = 1200.0
PEOPLE = 60
"""Of each campaign."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="another checkout, to compare with")
    parser.add_argument("--campaigns", type=int, default=200)
    parser.add_argument("--ticks", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", choices=["plain", "planned"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        planned = options.measure == "planned"
        print(json.dumps(measure(options.campaigns, options.ticks, planned=planned)))
        return
    peer = options.against.resolve() if options.against else HERE
    found: dict[str, list[float]] = {"planned": [], "plain": []}
    for _ in range(options.rounds):
        found["planned"].append(_measured(HERE, "planned", options))
        found["plain"].append(_measured(peer, "plain", options))
    middles = {name: statistics.median(spent) for name, spent in found.items()}
    for name, middle in middles.items():
        print(f"{name:8} {middle:7.2f} ms a tick")
    print(f"ratio {middles['planned'] / middles['plain']:.2f}")


def _measured(checkout: Path, kind: str, options: argparse.Namespace) -> float:
    """In a process of its own, which imports that checkout."""
    given = ["--campaigns", str(options.campaigns), "--ticks", str(options.ticks)]
    return float(measured(checkout, __file__, ["--measure", kind, *given]))


# --- in the process that is measured -----------------------------------------------------------


def measure(count: int, ticks: int, *, planned: bool) -> float:
    """CPU milliseconds of a tick."""
    with tempfile.TemporaryDirectory() as directory:
        opened = database.open_database(f"sqlite:///{directory}/dialer.db")
        fill(count, planned=planned)
        now, spent = NOW, 0.0
        for _ in range(ticks):
            now += TICK
            begun = process_time()
            claim(now)
            spent += process_time() - begun
        opened.close()
    return 1000 * spent / ticks


def claim(now: datetime) -> Any:
    through = placing.Dialing("sofia/gateway/carrier/{number}", "/audio").through
    conditions = module("store.rules.conditions").conditions(simulated=True)
    return claiming.claim_due(claiming.Tick(now, "bench", "core", conditions, through))


def fill(count: int, *, planned: bool) -> None:
    for key in ("global_cpm", "global_max_cpm"):
        settings.put(key, CPM, NOW, "bench")
    for number in range(count):
        given = {
            "name": f"Bench {number}", "kind": words.CampaignKind.LB, "cpm": 10.0,
            "run_state": words.RunState.ACTIVE, "transfer_number": "4165559999",
            "caller_ids": ["18663123618"],
        }  # fmt: skip
        campaign = campaigns.create(given | (plan_of(number) if planned else {}), NOW).id
        first = number * PEOPLE + 1
        numbers = range(first, first + PEOPLE)
        people.put_ready(models, campaign, numbers, NOW)


def plan_of(number: int) -> dict[str, Any]:
    """What differs from campaign to campaign does here too."""
    hours = module("core.campaigns.hours")
    recurrence = module("core.campaigns.recurrence")
    schedule = module("core.campaigns.schedule")
    start = datetime.fromisoformat(f"2026-11-{1 + number % 20:02}T08:00")
    spans = ((9 * 60, 12 * 60), (13 * 60, 18 * 60 + number % 60))
    weekly = recurrence.Recurrence(recurrence.Every.WEEK, days=("mon", "tue", "wed", "fri"))
    return {
        "schedule": schedule.Schedule(
            start, start + timedelta(hours=12), "America/Toronto", weekly
        ),
        "planned_until": NOW,
        "window": hours.Window((spans,) * 6 + ((),)),
        "precedence": 1 + number % 5,
        "max_live": 1000,
        "outcome_rules": {"busy": "again", "machine": "final"},
        "disposition_rules": {"busy": "again:15", "not_interested": "final"},
        "max_per_number": 3,
        "phone_kinds": "mobile, home",
        "kind_hours": "work=mon-fri 09:00-17:00",
        "spread": True,
    }


if __name__ == "__main__":
    main()
