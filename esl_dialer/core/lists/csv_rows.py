"""Lines to rows of cells, whatever their quotes: no row takes in a part of another one.

A quoted cell may hold line ends, so a quote too many or too few can join the rows of two people.
A row of one line can't, unless a line end was lost too. A row of several is believed only when
nothing speaks against it; else its first line is refused, with the reason, and the lines after it
are read by themselves. What speaks against it, of a file whose rows have ``whole`` cells:

- after a closing quote stands no delimiter: that quote was meant to open another cell;
- its quoted cells hold as many delimiters as another row has;
- its quoted cells of several lines hold a third of them, not as a sentence has commas: the other
  row may be short;
- a line inside a quoted cell has as many delimiters as the row itself: it would be a row alone;
- a quoted cell of several lines ends with a delimiter: it was closed by the quote that opens the
  next row's cell, whose own text begins with a delimiter.

The lines of a refused row are rows of their own only where they can't be the end of its cell: a row
as long as a row is, refused for what its cells hold, may have been one.

A lost line end joins two rows: their cells are too many, or a quoted cell that was never closed, or
never opened, has the delimiters of one of them. Where one of them ends or begins with a
cell of several lines, the other has a bare quote in the cell beside it, and is refused with it; so
are two lines of which one ends with a cell that holds a quote or a delimiter and the other begins
with one that has a bare quote, and what stands between them and is shorter: these may be the lines
of one cell.

Where every cell that needs quotes has them (RFC 4180), a quote too many or too few is always seen
by the first or the last of these; where quotes also stand bare inside of cells (``19" rack``), by
the two between, because two rows have the delimiters of two. What a whole row is says
``core.lists.row_shape``; ``core.lists.row_checks`` refuses rows of another length.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from esl_dialer.core.lists.list_file import LONGEST_LINE
from esl_dialer.core.lists.row_shape import Shape
from esl_dialer.core.says import Says

LONGEST_ROW = LONGEST_LINE // 4
"""Characters; a longer row is a bad one, a line that was cut too: none has more than 4 bytes."""
MOST_LINES = 20
"""Lines of one row, by quoted line ends; with more, its quote was never meant to open."""
LONGEST_KEPT = 1000
"""Characters that are kept of a line that can't be read."""
LONGEST_PLAIN = 1 << 16
"""Characters of a line that is not held against the limits of a row and of a cell."""

TOO_LONG = Says("the row is too long")
UNCLOSED = Says("a quote is opened and never closed")
AFTER_QUOTE = Says("text stands after a closing quote")
ANOTHER_ROW = Says("a quoted cell takes in what looks like another row")
TORN = Says("a quoted cell of another line reaches into this one")
_EXPECTED = "expected after '\"'"
"""How ``csv`` says that no delimiter stands after a closing quote."""


class RawRow(NamedTuple):
    """``line`` is where the row begins, from 1; ``problem`` says why it can't be read at all."""

    line: int
    cells: list[str]
    problem: Says | None = None
    other_encoding: bool = False
    """A line of it is in the other one of UTF-8 and Windows-1252 than the file."""
    lines: int = 1
    """How many it takes: more by the line ends in its quoted cells."""
    hidden: bool = False
    """It does not show in its workbook."""
    unread: tuple[tuple[int, Says], ...] = ()
    """Places of cells that a workbook shows and does not hold, each with why."""


def rows_of(
    lines: Iterable[tuple[str, bool]], delimiter: str, shape: Shape | None = None, above: int = 0
) -> Iterator[RawRow]:
    """Rows, blank ones too (``cells`` is then empty or all blank).

    The first ``above`` rows, titles and the header, are not held to the shape.
    """
    feed = _Feed(lines, delimiter)
    held: list[RawRow] = []
    """A row in whose last cell another row's may begin, and the lines that may be inside of it."""
    unpaired = bare = False
    """Whether that row has a quote that is not one of a pair; whether its last cell has one and
    stands in none."""
    for row in _each_row(feed, delimiter, shape, above):
        quoted = '"' in feed.taken[0][0]
        if not held and not quoted:
            yield row
            continue
        odd = quoted and feed.is_odd()
        text = feed.taken[0][0]
        closes = len(held) == 1 and (
            (unpaired and _is_rest(row, text, shape))
            or (bare and _closes(text, row.cells, delimiter))
        )
        if held and not row.problem and not odd and not closes and _may_be_inside(row, held):
            held.append(row)
            continue
        if held and (closes or _begins_inside(row, odd, delimiter) or (unpaired and row.problem)):
            yield from map(_torn, (*held, row))
            held = []
            continue
        yield from held
        held = []
        if not row.problem and row.cells and _may_hold_another(row.cells[-1], delimiter):
            held, unpaired = [row], odd
            bare = '"' in row.cells[-1] and not feed.taken[-1][0].rstrip().endswith('"')
        else:
            yield row
    yield from held


def _may_hold_another(last: str, delimiter: str) -> bool:
    return '"' in last or delimiter in last


def _begins_inside(row: RawRow, odd: bool, delimiter: str) -> bool:
    """Whether a row begins with the end of a quoted cell."""
    if row.problem:
        first = row.cells[0].partition(delimiter)[0].lstrip(" ")
        return '"' in first and not first.startswith('"')
    return odd and '"' in row.cells[0]


def _is_rest(row: RawRow, text: str, shape: Shape | None) -> bool:
    """Whether a row begins with the end of the last cell before it: its first cell has a bare
    quote, or a later one has and the cells are too many, or it is too short and begins with a
    quote, which closes that cell."""
    if row.problem or not row.cells:
        return False
    if not text.lstrip(" ").startswith('"'):
        longer = shape is not None and len(row.cells) > shape.whole
        return '"' in (text if longer else row.cells[0])
    return shape is not None and len(row.cells) < shape.least


def _may_be_inside(row: RawRow, held: list[RawRow]) -> bool:
    """Whether it may be a line of the cell that begins in the first of those that are held."""
    return len(row.cells) < len(held[0].cells) and len(held) < MOST_LINES


def _torn(row: RawRow) -> RawRow:
    return row if row.problem or not row.cells else row._replace(problem=TORN)


def _each_row(feed: "_Feed", delimiter: str, shape: Shape | None, above: int) -> Iterator[RawRow]:
    reader = csv.reader(feed, delimiter=delimiter, strict=True, skipinitialspace=True)
    refused, whole = -1, 0
    """The last lines that a refused row took in, and one that was as long as a row is."""
    while True:
        feed.begin()
        if plain := feed.plain_row():
            if above <= 0 and _goes_on(plain, shape, refused):
                refused = plain.line
            yield plain
            above -= 1
            continue
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_UnclosedQuoteError, csv.Error) as error:
            last, row = feed.number, feed.refused(_reason(error, feed))
        else:
            last = feed.number
            below = feed.first_line - refused
            if (below <= 0 and _is_end(feed, cells, delimiter, whole)) or (
                below == 1 and _closes(feed.taken[0][0], cells, delimiter)
            ):
                row = feed.refused(TORN)
            else:
                row = _row(feed, cells, delimiter, None if above > 0 else shape)
            if row.problem and shape and shape.least <= len(cells) <= shape.whole:
                whole = max(whole, last)
        if row.problem or (above <= 0 and _goes_on(row, shape, refused)):
            refused = max(refused, last)
        yield row
        above -= 1


def _goes_on(row: RawRow, shape: Shape | None, refused: int) -> bool:
    """Whether a cell that a refused row began may go on below this row: it is too short, so refused
    as well, or it is an empty line directly below one that is refused."""
    if not row.cells:
        return row.line == refused + 1
    return shape is not None and len(row.cells) < shape.least


def _is_end(feed: "_Feed", cells: list[str], delimiter: str, whole: int) -> bool:
    """Whether a line that a refused row took in may be the end of one of its cells: its first cell
    holds the quote, or begins with one and holds a delimiter, or the row was as long as a row is
    and can have been one. An empty line is not."""
    if not cells:
        return False
    begins = feed.taken[0][0].lstrip(" ").startswith('"')
    if delimiter in cells[0] if begins else '"' in cells[0]:
        return True
    return feed.is_odd() and ('"' in cells[0] or feed.first_line <= whole)


def _closes(text: str, cells: list[str], delimiter: str) -> bool:
    """Whether the line below a row begins with the quote that closes that row's last cell: a
    delimiter stands behind it, and is taken for the text of a cell."""
    begins = text.lstrip(" ").removeprefix('"').lstrip(" ").startswith(delimiter)
    return bool(cells) and begins and delimiter in cells[0]


def taken_in(cells: Iterable[str], delimiter: str) -> int:
    """How many delimiters stand inside of quoted cells."""
    return sum(cell.count(delimiter) for cell in cells)


def _row(feed: "_Feed", cells: list[str], delimiter: str, shape: Shape | None) -> RawRow:
    taken = feed.taken
    if len(taken) == 1:
        text, other = taken[0]
        if len(text) > LONGEST_ROW:
            return feed.refused(TOO_LONG)
        if shape and _is_two(text, cells, delimiter, shape):
            return feed.refused(ANOTHER_ROW)
        return RawRow(feed.number, cells, None, other)
    texts = [text for text, _ in taken]
    if sum(map(len, texts)) > LONGEST_ROW:
        return feed.refused(TOO_LONG)
    if _is_doubtful(texts, cells, delimiter, shape):
        return feed.refused(ANOTHER_ROW)
    return RawRow(feed.first_line, cells, None, any(other for _, other in taken), len(taken))


def _is_two(line: str, cells: list[str], delimiter: str, shape: Shape) -> bool:
    """Whether a line seems to be two rows whose line end is lost, and a quote with it: its quoted
    cells hold the delimiters of another row. Commas and semicolons with a space are a sentence's.
    """
    another = shape.least - 1
    if line.count(delimiter) < len(cells) - 1 + another:
        return False
    return _unlike_prose(cells, delimiter) >= another


def _unlike_prose(cells: list[str], delimiter: str) -> int:
    """Delimiters inside of quoted cells, but commas and semicolons before a space."""
    prose = taken_in(cells, f"{delimiter} ") if delimiter in ",;" else 0
    return taken_in(cells, delimiter) - prose


def _is_doubtful(lines: list[str], cells: list[str], delimiter: str, shape: Shape | None) -> bool:
    """Whether a row of several lines may be more than one row."""
    ends = (delimiter, "\n", "\r") if shape and shape.trimmed else (delimiter,)
    torn = [c for c in cells if "\n" in c or "\r" in c]
    if any(c.rstrip('"').endswith(ends) for c in torn):
        return True
    if shape is None:
        return False
    if _unlike_prose(torn, delimiter) >= shape.delimiters_of_a_part:
        return True
    if taken_in(cells, delimiter) >= shape.delimiters_of_another(len(cells)):
        return True
    return any(line.count(delimiter) >= len(cells) - 1 for line in lines[1:])


class _UnclosedQuoteError(Exception):
    """A row took more lines than a row has."""


def _reason(error: Exception, feed: "_Feed") -> Says:
    if isinstance(error, _UnclosedQuoteError):
        return UNCLOSED
    if str(error).endswith(_EXPECTED):
        return AFTER_QUOTE if len(feed.taken) == 1 else UNCLOSED
    return Says("the row can't be read: {error}", error=str(error))


class _Feed:
    """Lines for ``csv.reader``, which can be given back when a row went wrong."""

    def __init__(self, lines: Iterable[tuple[str, bool]], delimiter: str) -> None:
        self._lines = iter(lines)
        self._delimiter, self._indented = delimiter, f"{delimiter} "
        end = re.escape(delimiter)
        self._spaces = re.compile(rf'((?:^|{end}) *)?("+) +(?={end}|[\r\n]|$)')
        """Between quotes and a delimiter, and what is before the quotes where a cell begins."""
        self._again: deque[tuple[str, bool]] = deque()
        self.taken: list[tuple[str, bool]] = []
        """The row's lines so far."""
        self.number = 0
        """The row's last line, from 1."""

    def begin(self) -> None:
        self.taken = []

    def plain_row(self) -> RawRow | None:
        """The next line as a row of its own, when nothing in it is for ``csv`` to decide: it has no
        quote, and no space that a cell would begin with. None: the line is still to be taken."""
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            return None
        text, other = line
        if '"' in text or self._indented in text or text[:1] == " " or len(text) > LONGEST_PLAIN:
            self._again.appendleft(line)
            return None
        self.taken.append(line)
        self.number += 1
        bare = text.rstrip("\r\n")
        return RawRow(self.number, bare.split(self._delimiter) if bare else [], None, other)

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES:
            raise _UnclosedQuoteError
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            raise _UnclosedQuoteError if self.taken else StopIteration
        self.taken.append(line)
        self.number += 1
        return self._spaces.sub(self._closed, line[0]) if '" ' in line[0] else line[0]

    def _closed(self, found: re.Match[str]) -> str:
        """Without the spaces where the quotes close a cell: ``csv`` takes them for its text."""
        begins = found[1] is not None and (found.start() > 0 or len(self.taken) == 1)
        closes = len(found[2]) % 2 == (0 if begins else 1)
        return f"{found[1] or ''}{found[2]}" if closes else found[0]

    def is_odd(self) -> bool:
        """Whether the row has a quote that is not one of a pair."""
        return sum(text.count('"') for text, _ in self.taken) % 2 == 1

    def refused(self, why: Says) -> RawRow:
        """The row's first line, as a bad one; its others are read again."""
        self._again.extendleft(reversed(self.taken[1:]))
        line = self.first_line
        self.number = line
        text, other = self.taken[0]
        return RawRow(line, [text.rstrip("\r\n")[:LONGEST_KEPT]], why, other)

    @property
    def first_line(self) -> int:
        return self.number - len(self.taken) + 1
