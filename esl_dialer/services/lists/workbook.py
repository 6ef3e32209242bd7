"""A program of its own: the rows of a workbook's sheet as CSV, so that no reader needs its memory.

``python -m esl_dialer.services.lists.workbook BOOK CSV [SHEET]``. The reader (python-calamine)
builds the whole sheet, empty cells too, at 32 bytes a cell: this process is bounded, and gone
afterwards. One line of the CSV for one row of the sheet, so that errors name the sheet's own rows.
Prints what the sheet is beside its cells (``SheetNotes.to_json``).
Ends with 1 and a sentence (``Says.packed``) when the file is no workbook or has no such sheet.
"""

import csv
import json
import os
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine

from esl_dialer.core.lists.headers import FEWEST_HEADERS, FIRST_ROWS, recognised
from esl_dialer.core.lists.sheets import Merge, SheetNotes, SheetReader, Zeros
from esl_dialer.core.says import Says, SaysError, says_of
from esl_dialer.services.lists.sheet_layout import layout_of

MOST_MEMORY = 4 << 30
"""Bytes: a full sheet (1,048,576 rows) of 43 columns takes 1.5 GB and its texts."""
LONGEST_CELL = 10_000


class NoRows(SaysError, ValueError):
    """Every sheet is empty or hidden."""


def main(arguments: list[str]) -> int:
    book, target, sheet = arguments
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        notes = write_csv(Path(book), Path(target), sheet)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        print(_says(error).packed(), file=sys.stderr)
        return 1
    print(json.dumps(notes.to_json()))
    return 0


def write_csv(book: Path, target: Path, name: str) -> SheetNotes:
    """Raises CalamineError, ValueError, OSError."""
    with book.open("rb") as file:
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        sheet, names = _sheet(workbook, name)
        layout = layout_of(book, sheet.name)
        layout.merges = layout.merges or _merges(sheet)
        reader = SheetReader(sheet.name, names, layout)
        part = target.with_suffix(".part")
        with part.open("w", encoding="utf-8", newline="") as out:
            cells = _shown(sheet.iter_rows(), layout.zeros)
            csv.writer(out, lineterminator="\n").writerows(reader.rows(cells))
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    return reader.notes


def _shown(rows: Iterable[list[Any]], zeros: Zeros) -> Iterator[list[str]]:
    for place, row in enumerate(rows):
        texts = [cell_text(cell) for cell in row]
        yield zeros.applied(texts, place) if zeros else texts


def cell_text(cell: Any) -> str:
    """What a person sees in the cell: whole numbers without ``.0``, days in ISO, on one line."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time().isoformat() != "00:00:00" else _day(cell)
    if isinstance(cell, date):
        return _day(cell)
    return " ".join(str(cell)[:LONGEST_CELL].splitlines())


def _day(day: date) -> str:
    return day.strftime("%Y-%m-%d")


def _sheet(workbook: Any, name: str) -> tuple[Any, list[str]]:
    """The sheet to read, and the names of those that hold rows.

    It is the one named; else, of the visible ones, the first with a header, else the first that is
    not empty: a list often has a cover sheet before it.
    """
    visible = python_calamine.SheetVisibleEnum.Visible
    names = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == visible]
    if name:
        return workbook.get_sheet_by_name(name), names
    filled = [name for name in names if workbook.get_sheet_by_name(name).total_height]
    if not filled:
        raise NoRows(Says("no sheet holds any rows"))
    found = (workbook.get_sheet_by_name(name) for name in filled)
    first = next((sheet for sheet in found if _has_header(sheet)), None)
    return first or workbook.get_sheet_by_name(filled[0]), filled


def _has_header(sheet: Any) -> bool:
    rows = islice(sheet.iter_rows(), FIRST_ROWS)
    return any(recognised(map(cell_text, row)) >= FEWEST_HEADERS for row in rows)


def _merges(sheet: Any) -> list[Merge]:
    return [Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ()]


def _says(error: Exception) -> Says:
    """On one line, as the parent reads it."""
    return Says("the workbook can't be read: {error}", error=says_of(error))


if __name__ == "__main__":
    sys.exit(main([*sys.argv[1:], ""][:3]))
