#!/usr/bin/env python3
"""What a big floor's migrations take, and its counts made anew, beside an earlier checkout.

    scripts/bench/migrations.py CHECKOUT [--attempts 1000000] [--rounds 3] [--json]

``big_year.py`` of the earlier checkout makes the database, on SQLite. For each figure both take a
copy in turn, and the least of the rounds counts: seconds of processor for a million attempts, less
what the same program takes on an installation without rows.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from processes import HERE, checkouts_of, spent

RECOUNT = ("-m", "esl_dialer", "recount")
URL = """
import os
url = f"sqlite:///{os.environ['ESL_DIALER_DATA']}/dialer.db"
from esl_dialer.store import database
"""
OPEN = f"""{URL}
database.open_database(url)
"""
ONE_INDEX_MORE = f"""{URL}
import shutil
from pathlib import Path
more = Path(os.environ["ESL_DIALER_DATA"]) / "more"
database.MIGRATIONS = shutil.copytree(database.MIGRATIONS, more, dirs_exist_ok=True)
(more / "9999_an_index.py").write_text('''
def up(migrator, db):
    migrator.migrate(migrator.add_index("campaign", ("created_at",)))
''')
database.open_database(url)
"""
TAKE_BACK = f"""{URL}
from playhouse.migrations import Runner
opened = database._connect(url)
opened.connect()
database.let_go(opened)
opened.execute_sql("PRAGMA foreign_keys=0")
Runner(opened, str(database.MIGRATIONS)).down("0002_second_factor")
opened.execute_sql("VACUUM")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("against", type=Path)
    parser.add_argument("--attempts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        found = measured(Path(directory), options.against.resolve(), options)
    if options.json:
        print(json.dumps(found))
        return
    for name, figures in found.items():
        for what, seconds in figures.items():
            print(f"{name:12} {what:24} {seconds:7.2f} s for a million attempts")


def measured(room: Path, earlier: Path, options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """By checkout and figure."""
    made, first, today = room / "made", room / "first", room / "today"
    size = ["--records", str(options.attempts // 5), "--attempts", str(options.attempts)]
    spent(earlier, made, str(earlier / "scripts/bench/big_year.py"), str(made), *size)
    shutil.copytree(made, first)
    spent(earlier, first, "-c", TAKE_BACK)
    shutil.copytree(made, today)
    spent(HERE, today, "-c", OPEN)
    figures = {
        "from the first schema": (first, first, ("-c", OPEN)),
        "from the earlier schema": (None, made, ("-c", OPEN)),
        "an index more": (made, today, ("-c", ONE_INDEX_MORE)),
        "recount": (made, today, RECOUNT),
    }
    sides = dict(checkouts_of(earlier))
    least: dict[str, dict[str, float]] = {name: {} for name in sides}
    for _ in range(options.rounds):
        for what, (old, new, program) in figures.items():
            for name, checkout in sides.items():
                data = new if checkout == HERE else old
                if data is None:
                    continue
                seconds = taken(room, checkout, data, program) / (options.attempts / 1e6)
                least[name][what] = min(seconds, least[name].get(what, seconds))
    return least


def taken(room: Path, checkout: Path, data: Path, program: tuple[str, ...]) -> float:
    """Of a copy that is used once, less that of an installation without rows."""
    nothing = room / f"nothing-{checkout.name}"
    if not nothing.exists():
        nothing.mkdir()
        spent(checkout, nothing, "-c", OPEN)
    seconds = []
    for one in (data, nothing):
        copy = shutil.copytree(one, room / "copy")
        seconds.append(spent(checkout, copy, *program))
        shutil.rmtree(copy)
    return max(0.0, seconds[0] - seconds[1])


if __name__ == "__main__":
    sys.exit(main())
