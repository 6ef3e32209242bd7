"""Whether a row is what it seems, before its cells are read: one person's, each cell in its column.

``core.lists.csv_rows`` sees to it that a row is no two rows; here it is no part of one either, its
cells are not moved to other columns by a delimiter too many or too few, and it is no second header.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from esl_dialer.core.lists.cells import clean
from esl_dialer.core.lists.csv_rows import RawRow
from esl_dialer.core.lists.cut_amounts import cut_amount
from esl_dialer.core.lists.layout import BY_KEY, CellKind
from esl_dialer.core.lists.reading_plan import LONGEST_HEADER, Plan
from esl_dialer.core.lists.sheets import HiddenRows
from esl_dialer.core.says import Says

MANY_UNREAD = 2
MANY_NO_PHONES = 3
"""Cells of a row that can't be read: so many, and another row's may be among them."""

TOO_MANY = Says("{cells} cells for {columns} columns: a delimiter stands inside a cell")
TOO_FEW = Says("{cells} cells for {columns} columns: a delimiter is missing, or the row is cut off")
CUT_AMOUNT = Says("{cells} cells for {columns} columns: the delimiter seems to cut this amount")
MISFIT = Says("{cells} cells for {columns} columns, some of them unreadable: perhaps displaced")
HIDDEN = Says("hidden in the workbook")
HEADER_AGAIN = Says("the header again")
LINE_BREAK = Says("a line break stands inside")

_FREE = (CellKind.NAME, CellKind.TEXT)


class Refusal(NamedTuple):
    """Why a row is left out: the column and the value that show it, where one does."""

    column: str
    value: str
    reason: Says


class RowChecks:
    """Checks rows by one plan: what does not change from row to row is worked out once."""

    def __init__(self, plan: Plan) -> None:
        self._shape, self._delimiter = plan.shape, plan.delimiter
        self._headers, self._columns = plan.headers, len(plan.matches)
        self._named = next((i for i, name in enumerate(plan.headers) if name), -1)
        columns = {m.index: BY_KEY[m.key] for m in plan.matches if m.key in BY_KEY}
        self._kinds = {index: c.kind for index, c in columns.items() if c.kind not in _FREE}
        self._titles = {index: columns[index].header for index in self._kinds}
        self._visible_only = plan.hidden_rows is not HiddenRows.IMPORT
        self._sure = not plan.shape.trimmed and plan.shape.whole <= self._columns

    def refusal(self, raw: RawRow) -> Refusal | None:
        """None when nothing speaks against the row."""
        if raw.problem:
            return Refusal("", raw.cells[0], raw.problem)
        cells = raw.cells
        if raw.hidden and self._visible_only:
            return Refusal("", self._delimiter.join(cells), HIDDEN)
        if len(cells) == self._shape.whole and raw.lines == 1 and self._sure:
            return self._header_again(cells)
        return self._wrong_length(cells) or self._header_again(cells) or self._broken(raw)

    def misfit(self, cells: Sequence[str], unread: Iterable[str]) -> Refusal | None:
        """Of a row whose length does not prove that its cells are in place.

        That is so where rows have more cells than the header, or end with their last one.
        ``unread`` are the columns whose cells could not be read. One is enough in the first case;
        in the second, where a column may be odd in the whole file, several.
        """
        if self._sure:
            return None
        columns, typed = list(unread), set(self._titles.values())
        others = sum(column in typed for column in columns)
        phones = len(columns) - others
        if len(cells) <= self._columns and others < MANY_UNREAD and phones < MANY_NO_PHONES:
            return None
        return Refusal("", "", MISFIT.of(cells=len(cells), columns=self._columns))

    def _header_again(self, cells: Sequence[str]) -> Refusal | None:
        """Lists printed page by page have it at the top of each."""
        at = self._named
        if at < 0 or len(cells) <= at or cells[at].strip() != self._headers[at]:
            return None
        again = tuple(clean(cell)[:LONGEST_HEADER] for cell in cells[: self._columns])
        if again != self._headers[: len(again)]:
            return None
        return Refusal("", cells[at], HEADER_AGAIN)

    def _wrong_length(self, cells: Sequence[str]) -> Refusal | None:
        places = {"cells": len(cells), "columns": self._columns}
        if len(cells) < self._shape.least:
            return Refusal("", self._delimiter.join(cells), TOO_FEW.of(**places))
        long = len(cells) > self._shape.whole
        if long or not self._sure:
            cut = cut_amount(cells, self._kinds, sure=long) if self._delimiter == "," else None
            if cut:
                return Refusal(self._titles[cut.column], cut.text, CUT_AMOUNT.of(**places))
        beyond = next((cell for cell in cells[self._columns :] if cell.strip()), "")
        return Refusal("", beyond, TOO_MANY.of(**places)) if long or beyond else None

    def _broken(self, raw: RawRow) -> Refusal | None:
        """An account, an amount or a date is on one line: with two of them it is no cell's text."""
        if raw.lines == 1:
            return None
        for index in self._kinds:
            cell = raw.cells[index] if index < len(raw.cells) else ""
            if len(cell.strip().splitlines()) > 1:
                return Refusal(self._titles[index], cell, LINE_BREAK)
        return None
