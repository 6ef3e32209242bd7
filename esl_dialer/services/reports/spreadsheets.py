"""Workbooks (XLSX) of results, in constant memory."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter

from esl_dialer.core.says import Says
from esl_dialer.services.errors import Refused
from esl_dialer.services.reports.results import COLUMNS
from esl_dialer.store.reports.results import Result

MOST_ROWS = 1_048_576
"""Of a sheet, with its header."""

WIDTH = 20
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class Book:
    """A workbook while it is written: sheet after sheet, row after row.

    Texts stay texts: nothing in a cell is taken for a formula or a link.
    """

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True})

    def sheet(self, title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """The rows that a sheet has room for; how many there were."""
        sheet = self._book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headers) - 1, WIDTH)
        sheet.write_row(0, 0, headers, self._bold)
        count = 0
        for count, row in enumerate(islice(rows, MOST_ROWS - 1), start=1):
            for column, cell in enumerate(row):
                number = isinstance(cell, int | float)
                write = sheet.write_number if number else sheet.write_string
                write(count, column, cell if number else str(cell))
        return count

    def sheets(self, title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """All rows, on as many sheets as they need; how many sheets."""
        left, number = iter(rows), 1
        self.sheet(title, headers, left)
        for row in left:
            number += 1
            self.sheet(f"{title} {number}", headers, chain([row], left))
        return number


@contextmanager
def opened(path: Path) -> Iterator[Book]:
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        yield Book(book)


def save_xlsx(found: Iterable[Result], path: Path) -> int:
    """Write the results' twelve columns; returns the number of rows.

    Raises Refused when there are more rows than a sheet holds.
    """
    rows = (tuple(value(result) for value in COLUMNS.values()) for result in found)
    with opened(path) as book:
        count = book.sheet("Results", list(COLUMNS), rows)
        if count == MOST_ROWS - 1 and next(rows, None) is not None:
            raise Refused(
                Says("no workbook was written"),
                [Says("a sheet holds 1,048,575 results: use CSV")],
            )
    return count
