"""Results as a workbook (XLSX), in constant memory."""

from collections.abc import Iterable
from pathlib import Path

import xlsxwriter

from esl_dialer.core.says import Says
from esl_dialer.services.errors import Refused
from esl_dialer.services.reports.results import COLUMNS
from esl_dialer.store.reports.results import Result

MOST_ROWS = 1_048_576
"""Of a sheet, with its header."""

WIDTH = 20


def save_xlsx(found: Iterable[Result], path: Path) -> int:
    """Write the results' twelve columns; returns the number of rows.

    Texts stay texts: nothing in a cell is taken for a formula or a link. Raises Refused when
    there are more rows than a sheet holds.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Results")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, WIDTH)
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True}))
        for count, result in enumerate(found, start=1):
            if count >= MOST_ROWS:
                raise Refused(
                    Says("no workbook was written"),
                    [Says("a sheet holds 1,048,575 results: use CSV")],
                )
            for column, value in enumerate(COLUMNS.values()):
                cell = value(result)
                write = sheet.write_number if isinstance(cell, int) else sheet.write_string
                write(count, column, cell if isinstance(cell, int) else str(cell))
    return count
