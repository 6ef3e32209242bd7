#!/usr/bin/env python3
"""Measures the import of a do-not-call list, beside `sqlite3 .import` of the same rows.

Both into the table as the dialer has it, with its indexes, in turn, on SQLite. The peer's rows are
those that the import made, ready to be stored: nothing of a number is looked at.

    scripts/bench/dnc_import.py --numbers 200000 --rounds 2
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from esl_dialer.runtime.clock import RealClock
from esl_dialer.runtime.config import Config
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.people import dnc_files, dnc_lists
from esl_dialer.services.people.lines_kept import LinesKept
from esl_dialer.store.database import open_database


@dataclass
class Took:
    """Seconds, of the clock and of the processor."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def timed(who: int) -> Iterator[Took]:
    took, wall, cpu = Took(), time.perf_counter(), _cpu(who)
    yield took
    took.wall, took.cpu = time.perf_counter() - wall, _cpu(who) - cpu


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def write_numbers(path: Path, count: int) -> None:
    """Ten digits a line, by chance, as a regulator's file."""
    chance = random.Random(14)
    areas = (204, 416, 514, 604, 780, 905)
    with path.open("w", encoding="ascii") as file:
        for _ in range(count):
            file.write(f"{chance.choice(areas)}{chance.randrange(2_000_000, 9_999_999)}\n")


def ours(directory: Path, count: int) -> Took:
    source = directory / "numbers.txt"
    write_numbers(source, count)
    opened = open_database(f"sqlite:///{directory / 'ours.db'}")
    ctx = Context(Config(data=directory), RealClock(), OPERATOR)
    to = dnc_lists.create(ctx, "Regulator").id
    with source.open("rb") as content, timed(resource.RUSAGE_SELF) as took:
        done = dnc_files.import_file(ctx, content, "bench", LinesKept(None), to)
    opened.close()
    print(f"  import: {done.added:,} numbers, {took.wall:.2f} s, {took.cpu:.2f} s of processor")
    return took


def peer(directory: Path) -> Took:
    """The same rows, in the same order, into a table with the same indexes."""
    rows = directory / "rows.csv"
    wanted = "SELECT * FROM stop ORDER BY id"
    made = ["sqlite3", "-csv", str(directory / "ours.db"), wanted]
    with rows.open("wb") as file:
        subprocess.run(made, stdout=file, check=True)
    open_database(f"sqlite:///{directory / 'peer.db'}").close()
    act = ["sqlite3", str(directory / "peer.db"), ".mode csv", f".import {rows} stop"]
    with timed(resource.RUSAGE_CHILDREN) as took:
        subprocess.run(act, check=True)
    print(f"  sqlite3 .import: {took.wall:.2f} s, {took.cpu:.2f} s of processor")
    return took


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--numbers", type=int, default=200_000)
    asked.add_argument("--rounds", type=int, default=2)
    options = asked.parse_args()
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory(prefix="dnc-bench-") as name:
            directory = Path(name)
            mine, its = ours(directory, options.numbers), peer(directory)
        print(
            f"ratio: {mine.wall / its.wall:.1f} on the clock, {mine.cpu / its.cpu:.1f} of processor"
        )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory: {most:.0f} MB")


if __name__ == "__main__":
    main()
