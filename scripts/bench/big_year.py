#!/usr/bin/env python3
"""Makes a database as big as a year's: records, attempts, stops, made once and kept.

A third of the records belong to the campaign that dials now, the others to nine that had six weeks
each. What each call came to is a function of its number, so that two runs measure the same rows.

    scripts/bench/big_year.py DIRECTORY --records 1000000 --attempts 5000000 --stops 500000
"""

# ruff: noqa: S608 (the SQL is made of this file's constants)

import argparse
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from peewee import Database

from esl_dialer.core.words import AudioState, CampaignKind, RunState
from esl_dialer.runtime.config import Config
from esl_dialer.services.accounts import staff
from esl_dialer.services.accounts.staff import Person
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.database import keep, let_go, open_database
from esl_dialer.store.lists import lists

CAMPAIGNS = 10
PASSWORD = "correct horse battery"  # noqa: S105
USER = "bench"
OLDEST_S = 20 * 3600
"""Older than this, its last calls are not of today."""
PROVINCES = {"ON": 40, "QC": 22, "BC": 13, "AB": 11, "MB": 4, "SK": 3, "NS": 3, "NB": 2, "NL": 1,
             "PE": 1}  # fmt: skip
ZONES = {"ON": "Toronto", "QC": "Toronto", "BC": "Vancouver", "AB": "Edmonton", "MB": "Winnipeg",
         "SK": "Regina", "NS": "Halifax", "NB": "Moncton", "NL": "St_Johns",
         "PE": "Halifax"}  # fmt: skip
OUTCOMES = {"no_answer": 45, "hung_up": 14, "completed": 12, "machine": 10, "busy": 7, "failed": 5,
            "transferred": 4, "wrong_person": 1, "lost": 1, "transfer_failed": 1}  # fmt: skip
FIRST = ("Marie", "Jean", "Luc", "Anne", "John", "Mary", "David", "Linda", "Hélène", "Zoé", "Ravi",
         "Mei", "Omar", "Fatima", "Ivan", "Olga")  # fmt: skip
BEGINNINGS = ("Tremb", "Gagn", "Ro", "Bouch", "Smi", "Jo", "Bro", "Mac", "Wil", "Sing", "Le", "Ng",
              "Gu", "Mart", "Camp", "Dub", "Lav", "Pel", "Ov")  # fmt: skip
ENDINGS = ("lay", "on", "y", "ard", "th", "nes", "wn", "Donald", "son", "h", "uyen", "berts", "in",
           "bell", "ois", "oie", "letier", "ide")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    records: int
    attempts: int
    stops: int


def database_in(directory: Path, size: Size) -> tuple[Context, datetime]:
    """The installation there, made if it is not there or a day old, and when its year ends."""
    mark = directory / f"made-{size.records}-{size.attempts}-{size.stops}"
    directory.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    ctx = Context(Config(data=directory), HeldClock(now), OPERATOR)
    if not mark.exists() or time.time() - mark.stat().st_mtime > OLDEST_S:
        for old in [*directory.glob("made-*"), *directory.glob("dialer.db*")]:
            old.unlink()
        database = open_database(ctx.config.database_url)
        make(ctx, database, size)
        database.close()
        mark.touch()
    return ctx, now


@dataclass(frozen=True, slots=True)
class HeldClock:
    at: datetime

    def now(self) -> datetime:
        return self.at


def make(ctx: Context, database: Database, size: Size) -> None:
    """Rows by SQL, without their indexes, which are made after them: a minute or two."""
    begun = time.monotonic()
    staff.create(ctx, Person(USER, "Bench", "", "super_admin", password=PASSWORD))
    models.User.update(must_change_password=False).execute()
    let_go(database)
    kept = [
        (name, sql)
        for name, sql in database.execute_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            " AND tbl_name IN ('person', 'record', 'phone', 'attempt', 'stop', 'audit')"
        )
    ]
    for name, _ in kept:
        database.execute_sql(f'DROP INDEX "{name}"')
    with database.atomic():
        _tables(database)
        _campaigns(ctx.now())
        for sql in statements(size, to_ms(ctx.now())):
            database.execute_sql(sql)
        print(f"rows after {time.monotonic() - begun:.0f} s", flush=True)
    with database.atomic():
        for _, sql in kept:
            database.execute_sql(sql)
        keep(database)
    print(f"made in {time.monotonic() - begun:.0f} s", flush=True)


def _campaigns(now: datetime) -> None:
    for number in range(1, CAMPAIGNS + 1):
        last = number == CAMPAIGNS
        values = {
            "name": f"Campaign {number:02}",
            "kind": CampaignKind.LB,
            "run_state": RunState.ACTIVE if last else RunState.STOPPED,
            "audio_state": AudioState.READY,
            "caller_ids": ["18663123618"],
            "cpm": 200.0,
        }
        begun = now - timedelta(days=36 * (CAMPAIGNS - number) + 45)
        made = campaigns.create(values, begun)
        its = {"name": f"List {number}", "file_name": "a.csv", "stored_path": "", "sha256": ""}
        lists.create({"campaign": made.id, **its, "status": "done"}, begun)


def _tables(database: Database) -> None:
    """Small tables to choose from, a hundred rows each by weight."""
    database.execute_sql("CREATE TEMP TABLE place(n INTEGER PRIMARY KEY, province, gate)")
    database.execute_sql("CREATE TEMP TABLE came(n INTEGER PRIMARY KEY, outcome, up, cause)")
    database.execute_sql("CREATE TEMP TABLE name(n INTEGER PRIMARY KEY, text)")
    connection = database.connection()
    places = [p for p, weight in PROVINCES.items() for _ in range(weight)]
    connection.executemany(
        "INSERT INTO place VALUES (?, ?, ?)",
        [(n, p, f"America/{ZONES[p]}@CA-{p}") for n, p in enumerate(places)],
    )
    ends = [o for o, weight in OUTCOMES.items() for _ in range(weight)]
    silent = {"no_answer", "busy", "failed", "lost"}
    connection.executemany(
        "INSERT INTO came VALUES (?, ?, ?, ?)",
        [(n, o, o not in silent, "NORMAL_CLEARING") for n, o in enumerate(ends)],
    )
    lasts = [f"{b}{e}" for b in BEGINNINGS for e in ENDINGS]
    connection.executemany("INSERT INTO name VALUES (?, ?)", enumerate(lasts))


FIELDS = '{"did":"18663123618","city":"Ottawa","balance":"120.50"}'
SCATTER = 2_654_435_761
"""Knuth's multiplicative hash: numbers next to each other come apart."""


def insert(table: type[models.Table], values: dict[str, str], rows: str) -> str:
    """INSERT ... SELECT of these expressions by column, the other columns at their defaults."""
    others = {
        field.column_name: literal(field.db_value(field.default() if callable(field.default)
                                                  else field.default))
        for field in table._meta.sorted_fields
        if field.column_name not in values and not (field.null or field.column_name == "id")
    }  # fmt: skip
    every = values | others
    columns = ", ".join(f'"{name}"' for name in every)
    return f'INSERT INTO "{table._meta.table_name}" ({columns}) SELECT {", ".join(every.values())} {rows}'  # noqa: E501


def literal(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else str(int(value or 0))  # type: ignore[call-overload]


def statements(size: Size, now: int) -> list[str]:
    """Milliseconds; the outcome of a record's last attempt is its status where that is final."""
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})"
    scatter = f"(i * {SCATTER} % 4294967296)"
    third, each = size.records // 3, max(1, size.attempts // size.records)
    firsts = " ".join(f"WHEN {n} THEN '{name}'" for n, name in enumerate(FIRST))
    status = "CASE WHEN c = 10 THEN CASE WHEN h % 10 < 3 THEN 'pending' WHEN h % 10 < 6 THEN 'retry' ELSE came.outcome END ELSE came.outcome END"  # noqa: E501
    person = {
        "id": "i", "list_id": "c", "account": "'A' || (1000000 + i)", "province": "place.province",
        "full_name": f"CASE h / 7 % {len(FIRST)} {firsts} END || ' ' || name.text",
        "fields": f"'{FIELDS}'", "gate": "gate", "created_at": str(now),
    }  # fmt: skip
    record = {
        "id": "i", "campaign_id": "c", "list_id": "c", "person_id": "i", "position": "i",
        "account": "'A' || (1000000 + i)", "gate": "gate", "own_transfer": "1",
        "status": f"replace(replace({status}, 'lost', 'failed'), 'transfer_failed', 'failed')",
        "attempts": str(each), "ready": "c = 10 AND h % 10 < 3", "random_key": "h % 2147483647",
        "not_before": f"CASE WHEN c = 10 AND h % 10 BETWEEN 3 AND 5 THEN {now} + h % 14400000 END",
        "audio": "'ready'", "audio_version": "1",
        "last_attempt_at": f"{now} - h % 86400000", "created_at": str(now),
    }  # fmt: skip
    records = f"""FROM ({count.format(size.records)} SELECT i, {scatter} AS h,
        CASE WHEN i <= {third} THEN 10 ELSE 1 + i % 9 END AS c FROM n) JOIN place
        ON place.n = h / 11 % 100 JOIN came ON came.n = h / 13 % 100
        JOIN name ON name.n = h / 17 % {len(BEGINNINGS) * len(ENDINGS)}"""
    message = {"record_id": "id", "path": "'a.wav'", "ms": "8000"}
    phone = {"id": "id", "person_id": "id", "position": "0", "number": "'+1416' || (2000000 + id)"}
    attempt = {
        "id": "printf('%08x-0000-4000-8000-%012x', h, i)", "campaign_id": "c", "record_id": "r",
        "phone_id": "r", "list_id": "c", "run": "1", "number": "'+1416' || (2000000 + r)",
        "province": "p", "state": "'ended'", "outcome": "outcome", "cause": "cause",
        "owner": "'bench'", "claimed_at": "t", "start_at": "t", "sent_at": "t", "created_at": "t",
        "ringing_at": "t + 2000", "answered_at": "CASE WHEN up THEN t + 9000 END",
        "ended_at": "t + 9000 + h % 60000", "settled_at": "t + 9000 + h % 60000",
        "contact": "CASE WHEN up AND k < 2 THEN 1 + k ELSE 0 END", "audio_ms": "8000",
    }  # fmt: skip
    attempts = f"""FROM (SELECT a.*, record.campaign_id AS c, person.province AS p,
            {now} - (10 - record.campaign_id) * 3110400000
                - ((4 - a.k % 5) * 9 + a.h % 9) * 86400000 - a.h / 9 % 36000000 AS t
        FROM ({count.format(size.attempts)} SELECT i, 1 + (i - 1) % {size.records} AS r,
            (i - 1) / {size.records} AS k, {scatter} AS h FROM n) AS a
        JOIN record ON record.id = a.r JOIN person ON person.id = record.person_id)
        JOIN came ON came.n = h / 23 % 100"""
    stop = {"scope": "'number'", "value": "5140000000 + i", "reason": "'dnc'",
            "note": "'asked on the phone'", "created_at": str(now)}  # fmt: skip
    audit = {"at": str(now), "actor": "'bench'", "subject": "'campaign ' || i % 10",
             "action": "CASE i % 3 WHEN 0 THEN 'dnc.add' ELSE 'campaign.speed' END"}  # fmt: skip
    return [
        insert(models.Person, person, records),
        insert(models.Record, record, records),
        insert(models.Message, message, "FROM record"),
        insert(models.Phone, phone, "FROM record"),
        insert(models.Attempt, attempt, attempts),
        insert(models.Stop, stop, f"FROM ({count.format(size.stops)} SELECT i FROM n)"),
        insert(models.Audit, audit, f"FROM ({count.format(size.stops // 5)} SELECT i FROM n)"),
    ]


def add_size(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--attempts", type=int, default=5_000_000)
    parser.add_argument("--stops", type=int, default=500_000)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("directory", type=Path)
    add_size(arguments)
    given = arguments.parse_args()
    database_in(given.directory, Size(given.records, given.attempts, given.stops))
