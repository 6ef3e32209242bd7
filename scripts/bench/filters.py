#!/usr/bin/env python3
"""A filter of three conditions over many people: counted, beside reading all of them.

Makes N people in a file (or in the empty database at ``--database``), and times, in turn and each
several times: the count; reading every column of all of them as rows; the same as a person's cells.
Then what a filter costs a tick (twelve candidates judged), beside the tick's look-up of them; and
how long it takes to apply it to all.

    nice -n 19 scripts/bench/filters.py --people 1000000
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from peewee import SqliteDatabase
from people import put

sys.path.insert(0, str(Path(__file__).parents[2]))

from esl_dialer.core.lists.filters import Group, parse
from esl_dialer.core.words import CampaignKind
from esl_dialer.store import models
from esl_dialer.store.calls import claims
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import open_database, pause, transaction
from esl_dialer.store.lists import filter_people, filtering, filters
from esl_dialer.store.lists.filter_columns import people
from esl_dialer.store.reports import recounting, tallies

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
CITIES = ["Montréal", "MARKHAM", "Trois-Rivières", "TORONTO", "Québec", "LAVAL", "OTTAWA"]
FILTERS = {
    "numbers, dates, words": {
        "all": [
            {"column": "balance", "test": "between", "value": ["100", "600"]},
            {"column": "assign_date", "test": "last_days", "value": 30},
            {"column": "province", "test": "one_of", "value": ["ON", "QC"]},
        ]
    },
    "words with accents": {
        "all": [
            {"column": "city", "test": "contains", "value": "rivieres"},
            {"column": "full_name", "test": "begins_with", "value": "jo"},
            {"column": "client_name", "test": "not_equals", "value": "ACME"},
        ]
    },
    "a custom amount": {
        "all": [
            {"column": "custom.solde", "test": "greater", "value": "500"},
            {"column": "province", "test": "equals", "value": "ON"},
            {"column": "balance", "test": "less", "value": "900"},
        ]
    },
}
CHUNK = 2000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--database", help="an empty one; else a file of SQLite")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        opened = open_database(options.database or f"sqlite:///{directory}/dialer.db")
        campaign = fill(opened, options.people)
        found = measured(campaign, options.times)
    if options.json:
        print(json.dumps(found))
        return
    for what, figure in found.items():
        print(f"{what:44} {figure:10.3f}")


def measured(campaign: int, times: int) -> dict[str, float]:
    """Seconds, and shares of a read, by what was done."""
    groups = {name: read(sent) for name, sent in FILTERS.items()}
    acts: dict[str, Callable[[], object]] = {
        "read as rows, s": lambda: rows(campaign),
        "read as people, s": lambda: cells(campaign),
    }
    for name, group in groups.items():
        acts[f"count: {name}, s"] = lambda group=group: count(campaign, group)
    spent: dict[str, list[float]] = {what: [] for what in acts}
    for _ in range(times):
        for what, act in acts.items():
            spent[what].append(clocked(act))
    found = {what: median(each) for what, each in spent.items()}
    for name in groups:
        of_rows = found[f"count: {name}, s"] / found["read as rows, s"]
        found[f"count: {name}, of the rows' read"] = of_rows
        found[f"count: {name}, of the people's"] = (
            found[f"count: {name}, s"] / found["read as people, s"]
        )
    found |= of_a_tick(campaign)
    found["applied to all, s"] = clocked(lambda: applied(campaign, groups["words with accents"]))
    return found


def clocked(act: Callable[[], object]) -> float:
    """SQLite works in this process, whose time is told whatever else runs; PostgreSQL does not."""
    in_here = isinstance(models.database.obj, SqliteDatabase)
    timer = time.process_time if in_here else time.perf_counter
    began = timer()
    act()
    return timer() - began


def read(sent: object) -> Group:
    group, problems = parse(sent)
    assert group, problems
    return group


def count(campaign: int, group: Group) -> int:
    return filter_people.count(campaign, group, filters.when(NOW))


def rows(campaign: int) -> int:
    table, whose = models.Record, models.Person
    query = table.select(table, whose).join(whose).where(table.campaign == campaign)
    return sum(1 for _ in models.database.execute_sql(*query.sql()))


def cells(campaign: int) -> int:
    table, after, total = models.Record, 0, 0
    while True:
        some = table.select(table.id).where((table.campaign == campaign) & (table.id > after))
        ids = [row[0] for row in some.order_by(table.id).limit(CHUNK).tuples()]
        if not ids:
            return total
        total, after = total + len(people(ids)), ids[-1]


def of_a_tick(campaign: int) -> dict[str, float]:
    """Milliseconds of one tick with twelve candidates."""
    group = read(FILTERS["numbers, dates, words"])
    with transaction():
        number = filters.create("bench", group, "bench", NOW)
    models.Campaign.update(filter_id=number).execute()
    chosen = campaigns.get(campaign)
    some = models.Record.select(models.Record.id).limit(12)
    ids = [row.id for row in some]
    plain = median(clocked(lambda: claims.load(ids)) for _ in range(200))
    judged = median(clocked(lambda: claims.filtered(ids, chosen, NOW)) for _ in range(200))
    return {"twelve candidates read, ms": plain * 1000, "and judged, ms": judged * 1000}


def applied(campaign: int, group: Group) -> None:
    when = filters.when(NOW)
    after = 0
    while True:
        with transaction():
            after = filter_people.judge(campaign, group, when, after, filtering.AT_ONCE)
        if not after:
            return


def fill(opened: object, total: int) -> int:
    campaign = campaigns.create({"name": "bench", "kind": CampaignKind.LB}, NOW).id
    pause(opened)
    for start in range(0, total, CHUNK):
        some = [a_person(campaign, n) for n in range(start, min(start + CHUNK, total))]
        with transaction():
            put(models, some, [])
    with transaction():
        tallies.install(opened)
        recounting.recount(opened, frozenset({"record_tally"}))
    return campaign


def a_person(campaign: int, number: int) -> dict[str, object]:
    """By column."""
    draw = random.Random(number)
    assigned = date(2026, 11, 23) - timedelta(days=draw.randrange(120))
    fields = {
        "first_name": "JOHN",
        "last_name": f"MUGLIA {number}",
        "balance": f"{draw.uniform(0, 1000):.2f}",
        "amount_due": f"{draw.uniform(0, 500):.2f}",
        "assign_date": assigned.isoformat(),
        "city": draw.choice(CITIES),
        "address": f"{number} Main St",
        "postal_code": "L3S4V6",
        "client_name": draw.choice(["ACME", "ABC Financial Group"]),
        "tfn": "8002709938",
        "email": f"p{number}@example.com",
    }
    custom = {"Solde": f"{draw.randrange(1000)},{draw.randrange(10)}0 $"}
    return {
        "id": number + 1,
        "campaign": campaign,
        "position": number,
        "account": f"A{number}",
        "full_name": f"JOHN MUGLIA {number}",
        "province": draw.choice(["ON", "QC", "BC", "AB"]),
        "fields": fields,
        "custom": custom,
        "gate": "America/Toronto",
        "random_key": draw.getrandbits(31),
        "created_at": NOW,
    }


if __name__ == "__main__":
    main()
