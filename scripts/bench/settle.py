#!/usr/bin/env python3
"""What the engine's SQL costs a call: the tick that claims it, its events, its end.

    .venv/bin/python scripts/bench/settle.py [--against CHECKOUT] [--records 50000] [--calls 2000]
        [--held 200000] [--real]

Milliseconds of CPU on SQLite, without a switch: a tick claims what is due, and each call claimed is
sent, rings, is answered (every second one), and ends in a transaction of its own. ``held`` is a
tick that finds so many records, all of them outside their hours; ``--real`` asks all rules of the
place, as calls of a real switch are. With
``--against`` another checkout of this project is measured too, in turn, and the ratio is told: a
module is looked for under each name that it has had.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import people
from checkouts import measured, module

calls = module("core.calls.call", "core.call")
events = module("core.calls.events", "core.events")
words = module("core.words")
claiming = module("engine.claiming")
placing = module("engine.placement", "engine.sender")
changes = module("engine.changes", "engine.tracker")
committing = module("engine.committing", "engine.tracker")
models = module("store.models")
campaigns = module("store.campaigns.campaigns", "store.campaigns")
database = module("store.database")
settings = module("store.system.settings", "store.settings")

HERE = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=200)
CPM = 1200.0
OPEN, CLOSED = "America/Toronto@CA-ON", "Pacific/Honolulu@US-HI"
"""Where people are: of two, at ``NOW``."""
BATCH = 500
KINDS = ("held", "tick", "event", "end")
HELD_TICKS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="another checkout, to compare with")
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--held", type=int, default=0)
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options)))
        return
    checkouts = [HERE, *([options.against.resolve()] if options.against else [])]
    found: dict[Path, list[dict[str, float]]] = {checkout: [] for checkout in checkouts}
    for _ in range(options.rounds):
        for checkout in checkouts:
            found[checkout].append(_measured(checkout, options))
    show([found[checkout] for checkout in checkouts])


def _measured(checkout: Path, options: argparse.Namespace) -> dict[str, float]:
    """In a process of its own, which imports that checkout."""
    given = ["--measure", "--records", str(options.records), "--calls", str(options.calls)]
    given += ["--held", str(options.held), *(["--real"] if options.real else [])]
    told: dict[str, float] = measured(checkout, __file__, given)
    return told


def show(found: list[list[dict[str, float]]]) -> None:
    for kind in KINDS:
        middles = [statistics.median(one[kind] for one in rounds) for rounds in found]
        told = "  ".join(f"{middle:7.3f} ms" for middle in middles)
        ratio = f"  ratio {middles[0] / middles[1]:.2f}" if len(middles) > 1 else ""
        print(f"{kind:6} {told}{ratio}")


# --- in the process that is measured -----------------------------------------------------------


def measure(options: argparse.Namespace) -> dict[str, float]:
    """CPU time by kind: of a tick that finds nobody, of one that claims, of an event, of an end."""
    spent = dict.fromkeys(KINDS, 0.0)
    done = dict.fromkeys(KINDS, 0)
    real = options.real
    with tempfile.TemporaryDirectory() as directory:
        opened = database.open_database(f"sqlite:///{directory}/dialer.db")
        campaign = begin()
        fill(campaign, options.held, options.records, CLOSED)
        now = NOW
        for _ in range(HELD_TICKS):
            now += TICK
            timed("held", spent, done, lambda at=now: claim(at, real=real))
        fill(campaign, options.records, 0, OPEN)
        while done["end"] < options.calls:
            now += TICK
            for claimed in timed("tick", spent, done, lambda at=now: claim(at, real=real)):
                live(claimed, now, done["end"], lambda kind, work: timed(kind, spent, done, work))
        opened.close()
    return {kind: 1000 * spent[kind] / done[kind] for kind in KINDS}


def timed(kind: str, spent: dict[str, float], done: dict[str, int], work: Callable[[], Any]) -> Any:
    begun = process_time()
    result = work()
    spent[kind] += process_time() - begun
    done[kind] += 1
    return result


def claim(now: datetime, *, real: bool) -> list[Any]:
    through = placing.Dialing("sofia/gateway/carrier/{number}", "/audio").through
    holds = conditions(simulated=not real)
    return claiming.claim_due(claiming.Tick(now, "bench", "core", holds, through))


def conditions(*, simulated: bool) -> Any:
    if hasattr(claiming, "conditions_now"):
        return claiming.conditions_now(simulated=simulated)
    return module("store.rules.conditions").conditions(simulated=simulated)


def live(claimed: Any, now: datetime, number: int, timing: Callable[..., Any]) -> None:
    """Its events and its end, each committed alone: every second call is answered and heard."""

    def commit(kind: str, change: Any) -> None:
        timing(kind, lambda: committing.commit_changes([change], [], change.tracked.start_at))

    tracked, answered = claimed.tracked, number % 2 == 1
    leg = tracked.call.attempt
    told = [changes.Sent(leg, now), events.Created(leg, now), events.Ringing(leg, now)]
    told += [events.Answered(leg, now)] if answered else []
    for news in told:
        change = changes.digest(changes.Change(tracked), news)
        commit("event", change)
        tracked = change.tracked
    ended = now + timedelta(seconds=20)
    end = events.Ended(
        leg,
        ended,
        cause="NORMAL_CLEARING" if answered else "USER_BUSY",
        answered_at=now if answered else None,
        step=words.Step.HEARD if answered else words.Step.NONE,
    )
    tracked = replace(tracked, call=calls.advance(tracked.call, end))
    call = tracked.call
    commit("end", changes.Change(tracked, settle=(calls.outcome_of(call), call.cause)))


def begin() -> int:
    """An active campaign; its number."""
    for key in ("global_cpm", "global_max_cpm"):
        settings.put(key, CPM, NOW, "bench")
    given = {
        "name": "Bench", "kind": words.CampaignKind.LB, "cpm": CPM,
        "run_state": words.RunState.ACTIVE, "transfer_number": "4165559999",
        "caller_ids": ["18663123618"],
    }  # fmt: skip
    return int(campaigns.create(given, NOW).id)


def fill(campaign: int, records: int, after: int, gate: str) -> None:
    for start in range(after, after + records, BATCH):
        numbers = range(start + 1, min(after + records, start + BATCH) + 1)
        people.put_ready(models, campaign, numbers, NOW, gate)


if __name__ == "__main__":
    main()
