#!/usr/bin/env python3
"""What a row of a list costs to import, beside an earlier checkout and a COPY of the same rows.

    scripts/bench/import_cost.py [--rows 20000] [--rounds 3] [--against CHECKOUT] [--database URL]

CPU is of the importing process and all it starts, user and system, per row; memory its highest
resident set. The COPY is of rows already normalised, into the same tables, with their indexes and
triggers, in one transaction. Attach and detach: the same list in a second campaign, taken and let
go of again. ``--database`` is any database of a PostgreSQL server where others may
be made; without it SQLite, whose work is in the process. Each round makes a database anew for each
checkout in turn.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from import_rows import write_csv
from processes import BENCH, HERE, checkouts_of, python
from psycopg import sql

NAME = f"import_cost_{os.getpid()}"

Figures = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", type=Path, help="another checkout, to compare with")
    parser.add_argument("--database", default="", help="of a PostgreSQL server")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found: dict[str, list[Figures]] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.csv"
        write_csv(file, options.rows)
        for _ in range(options.rounds):
            for name, checkout in checkouts_of(options.against):
                for what, one in measured(checkout, file, options.database):
                    found.setdefault(what or name, []).append(one)
    told = {name: middle(rounds) for name, rounds in found.items()}
    if options.json:
        print(json.dumps(told))
        return
    for name, one in told.items():
        shares = " ".join(f"{told['here'][key] / one[key]:.2f}" for key in ("cpu", "rate"))
        figures = "  ".join(f"{key} {value:.4g}" for key, value in one.items())
        print(f"{name:10} {figures}  here's share of its cpu and rate: {shares}")


def middle(rounds: list[Figures]) -> Figures:
    return {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}


def measured(checkout: Path, file: Path, server: str) -> Iterator[tuple[str, Figures]]:
    """Of one import in a process of that checkout, and of the COPY after ours.

    ``cpu``: ms a row; ``all_cpu``: that of PostgreSQL's process too; ``whole``: from the start of
    the importing process on, the file's taking too; ``rate``: rows a second.
    """
    given = ["--peer", "--attach"] if checkout == HERE else []
    with a_database(server, file.parent) as url:
        command = [python(checkout), str(BENCH / "import_once.py")]
        done = subprocess.run(
            [*command, str(file), url, *given],
            env=os.environ | {"PYTHONPATH": str(checkout)},
            cwd=checkout,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    told = json.loads(done.stdout.splitlines()[-1])
    whole = told["whole"] / told["rows"] * 1000
    yield "", per_row(told, told["rows"]) | {"whole": whole, "resident_mb": told["resident_mb"]}
    if given:
        for what in ("attach", "detach"):
            yield what, per_row(told[what], told["rows"])
        yield "COPY", per_row(told["peer"], told["rows"])


def per_row(told: Figures, rows: float) -> Figures:
    return {
        "cpu": told["cpu"] / rows * 1000,
        "all_cpu": (told["cpu"] + told["server"]) / rows * 1000,
        "rate": rows / told["seconds"],
    }


@contextmanager
def a_database(server: str, folder: Path) -> Iterator[str]:
    """An empty one, gone afterwards."""
    if not server:
        with tempfile.TemporaryDirectory(dir=folder) as made:
            yield f"sqlite:///{made}/dialer.db"
        return
    with psycopg.connect(server, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        try:
            yield urlsplit(server)._replace(path=f"/{NAME}").geturl()
        finally:
            owner.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(NAME)))


if __name__ == "__main__":
    main()
