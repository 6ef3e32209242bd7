"""A program of its own: the rows of a workbook's sheet as CSV, so that no reader needs its memory.

``python -m esl_dialer.services.lists.workbook BOOK CSV [SHEET]``. The reader (python-calamine)
builds the whole sheet, empty cells too, at 32 bytes a cell: this process is bounded, and gone
afterwards. One line of the CSV for one row of the sheet, so that errors name the sheet's own rows.
Ends with 1 and a sentence (``Says.packed``) when the file is no workbook or has no such sheet.
"""

import csv
import os
import resource
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine

from esl_dialer.core.says import Says, SaysError, says_of

MOST_MEMORY = 4 << 30
"""Bytes: a full sheet (1,048,576 rows) of 43 columns takes 1.5 GB and its texts."""
LONGEST_CELL = 10_000


class NoRows(SaysError, ValueError):
    """Every sheet is empty or hidden."""


def main(arguments: list[str]) -> int:
    book, target, sheet = arguments
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        write_csv(Path(book), Path(target), sheet)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        print(_says(error).packed(), file=sys.stderr)
        return 1
    return 0


def write_csv(book: Path, target: Path, sheet: str) -> None:
    """Raises CalamineError, ValueError, OSError."""
    with book.open("rb") as file:
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        found = _sheet(workbook, sheet)
        part = target.with_suffix(".part")
        with part.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerows([cell_text(cell) for cell in row] for row in found.iter_rows())
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)


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


def _sheet(workbook: Any, name: str) -> Any:
    """The sheet named, or the first that is visible and not empty."""
    if name:
        return workbook.get_sheet_by_name(name)
    visible = python_calamine.SheetVisibleEnum.Visible
    names = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == visible]
    for candidate in names:
        sheet = workbook.get_sheet_by_name(candidate)
        if sheet.total_height:
            return sheet
    raise NoRows(Says("no sheet holds any rows"))


def _says(error: Exception) -> Says:
    """On one line, as the parent reads it."""
    return Says("the workbook can't be read: {error}", error=says_of(error))


if __name__ == "__main__":
    sys.exit(main([*sys.argv[1:], ""][:3]))
