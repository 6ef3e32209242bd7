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
    CHOICES,
    FIRST_ROWS,
    KEPT_BESIDE,
    ColumnMatch,
    How,
    choice_of,
    chosen_twice,
    is_header,
    match_columns,
    match_places,
    needed_cells,
)
from esl_dialer.core.lists.layout import BY_KEY, KEYS, CellKind, Needs
from esl_dialer.core.lists.list_file import DELIMITERS, Encoding, NotAList, is_separator_line
from esl_dialer.core.lists.row_shape import Shape, shape_of
from esl_dialer.core.lists.sheets import HiddenRows, SheetNotes
from esl_dialer.core.people.provinces import region_code
from esl_dialer.core.people.source_statuses import LONGEST as LONGEST_STATUS
from esl_dialer.core.people.source_statuses import TOO_LONG as TOO_LONG_STATUS
from esl_dialer.core.says import Says, SaysError
from esl_dialer.core.text.quoting import quoted

_TEN_DIGITS = re.compile(r"\D{0,3}(?:\d\D{0,2}){10,11}")
"""A telephone number: no column is called so."""

LONGEST_HEADER = 64
"""Characters of a header that are kept."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says about a file; empty means: find out.

    ``columns`` maps a header of the file (or a column's number from 1, ``#2`` where a header is a
    number) to one of ``core.lists.headers.CHOICES``.
    """

    encoding: str = ""
    delimiter: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""
    sheet: str = ""
    """The name of a workbook's sheet."""
    hidden_rows: str = HiddenRows.UNSAID
    has_header: bool | None = None
    start_row: int = 0
    """The line at which the list begins, as problems tell lines: those before it are left out."""
    header_row: int = 0
    """The line of the header, where it is known."""
    mapping: str = ""
    """The name of a kept mapping, of which the file has to be; columns that are said win."""
    needs: str = ""
    """Which columns must be there. Empty: the guide's, unless they are mapped by hand, or the file
    is of the layout of records."""
    source_status: str = ""
    """Of all people of whom the file says none."""


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
    needs: Needs = Needs.GUIDE
    header_at: int = -1
    """The header's place among the rows before the data; the last by default."""
    source_status: str = ""
    """Of people of whom no column says one."""

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
        } | self._rare()

    def _rare(self) -> dict[str, Any]:
        """Told only where it is so: plans of before are the same import as ever."""
        told: dict[str, Any] = {} if self.needs is Needs.GUIDE else {"needs": self.needs.value}
        if self.source_status:
            told["source_status"] = self.source_status
        return told if self.header_at < 0 else told | {"header_at": self.header_at}

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
            needs=Needs(value.get("needs", Needs.GUIDE)),
            header_at=value.get("header_at", -1),
            source_status=value.get("source_status", ""),
        )

    @property
    def says_statuses(self) -> bool:
        """Whether its people have source statuses."""
        return bool(self.source_status) or any(m.key == "source_status" for m in self.matches)


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
    if len(clean(options.source_status)) > LONGEST_STATUS:
        raise BadOptions(TOO_LONG_STATUS)
    if options.needs and options.needs not in set(Needs):
        name = quoted(options.needs)
        raise BadOptions(Says("needs {name}; write guide or phone", name=name))
    for key in options.columns.values():
        if key not in CHOICES:
            known = ", ".join(filter(None, CHOICES))
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
    at, skip = _header_and_start(rows, delimiter, options)
    has_header = at is not None
    _check_header(rows, delimiter, None if at is None else rows[at])
    first = [] if at is None else rows[at].cells
    headers = tuple(clean(cell)[:LONGEST_HEADER] for cell in first)
    data = [row.cells for row in rows[skip:] if not row.problem and any(map(str.strip, row.cells))]
    matches, needs = _matches(headers, data, options)
    telling = [row for row in data if len(row) <= len(headers) or not _cut(row, matches, delimiter)]
    shape = shape_of(headers, telling, needed_cells(matches, needs))
    order = DateOrder(options.date_order) or _date_order(rows[skip:], matches)
    return Plan(
        *(encoding, delimiter, skip, has_header, headers, matches, order, shape, sheet),
        hidden_rows=HiddenRows(options.hidden_rows),
        unnamed=tuple(_unnamed(headers, data)),
        needs=needs,
        header_at=-1 if at is None or at == skip - 1 else at,
        source_status=clean(options.source_status),
    )


def _header_and_start(
    rows: Sequence[RawRow], delimiter: str, options: Options
) -> tuple[int | None, int]:
    """The place of the header, where there is one, and that of the first row of data.

    Raises BadOptions for a start that is not among the rows.
    """
    if options.start_row or options.header_row:
        return _said_start(rows, options)
    before = _rows_before_header(rows, delimiter)
    has_header = options.has_header
    if has_header is None:
        has_header = before < len(rows) and is_header(rows[before].cells)
    has_header = has_header and before < len(rows)
    return (before, before + 1) if has_header else (None, before)


def _said_start(rows: Sequence[RawRow], options: Options) -> tuple[int | None, int]:
    """A person's word: the header is the row itself, or stands above it."""
    if options.header_row:
        at = _at_line(rows, options.header_row)
        start = _at_line(rows, options.start_row) if options.start_row else at + 1
        return at, max(start, at + 1)
    start = _at_line(rows, options.start_row)
    if is_header(rows[start].cells):
        return start, start + 1
    known = [at for at in range(start) if is_header(rows[at].cells)]
    return (known[-1] if known else _widest(rows[:start])), start


def _at_line(rows: Sequence[RawRow], line: int) -> int:
    for at, row in enumerate(rows):
        if row.line >= line:
            return at
    last = rows[-1].line if rows else 0
    raise BadOptions(Says("the list can't begin in line {line}: choose one up to {last}",
                          line=line, last=last))  # fmt: skip


def _widest(rows: Sequence[RawRow]) -> int | None:
    """Above the start, the row of names that nobody knows: the first with most cells, no person."""
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in rows]
    at = filled.index(max(filled)) if any(filled) else None
    person = at is not None and any(map(_is_number, rows[at].cells))
    return None if person else at


def _is_number(cell: str) -> bool:
    return bool(_TEN_DIGITS.fullmatch(cell.strip()))


def _matches(
    headers: Sequence[str], data: Sequence[Sequence[str]], options: Options
) -> tuple[tuple[ColumnMatch, ...], Needs]:
    """What each column is, and which ones there must be. Raises BadOptions."""
    if headers:
        recognised = match_columns(headers)
    else:
        recognised = match_places(shape_of((), data, 0).whole)
        if (options.columns or options.start_row) and not _in_guides_order(data):
            recognised = match_columns([f"Column {n}" for n, _ in enumerate(recognised, 1)])
    names = [match.header for match in recognised]
    chosen = _chosen(names, options)
    if chosen and not headers and not names[0]:
        names = [f"Column {n}" for n, _ in enumerate(names, 1)]
        chosen = _placed(recognised, chosen) | chosen
    if all(choice_of(recognised[at]) == choice for at, choice in chosen.items()):
        chosen = {}
    if told := chosen_twice(names, chosen):
        raise BadOptions(told)
    matches = match_columns(names, chosen) if chosen else recognised
    enough = chosen or any(match.key == "owner_agent" for match in matches)
    return matches, Needs(options.needs or (Needs.PHONE if enough else Needs.GUIDE))


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


def _placed(recognised: Sequence[ColumnMatch], chosen: Mapping[int, str]) -> dict[int, str]:
    """What the columns of a list without header are by their place, where no choice took it."""
    rest = [match for match in recognised if match.index not in chosen]
    taken = set(chosen.values())
    return {m.index: KEPT_BESIDE if m.key in taken else choice_of(m) for m in rest}


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
    if header and any(map(_is_number, header.cells)):
        raise NotAList(Says("the header, line {line}, is one with a row", line=header.line))


def _holds_header(cell: str, delimiter: str) -> bool:
    """Whether a header is one cell: its quotes are broken, or doubled by a second writer."""
    names = cell.split(delimiter)
    return len(names) > 1 and is_header(names)


def fits(plan: Plan, rows: Sequence[RawRow]) -> bool:
    """False for columns taken by place whose provinces are mostly none: they are other columns."""
    if plan.has_header or (plan.matches and all(m.how is not How.PLACE for m in plan.matches)):
        return True
    return _in_guides_order(row.cells for row in rows[plan.skip :])


def _in_guides_order(rows: Iterable[Sequence[str]]) -> bool:
    place = KEYS.index("province")
    filled = [cells for cells in rows if any(map(str.strip, cells))]
    provinces = sum(len(c) > place and bool(region_code(c[place])) for c in filled)
    return provinces > len(filled) / 2


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
        elif (number := name.removeprefix("#")).isdecimal() and 1 <= int(number) <= len(headers):
            chosen[int(number) - 1] = key
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
    return key in BY_KEY and BY_KEY[key].kind in (CellKind.DATE, CellKind.MOMENT)
