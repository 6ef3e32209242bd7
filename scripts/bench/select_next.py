#!/usr/bin/env python3
"""How long "what is next" takes with many records, most of them held back.

Makes N records in a file, H of them outside their window or waiting, and times the tick's look-ups
(gates, due ones, candidates) for both dial orders; beside it, the same question asked the plain way
(ORDER BY RANDOM() over what is ready), on the same file.

    scripts/bench/select_next.py --records 1000000 --held 0.9
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import people

from esl_dialer.core.words import CampaignKind, DialOrder
from esl_dialer.store import models
from esl_dialer.store.calls import selection
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.database import open_database

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
OPEN = ["America/Halifax", "America/Toronto"]
CLOSED = ["America/Vancouver", "America/Edmonton", "America/Regina", "America/Winnipeg"]
LIMIT = 12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--held", type=float, default=0.9)
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        database = open_database(f"sqlite:///{directory}/dialer.db")
        campaign = fill(database, options.records, options.held)
        found = {
            str(order): times(options.times, lambda order=order: tick(campaign, order))
            for order in DialOrder
        }
        plain = (
            "SELECT id FROM record WHERE campaign_id=? AND ready=1 AND gate IN (?, ?)"
            " ORDER BY RANDOM() LIMIT ?"
        )
        found["ORDER BY RANDOM()"] = times(
            5, lambda: list(database.execute_sql(plain, (campaign, *OPEN, LIMIT)))
        )
    if options.json:
        print(json.dumps({name: figures(spent) for name, spent in found.items()}))
        return
    for name, spent in found.items():
        one = figures(spent)
        print(f"{name:20} median {one['median']:8.2f} ms   p99 {one['p99']:8.2f} ms")


def tick(campaign: int, order: DialOrder) -> None:
    selection.any_due(campaign, NOW)
    every = selection.gates(campaign)
    chosen = selection.candidates(campaign, [g for g in every if g in OPEN], LIMIT, order)
    assert len(chosen) == LIMIT


def fill(database: object, records: int, held: float) -> int:
    campaign = campaigns.create({"name": "Bench", "kind": CampaignKind.LB}, NOW)
    chance = random.Random(7)
    later = to_ms(NOW + timedelta(hours=3))
    with models.database.atomic():
        for start in range(0, records, 10_000):
            numbers = range(start + 1, min(records, start + 10_000) + 1)
            rows = [row(campaign.id, n, chance, held, later) for n in numbers]
            phones = [{"record": n, "position": 0, "number": f"+1416{2_000_000 + n}"}
                      for n in numbers]  # fmt: skip
            people.put(models, rows, phones)
    models.database.execute_sql("ANALYZE")
    return campaign.id


def row(campaign: int, n: int, chance: random.Random, held: float, later: int) -> dict[str, object]:
    waits = chance.random() < held
    closed = waits and chance.random() < 0.7
    gate = chance.choice(CLOSED if closed else OPEN)
    due = later if waits and not closed else None
    status = "retry" if due else "pending"
    return {
        "id": n, "campaign": campaign, "position": n, "account": f"A{n}",
        "full_name": f"Person {n}", "province": "ON", "status": status, "gate": gate,
        "ready": due is None, "random_key": chance.getrandbits(31), "not_before": due,
        "audio": "ready", "audio_path": "a.wav", "audio_ms": 8000, "audio_version": 1,
        "created_at": NOW,
    }  # fmt: skip


def times(count: int, work: Callable[[], object]) -> list[float]:
    spent = []
    for _ in range(count):
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    return sorted(spent)


def figures(spent: list[float]) -> dict[str, float]:
    """Milliseconds."""
    p99 = spent[min(len(spent) - 1, int(len(spent) * 0.99))]
    return {"median": spent[len(spent) // 2], "p99": p99}


if __name__ == "__main__":
    main()
