"""What a workbook of any kind says of a sheet beside its cells."""

from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

from esl_dialer.core.lists.number_formats import zeros_of
from esl_dialer.core.lists.sheets import Layout, Merge, Zeros
from esl_dialer.services.lists import ods_layout, xlsx_layout
from esl_dialer.services.lists.xlsx_layout import Unfinished


def layout_of(book: Path, sheet: str) -> Layout:
    """Raises Unfinished; what can't be found out otherwise is not ``known``.

    Merged cells of an XLSX are left out: the reader of its cells tells them.
    """
    try:
        return _layout_of(book, sheet)
    except Unfinished:
        raise
    except Exception:  # a hostile or odd workbook breaks these readers in any way
        return Layout(known=False)


def _layout_of(book: Path, sheet: str) -> Layout:
    if not is_zipfile(book):
        return _of_xls(book, sheet)
    with ZipFile(book) as parts:
        names = set(parts.namelist())
        if "xl/workbook.bin" in names:
            return Layout(known=False)  # XLSB: its rows are records that no library here reads
        if "content.xml" in names:
            return ods_layout.layout_of(parts, sheet)
        return xlsx_layout.layout_of(parts, sheet)


def _of_xls(book: Path, name: str) -> Layout:
    """Every formula of an XLS has a value: its record has a place for it."""
    import xlrd  # noqa: PLC0415 (few lists are XLS)

    with xlrd.open_workbook(
        str(book), logfile=StringIO(), formatting_info=True, on_demand=True
    ) as opened:
        sheet = opened.sheet_by_name(name)
        hidden = {place for place, row in sheet.rowinfo_map.items() if row.hidden}
        zeros = _zeros_of_xls(opened, sheet)
        merges = [Merge(top, left, down - 1, right - 1) for top, down, left, right in
                  sheet.merged_cells]  # fmt: skip
    return Layout(hidden, {}, merges, zeros)


def _zeros_of_xls(book: Any, sheet: Any) -> Zeros:
    """``book`` and ``sheet`` as ``xlrd`` opened them, with formats."""
    codes = (book.format_map.get(style.format_key) for style in book.xf_list)
    digits = [zeros_of(code.format_str) if code else 0 for code in codes]
    zeros = Zeros()
    for row in range(sheet.nrows if any(digits) else 0):
        for column in range(sheet.row_len(row)):
            if shown := digits[sheet.cell_xf_index(row, column)]:
                zeros.add(row, column, shown)
    return zeros
