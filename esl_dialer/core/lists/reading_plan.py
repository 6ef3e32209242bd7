"""How one file will be read: decided from its first rows and what a person said, then kept."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from esl_dialer.core.lists.cells import clean
from esl_dialer.core.lists.csv_rows import RawRow, taken_in
from esl_dialer.core.lists.cut_amounts import cut_amount
from esl_dialer.core.lists.dates import DateOrder, order_of
from esl_dialer.core.lists.headers import (
    FIRST_ROWS,
    ColumnMatch,
    How,
    is_header,
    match_columns,
    match_places,
    needed_cells,
)
from esl_dialer.core.lists.layout import BY_KEY, KEYS, CellKind
from esl_dialer.core.lists.list_file import DELIMITERS, Encoding, NotAList, is_separator_line
from esl_dialer.core.lists.row_shape import Shape, shape_of
from esl_dialer.core.lists.sheets import HiddenRows, SheetNotes
from esl_dialer.core.people.provinces import province_code
from esl_dialer.core.says import Says, SaysError
from esl_dialer.core.text.quoting import quoted

_TEN_DIGITS = re.compile(r"\D{0,3}(?:\d\D{0,2}){10,11}")
"""A telephone number: no column is called so."""

LONGEST_HEADER = 64
"""Characters of a header that are kept."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says about a file; empty means: find out.

    ``columns`` maps a header of the file (or a column's number from 1) to a key of
    ``core.lists.layout``, or to "" to leave it out.
    """

    encoding: str = ""
    delimiter: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""
    sheet: str = ""
    """The name of a workbook's sheet."""
    hidden_rows: str = HiddenRows.UNSAID
    has_header: bool | None = None


class BadOptions(SaysError):
    """An option names what does not exist; the text says which."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that reading a row needs. ``skip`` rows stand before the first row of data."""

    encoding: Encoding
    delimiter: str
    skip: int
    has_header: bool
    headers: tuple[str, ...]
    matches: tuple[ColumnMatch, ...]
    date_order: DateOrder
    shape: Shape
    sheet: SheetNotes | None = None
    """What is known of the workbook's sheet that the rows are from."""
    hidden_rows: HiddenRows = HiddenRows.UNSAID
    unnamed: tuple[tuple[int, str], ...] = ()
    """Columns without a header, by number from 1, each with the first text under it."""

    def to_json(self) -> dict[str, Any]:
        matches = [
            [m.index, m.header, m.key, m.how.value, m.sure, m.phone_kind] for m in self.matches
        ]
        return {
            "encoding": self.encoding.value,
            "delimiter": self.delimiter,
            "skip": self.skip,
            "has_header": self.has_header,
            "headers": list(self.headers),
            "matches": matches,
            "date_order": self.date_order.value,
            "shape": [self.shape.whole, self.shape.least],
            "sheet": self.sheet and self.sheet.to_json(),
            "hidden_rows": self.hidden_rows.value,
            "unnamed": [list(one) for one in self.unnamed],
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> "Plan":
        """A list that an older dialer began has no shape: its rows may be short."""
        matches = tuple(_match_of(*m) for m in value["matches"])
        whole, least = value.get("shape") or (len(matches), needed_cells(matches))
        sheet = value.get("sheet")
        return Plan(
            encoding=Encoding(value["encoding"]),
            delimiter=value["delimiter"],
            skip=value["skip"],
            has_header=value["has_header"],
            headers=tuple(value["headers"]),
            matches=matches,
            date_order=DateOrder(value["date_order"]),
            shape=Shape(whole, least),
            sheet=SheetNotes.from_json(sheet) if sheet else None,
            hidden_rows=HiddenRows(value.get("hidden_rows", "")),
            unnamed=tuple((number, text) for number, text in value.get("unnamed", ())),
        )


def _match_of(  # noqa: PLR0917
    index: int, header: str, key: str, how: str, sure: int, phone_kind: str
) -> ColumnMatch:
    return ColumnMatch(index, header, key, How(how), sure, phone_kind)


def check_options(options: Options) -> None:
    """Raises BadOptions."""
    if options.encoding and options.encoding not in {e.value for e in Encoding}:
        known = ", ".join(Encoding)
        raise BadOptions(
            Says("encoding {name}; there are: {known}", name=quoted(options.encoding), known=known)
        )
    if options.delimiter and options.delimiter not in set(DELIMITERS):
        known, name = repr(DELIMITERS), quoted(options.delimiter)
        raise BadOptions(Says("delimiter {name}; there are: {known}", name=name, known=known))
    if options.date_order not in {order.value for order in DateOrder}:
        name = quoted(options.date_order)
        raise BadOptions(Says("date order {name}; write dmy or mdy", name=name))
    if options.hidden_rows not in set(HiddenRows):
        name = quoted(options.hidden_rows)
        raise BadOptions(Says("hidden rows {name}; write import or leave_out", name=name))
    for key in options.columns.values():
        if key and key not in KEYS:
            known = ", ".join(KEYS)
            raise BadOptions(
                Says("no column {name}; there are: {known}", name=quoted(key), known=known)
            )


def make_plan(
    rows: Sequence[RawRow],
    encoding: Encoding,
    delimiter: str,
    options: Options,
    sheet: SheetNotes | None = None,
) -> Plan:
    """Decide from the first rows of a file; ``sheet`` is what is known of the one they are from.

    Raises BadOptions for a column that is not there, NotAList for a header that can't be read.
    """
    before = _rows_before_header(rows, delimiter)
    first = rows[before].cells if before < len(rows) else []
    has_header = options.has_header
    if has_header is None:
        has_header = is_header(first)
    _check_header(rows, delimiter, rows[before] if has_header and before < len(rows) else None)
    headers = tuple(clean(cell)[:LONGEST_HEADER] for cell in first) if has_header else ()
    skip = before + has_header
    data = [row.cells for row in rows[skip:] if not row.problem and any(map(str.strip, row.cells))]
    if headers:
        matches = match_columns(headers, _chosen(headers, options))
    else:
        matches = match_places(shape_of((), data, 0).whole)
    telling = [row for row in data if len(row) <= len(headers) or not _cut(row, matches, delimiter)]
    shape = shape_of(headers, telling, needed_cells(matches))
    order = DateOrder(options.date_order) or _date_order(rows[skip:], matches)
    return Plan(
        *(encoding, delimiter, skip, has_header, headers, matches, order, shape, sheet),
        hidden_rows=HiddenRows(options.hidden_rows),
        unnamed=tuple(_unnamed(headers, data)),
    )


def _cut(row: Sequence[str], matches: Iterable[ColumnMatch], delimiter: str) -> bool:
    """Whether a row is longer than the header because an amount is cut: it tells no length."""
    kinds = {match.index: BY_KEY[match.key].kind for match in matches if match.key in BY_KEY}
    return delimiter == "," and cut_amount(row, kinds) is not None


def _unnamed(headers: Sequence[str], data: Sequence[list[str]]) -> Iterator[tuple[int, str]]:
    """What stands under no header, of the first rows."""
    for place, header in enumerate(headers):
        under = (row[place].strip() for row in data if place < len(row))
        if not header and (text := next(filter(None, under), "")):
            yield place + 1, clean(text)[:LONGEST_HEADER]


def _check_header(rows: Sequence[RawRow], delimiter: str, header: RawRow | None) -> None:
    """Raises NotAList where the header may be more, or is less, than the header."""
    if header is None:
        whole = (row for row in rows[:FIRST_ROWS] if row.cells and not is_header(row.cells))
        unread = next((row for row in whole if _holds_header(row.cells[0], delimiter)), None)
    else:
        takes_in = header.lines > 1 and taken_in(header.cells, delimiter)
        unread = header if takes_in else None
    if unread:
        raise NotAList(Says("a quote is broken in the header, line {line}", line=unread.line))
    if header and any(_TEN_DIGITS.fullmatch(cell.strip()) for cell in header.cells):
        raise NotAList(Says("the header, line {line}, is one with a row", line=header.line))


def _holds_header(cell: str, delimiter: str) -> bool:
    """Whether a header is one cell: its quotes are broken, or doubled by a second writer."""
    names = cell.split(delimiter)
    return len(names) > 1 and is_header(names)


def fits(plan: Plan, rows: Sequence[RawRow]) -> bool:
    """False for columns taken by place whose provinces are mostly none: they are other columns."""
    place = KEYS.index("province")
    cells = [row.cells for row in rows[plan.skip :] if any(map(str.strip, row.cells))]
    provinces = sum(len(c) > place and bool(province_code(c[place])) for c in cells)
    return plan.has_header or provinces > len(cells) / 2


def _rows_before_header(rows: Sequence[RawRow], delimiter: str) -> int:
    """Blank rows, a ``sep=`` line and titles of a few cells above a header row of many."""
    for index, row in enumerate(rows[:FIRST_ROWS]):
        if is_header(row.cells):
            return index
    blank = (
        not any(c.strip() for c in r.cells) or is_separator_line(r.cells, delimiter) for r in rows
    )
    return next((index for index, is_blank in enumerate(blank) if not is_blank), 0)


def _chosen(headers: Sequence[str], options: Options) -> dict[int, str]:
    chosen = {}
    for name, key in options.columns.items():
        if name in headers:
            chosen[headers.index(name)] = key
        elif name.isdigit() and 1 <= int(name) <= len(headers):
            chosen[int(name) - 1] = key
        else:
            raise BadOptions(
                Says(
                    "the file has no column {name}; it has: {headers}",
                    name=quoted(name),
                    headers=", ".join(headers),
                )
            )
    return chosen


def _date_order(rows: Iterable[RawRow], matches: Iterable[ColumnMatch]) -> DateOrder:
    dates = [m.index for m in matches if m.key and _is_date(m.key)]
    return order_of(row.cells[i] for row in rows for i in dates if i < len(row.cells))


def _is_date(key: str) -> bool:
    return key in BY_KEY and BY_KEY[key].kind is CellKind.DATE
