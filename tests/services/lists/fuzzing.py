"""Damages lists, reads them as an import does, and asks who was mixed with whom.

    scripts/fuzz-lists [--seed N] [--minutes N | --files N] [--keep FOLDER]

Each file is a list as it was written (made ones, and the sample and fixture lists of the project),
damaged in one to three ways: quotes, delimiters, line ends, encodings, cells shifted, merged or cut
off, headers again, titles and footers; of workbooks what a spreadsheet hides and merges. No record
may hold words of two lines. A file that mixes people is kept, with the seed of its own that makes
it again. Ends with 1 when there was one. The last line is the sums, as JSON.
"""

import argparse
import csv
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from esl_dialer.core.lists.list_file import NotAList
from esl_dialer.core.lists.list_rows import ListRow, RowReader, is_blank
from esl_dialer.core.lists.reading_plan import Options
from esl_dialer.core.lists.sampling import BLOCK, plan_of, planned_rows
from esl_dialer.core.lists.sheets import SheetNotes
from esl_dialer.services.lists.workbook import NoRows, write_csv
from tests.core.lists.damage import ON_BYTES, ON_ROWS, ON_TEXT, Rows
from tests.core.lists.origins import Origins
from tests.core.lists.told_apart import Style, any_style, made_list, text_of
from tests.services.lists.damaged_books import ON_BOOKS, Book

REAL = (
    Path("data/samples/collections_200.csv"),
    Path("tests/services/lists/fixtures/sent/thousands_cut.csv"),
)
PRINT_S = 60.0
"""Seconds between two lines about how far it is."""


@dataclass
class Sums:
    files: int = 0
    rows: int = 0
    """Of people, before the damage."""
    records: int = 0
    """That came out of the damaged files."""
    refused: int = 0
    """Files that were refused whole."""
    mixed: int = 0
    hidden: int = 0
    """Records of rows that a workbook hides; without a word they are left out."""
    displaced: Counter[str] = field(default_factory=Counter)
    """Records with another cell's amount, date or phone of the same person, by damage."""
    kinds: Counter[str] = field(default_factory=Counter)


@dataclass
class Damaged:
    """A file as it is read, what was done to it, and what knows where its words come from."""

    data: bytes
    sheet: SheetNotes | None
    kinds: list[str]
    origins: Origins
    hidden: set[int] = field(default_factory=set)
    """Lines that the workbook hides, each time that they stand in it."""


def records_of(data: bytes, sheet: SheetNotes | None = None) -> list[ListRow]:
    """As an import reads them. Raises NotAList."""
    plan = plan_of(data[:BLOCK], Options(), sheet)
    reader = RowReader(plan)
    blocks = iter(data[at : at + BLOCK] for at in range(0, len(data), BLOCK))
    filled = (row for row in planned_rows(blocks, plan) if row.problem or not is_blank(row.cells))
    return [result.row for result in map(reader.read, filled) if result.row]


def real_lists() -> list[Rows]:
    found = []
    for path in REAL:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found.append([row for row in csv.reader(file) if row])
    return found


def some_list(rng: Random, real: list[Rows]) -> Rows:
    if rng.randrange(4):
        listed = made_list(rng, rng.randrange(1, 30))
        return [listed.header, *listed.rows]
    header, *rows = rng.choice(real)
    first = rng.randrange(len(rows))
    return [header, *[list(row[: len(header)]) for row in rows[first : first + 30]]]


def damaged(rng: Random, rows: Rows, folder: Path) -> Damaged:
    lines = [list(row) for row in rows[1:]]
    if not rng.randrange(6):
        return _damaged_book(rng, rows, lines, folder)
    style = any_style(rng, trimmed=not rng.randrange(5))
    origins = Origins(lines, _quiet(text_of(rows, style).encode()))
    kinds = []
    for damage in rng.sample(ON_ROWS, rng.choice((0, 0, 1, 1, 2))):
        damage(rng, rows)
        kinds.append(damage.__name__)
    text = text_of(rows, style)
    for change in rng.sample(ON_TEXT, rng.choice((0, 1, 1, 1, 2))):
        text = change(rng, text, style)
        kinds.append(change.__name__)
    data = text.encode(errors="replace")
    for spoil in rng.sample(ON_BYTES, rng.choice((0, 0, 0, 1))):
        data = spoil(rng, data)
        kinds.append(spoil.__name__)
    return Damaged(data, None, kinds, origins)


def _damaged_book(rng: Random, rows: Rows, lines: Rows, folder: Path) -> Damaged:
    origins = Origins(lines, _quiet(text_of(rows, Style()).encode()))
    kinds = []
    for damage in rng.sample(ON_ROWS, rng.choice((0, 0, 1))):
        damage(rng, rows)
        kinds.append(damage.__name__)
    book = Book(rows)
    for change in rng.sample(ON_BOOKS, rng.choice((1, 2, 3))):
        change(rng, book)
        kinds.append(change.__name__)
    path, made = book.write(folder / "book", rng), folder / "sheet.csv"
    try:
        notes = write_csv(path, made, "")
    except NoRows:
        return Damaged(b"", None, kinds, origins)
    hidden = {number for number, line in enumerate(lines) if _is_hidden(line, book)}
    return Damaged(made.read_bytes(), notes, kinds, origins, hidden)


def _is_hidden(line: list[str], book: Book) -> bool:
    """Whether a line stands in hidden rows only: one that stands twice may show once."""
    places = [at for at, row in enumerate(book.rows) if _is_of(row, line)]
    return bool(places) and book.hidden.issuperset(places)


def _is_of(row: list[object], line: list[str]) -> bool:
    """Whether a row of a sheet is that line, or what merged cells and formulas left of it."""
    cells = [str(cell) for cell in row[: len(line)]]
    left = [pair for pair in zip(cells, line, strict=False) if pair[0] and pair[0][0] != "="]
    return bool(left) and all(cell == given for cell, given in left)


def _quiet(data: bytes) -> list[ListRow]:
    try:
        return records_of(data)
    except NotAList:
        return []


def try_one(seed: str, real: list[Rows], sums: Sums, folder: Path) -> Damaged | None:
    """Make, damage and read one file; the file when it mixes people."""
    rng = Random(seed)
    rows = some_list(rng, real)
    people = len(rows) - 1
    found = damaged(rng, rows, folder)
    sums.files += 1
    sums.rows += people
    sums.kinds.update(found.kinds or ["none"])
    try:
        records = records_of(found.data, found.sheet)
    except NotAList:
        sums.refused += 1
        return None
    sums.records += len(records)
    bad = False
    for record in records:
        origins = found.origins.of(record)
        bad = bad or len(origins) > 1 or bool(origins & found.hidden)
        sums.mixed += len(origins) > 1
        sums.hidden += bool(origins & found.hidden)
        if found.origins.displaced(record):
            sums.displaced["+".join(found.kinds)] += 1
    return found if bad else None


def run(seed: int, until: Callable[[Sums], bool], keep: Path, tell: Callable[[str], None]) -> Sums:
    """Until it is told to end. Files that mix people are kept as ``seed-number`` and told."""
    sums, real, told = Sums(), real_lists(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fuzz-lists-") as folder:
        for number in _count():
            if until(sums):
                return sums
            name = f"{seed}-{number}"
            if bad := try_one(name, real, sums, Path(folder)):
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{name}.csv").write_bytes(bad.data)
                tell(f"{name}: people are mixed, or hidden ones read: {', '.join(bad.kinds)}")
            if time.monotonic() - told > PRINT_S:
                told = time.monotonic()
                tell(f"{sums.files} files, {sums.rows} rows, mixed {sums.mixed}")
    return sums


def _count() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--files", type=int, default=0, help="so many, and no longer")
    parser.add_argument("--keep", type=Path, default=Path("fuzzed-lists"))
    options = parser.parse_args()
    end = time.monotonic() + options.minutes * 60
    print(f"seed {options.seed}", flush=True)

    def until(sums: Sums) -> bool:
        return sums.files >= options.files if options.files else time.monotonic() >= end

    sums = run(options.seed, until, options.keep, lambda text: print(text, flush=True))
    told = vars(sums) | {"seed": options.seed, "displaced": sums.displaced.most_common()}
    print(json.dumps(told, sort_keys=True))
    return 1 if sums.mixed or sums.hidden else 0


if __name__ == "__main__":
    sys.exit(main())
