"""List files on the disk: taken in, kept under their hash, opened as rows of cells.

A workbook is turned into a CSV once, in a process of its own, and read from there.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar

from esl_dialer.core.lists.csv_rows import RawRow
from esl_dialer.core.lists.list_file import NotAList, lines_of
from esl_dialer.core.lists.reading_plan import Options, Plan
from esl_dialer.core.lists.sampling import (
    BLOCK,
    plan_of,
    planned_rows,
    rows_before,
    top_rows,
    whole_lines,
)
from esl_dialer.core.lists.sheets import SheetNotes
from esl_dialer.core.says import Says, several, unpacked

T = TypeVar("T")

WORKBOOK_SECONDS = 600
MOST_BYTES = 4 << 30
"""Of one list: ten million rows of the guide's layout."""

FORGOTTEN_S = 24 * 3600
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_REFUSED_WORKBOOK = 1


Aside = Callable[..., Any]
"""Calls a function with its arguments where it holds nobody up, and returns what it returns."""


def at_once(act: Callable[..., T], *args: object) -> T:
    """Here and now: for who has nobody to hold up."""
    return act(*args)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """``path`` is what rows are read from: the file kept, or the CSV made from it."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Readable:
    """A file as a CSV; ``sheet`` is what is known of the workbook's sheet that it was made from."""

    path: Path
    sheet: SheetNotes | None = None


@contextmanager
def readable(source: Path, sheet: str = "", folder: Path | None = None) -> Iterator[Readable]:
    """The file as a CSV: itself, or one made from a workbook in ``folder`` and then gone.

    Raises NotAList, OSError.
    """
    with source.open("rb") as file:
        is_workbook = file.read(4).startswith(_WORKBOOKS)
    if not is_workbook:
        yield Readable(source)
        return
    with tempfile.TemporaryDirectory(prefix=".workbook-", dir=folder) as made:
        target = Path(made) / "sheet.csv"
        yield Readable(target, _convert(source, target, sheet))


@contextmanager
def taken_in(source: Path, folder: Path, aside: Aside = at_once) -> Iterator[Path]:
    """A copy of the file in ``folder`` that no one else writes to, gone afterwards.

    It is made ``aside``. Raises NotAList, OSError.
    """
    if not source.is_file():
        raise NotAList(Says("not a file"))
    if source.stat().st_size > MOST_BYTES:
        raise NotAList(Says("larger than {most} GB", most=MOST_BYTES >> 30))
    folder.mkdir(parents=True, exist_ok=True)
    _forget_cut_off(folder)
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=folder) as made:
        copy = Path(made) / "list"
        aside(_copy, source, copy)
        yield copy


def _copy(source: Path, copy: Path) -> None:
    with source.open("rb") as reading, copy.open("wb") as writing:
        shutil.copyfileobj(reading, writing, BLOCK)
        os.fsync(writing.fileno())


def _forget_cut_off(folder: Path) -> None:
    """Copies that a kill left behind, a day old."""
    for made in folder.glob(".incoming-*"):
        if time.time() - made.stat().st_mtime > FORGOTTEN_S:
            shutil.rmtree(made, ignore_errors=True)


def keep(copy: Path, csv_path: Path, sheet: str, folder: Path, aside: Aside = at_once) -> KeptFile:
    """Move what ``taken_in`` and ``readable`` made to where it stays, named by its SHA-256."""
    sha256: str = aside(hash_of, copy)
    made_csv = csv_path != copy
    if made_csv:
        kept_csv = folder / f"{sha256}.{hashlib.sha256(sheet.encode()).hexdigest()[:8]}.csv"
        csv_path.replace(kept_csv)
    copy.replace(folder / sha256)
    return KeptFile(kept_csv if made_csv else folder / sha256, sha256)


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def decide_plan(csv: Readable, options: Options) -> Plan:
    """How a CSV will be read. Raises NotAList, BadOptions, OSError."""
    with csv.path.open("rb") as file:
        block = file.read(BLOCK)
    try:
        return plan_of(block, options, csv.sheet)
    except NotAList as error:
        if csv.sheet is None or len(csv.sheet.names) < 2:
            raise
        sheet, sheets = csv.sheet.name, ", ".join(csv.sheet.names)
        read = Says("the sheet {sheet} is read, of: {sheets}", sheet=sheet, sheets=sheets)
        raise NotAList(several([error.says, read])) from None


def read_rows(path: Path, plan: Plan) -> Iterator[RawRow]:
    """The rows of data, blank ones too. Raises OSError."""
    with path.open("rb") as file:
        yield from planned_rows(_blocks(file), plan)


def rows_above(path: Path, plan: Plan) -> list[list[str]]:
    """The rows that stand above the data: titles, and the header, which is the last."""
    with path.open("rb") as file:
        return rows_before(_blocks(file), plan)


def first_rows(path: Path, plan: Plan, most: int) -> list[RawRow]:
    """From the top of the file, as they stand there. Raises OSError."""
    with path.open("rb") as file:
        return list(islice(top_rows(_blocks(file), plan), most))


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(BLOCK), b"")


def estimated_rows(path: Path, plan: Plan) -> int:
    """By the size of the file and the length of its first rows."""
    with path.open("rb") as file:
        sample = whole_lines(file.read(BLOCK))
    lines = sum(1 for _ in lines_of([sample], plan.encoding))
    return max(0, round(path.stat().st_size / max(1, len(sample)) * lines) - plan.skip)


def _convert(path: Path, made: Path, sheet: str) -> SheetNotes:
    """In a process of its own: a hostile workbook can exhaust memory, and takes only that one."""
    command = [
        sys.executable,
        "-m",
        "esl_dialer.services.lists.workbook",
        str(path),
        str(made),
        sheet,
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=WORKBOOK_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        late = Says("the workbook takes more than {seconds} s to read", seconds=WORKBOOK_SECONDS)
        raise NotAList(late) from None
    said = done.stderr.decode(errors="replace").strip().splitlines()
    if done.returncode == _REFUSED_WORKBOOK and said:
        raise NotAList(unpacked(said[-1]))
    if done.returncode:
        raise NotAList(Says("the workbook is too large to read; save it as CSV"))
    return SheetNotes.from_json(json.loads(done.stdout))
