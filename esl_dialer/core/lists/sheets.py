"""A workbook's sheet as rows of text, with what its cells alone do not say.

Rows that a filter hides, formulas whose value was never stored, cells that were merged: a reader of
cells sees none of it. What was found about a sheet stands in the rows as marks, which ``unmarked``
takes off when they are read, and for the whole sheet in its ``SheetNotes``.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain, islice
from typing import Any, NamedTuple

from esl_dialer.core.lists.csv_rows import RawRow
from esl_dialer.core.lists.headers import FIRST_ROWS, is_header, is_phone_header, recognised
from esl_dialer.core.lists.number_formats import padded
from esl_dialer.core.says import Says

HIDDEN_MARK = "#HIDDEN!"
"""One cell more, at the end of a row that is hidden."""
UNVALUED_MARK = "#UNVALUED!"
MERGED_MARK = "#MERGED!"

UNVALUED = Says("a formula whose value is not stored: left empty")
MERGED = Says("merged with another cell, which has the value: left empty")
_MARKS = {UNVALUED_MARK: UNVALUED, MERGED_MARK: MERGED}


MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
"""Of a sheet."""


class HiddenRows(StrEnum):
    """What becomes of rows that are hidden in a sheet; they are left out until someone says."""

    UNSAID = ""
    IMPORT = "import"
    LEAVE_OUT = "leave_out"


class Merge(NamedTuple):
    """Merged cells, from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


class Zeros:
    """How many digits cells show by their number formats; rows and columns count from 0."""

    def __init__(self) -> None:
        self._columns: dict[int, bytearray] = {}

    def __bool__(self) -> bool:
        return bool(self._columns)

    def add(self, row: int, column: int, digits: int) -> None:
        """Raises ValueError for a place that no sheet has."""
        if not (0 <= row < MOST_ROWS and 0 <= column < MOST_COLUMNS):
            raise ValueError("no such cell")
        rows = self._columns.setdefault(column, bytearray())
        rows.extend(bytes(max(0, row + 1 - len(rows))))
        rows[row] = min(digits, 255)

    def applied(self, texts: list[str], row: int) -> list[str]:
        """A row's whole numbers as they show; changes ``texts``."""
        for column, rows in self._columns.items():
            if row < len(rows) and rows[row] and column < len(texts):
                texts[column] = padded(texts[column], rows[row])
        return texts


@dataclass(slots=True)
class Layout:
    """What a sheet is beside its cells. Rows and columns count from 0."""

    hidden: set[int] = field(default_factory=set)
    unvalued: dict[int, list[int]] = field(default_factory=dict)
    """Columns of the formulas without a value, by row."""
    merges: list[Merge] = field(default_factory=list)
    zeros: Zeros = field(default_factory=Zeros)
    known: bool = True
    """False: this kind of workbook can't be asked."""


@dataclass(frozen=True, slots=True)
class MergedHeader:
    header: str
    columns: int
    each: bool
    """Each of the columns is read under that header; else only the first."""


@dataclass(frozen=True, slots=True)
class SheetNotes:
    """``name`` is the sheet that is read, of the visible ``names``; counts are of rows of data."""

    name: str
    names: tuple[str, ...] = ()
    hidden: int = 0
    unvalued: int = 0
    """Cells that are formulas without a value."""
    merged_headers: tuple[MergedHeader, ...] = ()
    known: bool = True
    """False: whether rows are hidden could not be found out."""

    def to_json(self) -> list[Any]:
        merged = [[m.header, m.columns, m.each] for m in self.merged_headers]
        return [self.name, list(self.names), self.hidden, self.unvalued, merged, self.known]

    @staticmethod
    def from_json(value: Sequence[Any]) -> "SheetNotes":
        name, names, hidden, unvalued, merged, known = value
        headers = tuple(MergedHeader(*one) for one in merged)
        return SheetNotes(name, tuple(names), hidden, unvalued, headers, known)


class SheetReader:
    """Gives a sheet's rows with their marks; ``notes`` are whole when the last row was given."""

    def __init__(self, name: str, names: Iterable[str], layout: Layout) -> None:
        self._layout = layout
        self.notes = SheetNotes(name, tuple(names), known=layout.known)

    def rows(self, cells: Iterable[list[str]]) -> Iterator[list[str]]:
        """Raises nothing; ``cells`` are the sheet's rows from its first."""
        every = iter(cells)
        first = list(islice(every, FIRST_ROWS))
        self._move_down(first)
        header = next((n for n, row in enumerate(first) if is_header(row)), -1)
        if header >= 0:
            self._spread(first[header], header)
        covering = _Covering(self._layout.merges)
        for place, row in enumerate(chain(first, every)):
            covered = covering.of(place)
            yield self._marked(row, place, covered) if place > header else row

    def _move_down(self, first: list[list[str]]) -> None:
        """A header of two rows: what is merged over both stands in the lower one."""
        for merge in self._layout.merges:
            if merge.top < merge.bottom < len(first) and merge.left < len(first[merge.top]):
                text = first[merge.top][merge.left]
                if recognised([text]):
                    first[merge.top][merge.left] = ""
                    first[merge.bottom][merge.left] = text

    def _spread(self, header: list[str], place: int) -> None:
        """One header over several columns of phones is the header of each."""
        for merge in self._layout.merges:
            text = header[merge.left] if merge.left < len(header) else ""
            if not merge.top <= place <= merge.bottom or merge.left == merge.right or not text:
                continue
            each = is_phone_header(text)
            columns = range(merge.left, min(merge.right + 1, len(header)))
            if each:
                for column in columns:
                    header[column] = text
            told = MergedHeader(text, len(columns), each)
            self._note(merged_headers=(*self.notes.merged_headers, told))

    def _marked(self, row: list[str], place: int, covered: Iterable[Merge]) -> list[str]:
        unvalued = [column for column in self._layout.unvalued.get(place, ()) if column < len(row)]
        if not unvalued and not any(row):
            return row
        for merge in covered:
            for column in range(merge.left, min(merge.right + 1, len(row))):
                if not row[column] and (place, column) != (merge.top, merge.left):
                    row[column] = MERGED_MARK
        if unvalued:
            self._note(unvalued=self.notes.unvalued + len(unvalued))
            for column in unvalued:
                row[column] = UNVALUED_MARK
        if place in self._layout.hidden:
            self._note(hidden=self.notes.hidden + 1)
            row.append(HIDDEN_MARK)
        return row

    def _note(self, **changes: Any) -> None:
        self.notes = replace(self.notes, **changes)


class _Covering:
    """Which merged cells reach into a row, asked row after row."""

    def __init__(self, merges: Iterable[Merge]) -> None:
        self._waiting = deque(sorted(merges))
        self._open: list[Merge] = []

    def of(self, place: int) -> list[Merge]:
        if self._open:
            self._open = [merge for merge in self._open if merge.bottom >= place]
        while self._waiting and self._waiting[0].top <= place:
            self._open.append(self._waiting.popleft())
        return self._open


def unmarked(row: RawRow) -> RawRow:
    """A row of a sheet without its marks: they are in ``hidden`` and ``unread`` instead."""
    cells, hidden = row.cells, False
    if cells and cells[-1] == HIDDEN_MARK:
        cells, hidden = cells[:-1], True
    unread = {i: _MARKS[cell] for i, cell in enumerate(cells) if cell[:1] == "#" and cell in _MARKS}
    if not unread and not hidden:
        return row
    bare = ["" if index in unread else cell for index, cell in enumerate(cells)]
    return row._replace(cells=bare, hidden=hidden, unread=tuple(unread.items()))
