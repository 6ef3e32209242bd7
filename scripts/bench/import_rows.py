"""Import a made list and report rows per second, memory, and how long a writer beside it waits.

    .venv/bin/python scripts/bench/import_rows.py [--rows 200000] [--xlsx] [--most N] [--writer S]
                                                  [--against CHECKOUT]

Each row has the guide's 43 columns and two phones. Memory is the process's highest resident set.
``--writer`` runs a second process that commits one small row every 20 ms, as the engine does.
``--against``: the same list is imported by another checkout of this project too, in turn, each in a
process of its own, and the ratios are told: of rows a second, and of rows a second of processor.
"""

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from esl_dialer.core.lists.layout import HEADERS, KEYS
from esl_dialer.services.lists.importing import Progress, begin, continue_import, take
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import open_database, transaction
from esl_dialer.store.lists import lists

PLACES = (
    ("ON", "Ottawa", "K1P", "613"),
    ("QC", "Montréal", "H2X", "514"),
    ("BC", "Vancouver", "V6B", "604"),
    ("AB", "Calgary", "T2P", "403"),
    ("NS", "Halifax", "B3H", "902"),
    ("MB", "Winnipeg", "R3C", "204"),
)
FIRST = ("John", "Renée", "Anita", "Mohammed", "Chloé", "Siobhán", "Jean-François")
LAST = ("Gagnon", "Smith-Jones", "D'Souza", "Tremblay", "O'Neil", "Singh", "Lévesque")


HERE = Path(__file__).resolve().parents[2]


class Enough(Exception):
    """As many rows as were asked for are imported."""


def made_row(number: int, rng: random.Random) -> list[str]:
    province, city, area, npa = rng.choice(PLACES)
    first, last = rng.choice(FIRST), rng.choice(LAST)
    cents = rng.randrange(5_000, 900_000)
    values = {
        "account_number": str(10_000_000 + number),
        "first_name": first,
        "last_name": last,
        "province": province,
        "collector": f"C{rng.randrange(30):02}",
        "client_name": "ABC Financial Group",
        "account_status": "ACTIVE",
        "balance": f"{cents / 100:.2f}",
        "email": f"{number}@example.com",
        "agency_phone": "(510) 000-0000",
        "assign_date": "2026-01-15",
        "full_name": f"{first} {last}".upper(),
        "address": f"{rng.randrange(9999)} Main St",
        "city": city,
        "postal_code": f"{area} {rng.randrange(10)}V{rng.randrange(10)}",
        "tfn": "8002709938",
        "did": "4169013704",
        "original_creditor": "ACME CORP",
        "original_product": "VISA",
        "amount_due": f"{cents / 118:.2f}",
        "min_payment": f"{cents / 500:.2f}",
        "sif_pct": "60",
        "client_ref": f"R{number:07}",
        "phone_1": f"{npa}{rng.randrange(200, 999)}{rng.randrange(10_000):04}",
        "phone_2": f"1-{npa}-{rng.randrange(200, 999)}-{rng.randrange(10_000):04}",
    }
    return [values.get(key, "") for key in KEYS]


def made_rows(count: int) -> Iterator[list[str]]:
    rng = random.Random(1)
    return (made_row(number, rng) for number in range(count))


def write_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADERS])
        csv.writer(out).writerows(made_rows(count))


def write_xlsx(path: Path, count: int) -> None:
    import xlsxwriter  # noqa: PLC0415

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    for line, cells in enumerate(chain([list(HEADERS)], made_rows(count))):
        sheet.write_row(line, 0, cells)
    book.close()


def write_beside(url: str) -> None:
    """The writer beside the import: one small commit every 20 ms, until its input ends."""
    open_database(url)
    waits = []
    end = time.monotonic() + float(sys.stdin.readline() or 0)
    while time.monotonic() < end:
        begun = time.perf_counter()
        with transaction():
            models.Outbox.create(at=datetime.now(UTC), kind="bench")
        waits.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.02)
    waits.sort()
    share = {name: waits[int(len(waits) * at)] for name, at in (("p50", 0.5), ("p99", 0.99))}
    print(" ".join(f"{k} {v:.1f} ms" for k, v in share.items()), f"max {waits[-1]:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--xlsx", action="store_true")
    parser.add_argument("--most", type=int, default=0, help="import only so many of the rows")
    parser.add_argument("--writer", type=float, default=0, help="seconds a writer runs beside")
    parser.add_argument("--against", type=Path, help="another checkout, to compare with")
    parser.add_argument("--beside", default="", help=argparse.SUPPRESS)
    parser.add_argument("--list", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.beside:
        write_beside(options.beside)
        return
    with tempfile.TemporaryDirectory() as folder:
        if options.list:
            run(Path(folder), options.list, options)
            return
        path = Path(folder) / ("list.xlsx" if options.xlsx else "list.csv")
        (write_xlsx if options.xlsx else write_csv)(path, options.rows)
        if options.against:
            compare(path, options)
        else:
            run(Path(folder), path, options)


def compare(path: Path, options: argparse.Namespace) -> None:
    """This checkout and the other, in turn."""
    found = []
    for checkout in (HERE, options.against.resolve()):
        command = [sys.executable, __file__, "--list", str(path), "--rows", str(options.rows)]
        command += ["--most", str(options.most), "--writer", str(options.writer)]
        environment = {"PYTHONPATH": str(checkout)}
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
        print(f"--- {checkout}\n{done.stdout}", end="", flush=True)
        found.append(json.loads(done.stdout.splitlines()[-1]))
    for what in found[0]:
        print(f"{what}: ratio {found[0][what] / found[1][what]:.3f}")


def run(folder: Path, path: Path, options: argparse.Namespace) -> None:
    """The last line are the two figures that are compared."""
    url = f"sqlite:///{folder / 'dialer.db'}"
    open_database(url)
    now = datetime.now(UTC)
    campaign = campaigns.create({"name": "bench", "kind": "LB"}, now)
    before = rss()
    start = time.perf_counter()
    ready = take(campaign.id, path, "bench", data_dir=folder)
    with transaction():
        begun = begin(ready, now)
    first, spent = time.perf_counter(), time.process_time()
    beside = start_beside(url, options.writer) if options.writer else None
    stamps: list[float] = []

    def timer() -> float:
        stamps.append(time.perf_counter())
        return stamps[-1]

    def enough(so_far: Progress) -> None:
        if options.most and so_far.rows_read >= options.most:
            raise Enough

    with suppress(Enough):
        continue_import(begun.list_id, folder, lambda: now, timer=timer, progress=enough)
    end, spent = time.perf_counter(), time.process_time() - spent
    done = lists.get(begun.list_id)
    chunks = sorted((b - a) * 1000 for a, b in zip(stamps[::2], stamps[1::2], strict=True))
    size = path.stat().st_size / 1e6
    print(
        f"{options.rows} rows, {size:.0f} MB; begin {first - start:.1f} s, rest {end - first:.1f} s"
    )
    print(
        f"{done.rows_read / (end - first):.0f} rows/s; good {done.rows_good}, bad {done.rows_bad}"
    )
    print(f"resident {before} MB before, {rss()} MB at most, children {rss(CHILDREN)} MB")
    print(
        f"{len(chunks)} transactions of {done.rows_read / len(chunks):.0f} rows: p50 "
        f"{chunks[len(chunks) // 2]:.1f} ms, p99 {chunks[int(len(chunks) * 0.99)]:.1f} ms, most "
        f"{chunks[-1]:.1f} ms"
    )
    if beside:
        print("writer beside:", beside.communicate(timeout=600)[0].strip())
    rates = {"rows/s": end - first, "rows/s of processor": spent}
    print(json.dumps({name: round(done.rows_read / seconds) for name, seconds in rates.items()}))


def start_beside(url: str, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, "--beside", url]
    beside = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert beside.stdin
    beside.stdin.write(f"{seconds}\n")
    beside.stdin.flush()
    return beside


CHILDREN = resource.RUSAGE_CHILDREN


def rss(who: int = resource.RUSAGE_SELF) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


if __name__ == "__main__":
    main()
