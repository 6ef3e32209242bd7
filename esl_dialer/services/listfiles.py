"""List files on the disk: kept under their hash, opened as rows, workbooks turned into CSV."""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from esl_dialer.core.listfile import (
    Encoding,
    NotAList,
    RawRow,
    check_is_text,
    delimiter_of,
    encoding_of,
    lines_of,
    rows_of,
)
from esl_dialer.core.listplan import Options, Plan, check_options, make_plan

BLOCK = 1 << 18
SAMPLE_ROWS = 200
WORKBOOK_SECONDS = 600
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file kept under DATA/lists; ``path`` is what rows are read from, ``size`` in bytes."""

    path: Path
    sha256: str
    size: int
    lines: int
    """Line ends counted: an upper bound of its rows."""


def store_file(source: Path, data_dir: Path) -> StoredFile:
    """Copy a file to DATA/lists under its SHA-256; a workbook gets a CSV of its first sheet beside.

    Raises NotAList, OSError.
    """
    folder = data_dir / "lists"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size, lines = hashlib.sha256(), 0, 0
    with (
        source.open("rb") as reading,
        tempfile.NamedTemporaryFile(dir=folder, delete=False) as copy,
    ):
        while block := reading.read(BLOCK):
            digest.update(block)
            size, lines = size + len(block), lines + (block.count(b"\n") or block.count(b"\r"))
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    kept = folder / digest.hexdigest()
    Path(copy.name).replace(kept)
    return StoredFile(kept, digest.hexdigest(), size, lines)


def as_csv(path: Path, sheet: str = "") -> Path:
    """The path itself, or that of a CSV made from a workbook, once. Raises NotAList."""
    with path.open("rb") as file:
        if not file.read(4).startswith(_WORKBOOKS):
            return path
    name = hashlib.sha256(sheet.encode()).hexdigest()[:8] if sheet else "first"
    made = path.with_name(f"{path.name}.{name}.csv")
    if not made.exists():
        _convert(path, made, sheet)
    return made


def _convert(path: Path, made: Path, sheet: str) -> None:
    """In a process of its own: a hostile workbook can exhaust memory, and takes only that one."""
    command = [sys.executable, "-m", "esl_dialer.services.workbook", str(path), str(made), sheet]
    try:
        done = subprocess.run(command, capture_output=True, timeout=WORKBOOK_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise NotAList(f"the workbook takes more than {WORKBOOK_SECONDS} s to read") from None
    if done.returncode:
        said = (
            done.stderr.decode(errors="replace").strip().splitlines()
            if done.returncode == 1
            else []
        )
        raise NotAList(said[-1] if said else "the workbook is too large to read; save it as CSV")


def decide_plan(path: Path, options: Options) -> Plan:
    """How a CSV will be read. Raises NotAList, BadOptions, OSError."""
    check_options(options)
    with path.open("rb") as file:
        sample = file.read(BLOCK)
    check_is_text(sample)
    encoding = Encoding(options.encoding) if options.encoding else encoding_of(sample)
    whole = (
        sample
        if len(sample) < BLOCK
        else sample[: max(sample.rfind(b"\n"), sample.rfind(b"\r")) + 1]
    )
    lines = list(islice(lines_of([whole or sample], encoding), SAMPLE_ROWS))
    delimiter = options.delimiter or delimiter_of(text for text, _ in lines)
    return make_plan(list(rows_of(lines, delimiter)), encoding, delimiter, options)


def rows_before_data(path: Path, plan: Plan) -> list[list[str]]:
    """The rows above the data as they are: titles, the header."""
    unplanned = replace(plan, skip=0)
    return [row.cells for row in islice(read_rows(path, unplanned), plan.skip)]


def read_rows(path: Path, plan: Plan) -> Iterator[RawRow]:
    """The rows of data, blank ones too. Raises OSError."""
    with path.open("rb") as file:
        blocks = iter(lambda: file.read(BLOCK), b"")
        yield from islice(rows_of(lines_of(blocks, plan.encoding), plan.delimiter), plan.skip, None)
