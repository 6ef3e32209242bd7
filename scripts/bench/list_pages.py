#!/usr/bin/env python3
"""How long the pages of lists take to answer with many lists, beside few of the same size.

    scripts/bench/list_pages.py DIRECTORY [--lists 1000] [--beside 10] [--people 10000] [--times 30]

Makes both installations in the directory, if they are not there, on SQLite: lists that stand apart,
each of so many people with a phone, every tenth attached to a campaign. Starts a web process on
each, and asks both for the same pages in turn; prints median and p95 in milliseconds of each, and
the ratio of the p95.
"""

# ruff: noqa: S608 (the SQL is made of this file's constants)

import argparse
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from big_year import FIELDS, PASSWORD, SCATTER, USER, insert
from pages import Spent, serving, signed_in, times

from esl_dialer.runtime.clock import RealClock
from esl_dialer.runtime.config import Config
from esl_dialer.services.accounts import staff
from esl_dialer.services.accounts.staff import Person
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.database import open_database
from esl_dialer.store.lists import campaign_lists, named_lists

PAGES = (
    "/lists/",
    "/lists/?search=fair+7",
    "/lists/{}",
    "/lists/{}/people",
    "/lists/{}/people?sort=name",
    "/lists/{}/people?search=A1000001",
    "/lists/{}/worth",
    "/imports/",
    "/campaigns/",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--lists", type=int, default=1000)
    parser.add_argument("--beside", type=int, default=10)
    parser.add_argument("--people", type=int, default=10_000, help="of each list")
    parser.add_argument("--times", type=int, default=30)
    options = parser.parse_args()
    with ExitStack() as stack:
        found = []
        for count in (options.beside, options.lists):
            ctx = installation(
                options.directory / f"{count}x{options.people}", count, options.people
            )
            base, process = stack.enter_context(serving(ctx))
            found.append((signed_in(base), base, process, count // 2))
        for page in PAGES:
            few, many = (
                times(session, base + page.format(number), options.times, process)
                for session, base, process, number in found
            )
            if few and many:
                print(told(page, few, many), flush=True)


def told(page: str, few: Spent, many: Spent) -> str:
    """Milliseconds."""
    pair = " ".join(
        f"{one.answers[len(one.answers) // 2]:7.1f} {one.p95:7.1f}" for one in (few, many)
    )
    return f"{pair}  {many.p95 / few.p95:5.2f}  {page}"


def installation(directory: Path, lists: int, people: int) -> Context:
    ctx = Context(Config(data=directory), RealClock(), OPERATOR)
    mark = directory / "made"
    if mark.exists():
        return ctx
    directory.mkdir(parents=True, exist_ok=True)
    database = open_database(ctx.config.database_url)
    staff.create(ctx, Person(USER, "Bench", "", "super_admin", password=PASSWORD))
    models.User.update(must_change_password=False).execute()
    now = datetime.now(UTC)
    campaign = campaigns.create({"name": "Spring", "kind": "LB", "cpm": 60.0}, now).id
    for number in range(1, lists + 1):
        with database.atomic():
            made = named_lists.create({"name": f"Fair {number}", "source": "bench"}, USER, now)
            for sql in of_a_list(made, people, to_ms(now)):
                database.execute_sql(sql)
            if number % 10 == 0 and campaign_lists.attach(campaign, made, now, USER):
                campaign_lists.rest(campaign_lists.of_list(made)[0])
    database.close()
    mark.touch()
    return ctx


def of_a_list(number: int, people: int, now: int) -> list[str]:
    """Their numbers follow those of the list before."""
    first = (number - 1) * people
    count = f"WITH RECURSIVE n(i) AS (SELECT {first + 1} UNION ALL SELECT i + 1 FROM n WHERE i < {first + people})"  # noqa: E501
    rows = f"FROM ({count} SELECT i, i * {SCATTER} % 4294967296 AS h FROM n)"
    person = {
        "id": "i", "list_id": str(number), "import_id": "0", "account": "'A' || (1000000 + i)",
        "province": "'ON'", "full_name": "'MARIE ' || h", "fields": f"'{FIELDS}'",
        "gate": "'America/Toronto'", "created_at": str(now), "source_status": "'Ready'",
    }  # fmt: skip
    phone = {"person_id": "i", "position": "0", "number": "'+1416' || (2000000 + i % 7000000)"}
    return [insert(models.Person, person, rows), insert(models.Phone, phone, rows)]


if __name__ == "__main__":
    main()
