"""What an XLSX says of a sheet beside its cells: hidden rows, formulas without a value,
numbers that show zeros in front.

The sheet is read as a stream, and only parsed when it holds one of both: most do not.
"""

import posixpath
import re
from typing import IO
from zipfile import ZipFile

from esl_dialer.core.lists.sheets import Layout
from esl_dialer.core.says import Says, SaysError
from esl_dialer.services.lists.xlsx_formats import column_of, zeros_by_style, zeros_in
from esl_dialer.services.lists.xml_parts import BLOCK, bare, parse

MOST_UNVALUED = 1_000_000
"""Cells that are formulas without a value: with more, the workbook is not finished."""

_TELLING = re.compile(rb"\shidden=|<(?:\w+:)?f[\s/>]")
_LONGEST_TELLING = 64
_TRUE = ("1", "true", "on")
_CELL = re.compile(r"([A-Z]{1,3})\d{1,7}")
_WORKBOOK, _STYLES = "/officeDocument", "/styles"


class Unfinished(SaysError, ValueError):
    """A workbook of formulas that no program ever calculated."""


def layout_of(book: ZipFile, sheet: str) -> Layout:
    """Raises KeyError for what is not there, ExpatError, Unfinished, what ``zipfile`` raises."""
    rels = _relations(book, "")
    workbook = next(path for kind, path in rels.values() if kind.endswith(_WORKBOOK))
    parts = _Parts()
    with book.open(workbook) as part:
        parse(part, parts.begin)
    related = _relations(book, workbook)
    path = related[parts.sheets[sheet]][1]
    styles = next((path for kind, path in related.values() if kind.endswith(_STYLES)), "")
    zeros = zeros_by_style(book, styles) if styles else {}
    layout = Layout()
    with book.open(path) as part:
        tells = _tells(part)
    if tells:
        found = _Sheet(parts.uncalculated)
        with book.open(path) as part:
            parse(part, found.begin, found.end, found.text)
        layout = found.layout
    if zeros:
        with book.open(path) as part:
            layout.zeros = zeros_in(part, zeros)
    return layout


def _relations(book: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What a part (the whole, by ``""``) is made of: type and path of each, by its id."""
    found: dict[str, tuple[str, str]] = {}
    folder, name = posixpath.split(part)

    def begin(element: str, given: dict[str, str]) -> None:
        if element == "Relationship":
            path = posixpath.normpath(posixpath.join("/", folder, given["Target"])).lstrip("/")
            found[given["Id"]] = (given["Type"], path)

    with book.open(posixpath.join(folder, "_rels", f"{name}.rels")) as rels:
        parse(rels, begin)
    return found


def _tells(part: IO[bytes]) -> bool:
    before = b""
    while block := part.read(BLOCK):
        if _TELLING.search(before + block):
            return True
        before = block[-_LONGEST_TELLING:]
    return False


class _Parts:
    """The workbook's own part: the sheets, and whether their formulas were calculated."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        """The id of each sheet's part, by its name."""
        self.uncalculated = False
        """The program that made the file left that to the one that opens it, and wrote 0."""

    def begin(self, element: str, given: dict[str, str]) -> None:
        if element == "sheet":
            self.sheets[given["name"]] = next(v for k, v in given.items() if bare(k) == "id")
        elif element == "calcPr":
            self.uncalculated = given.get("fullCalcOnLoad") in _TRUE


class _Sheet:
    """A sheet's elements, one after the other."""

    def __init__(self, uncalculated: bool) -> None:
        self.layout = Layout()
        self._uncalculated = uncalculated
        self._row = self._column = -1
        self._formula = self._in_value = False
        self._kind, self._value, self._count = "", "", 0

    def begin(self, element: str, given: dict[str, str]) -> None:
        if element == "c":
            found = _CELL.fullmatch(given.get("r", ""))
            self._column = column_of(found[1]) if found else self._column + 1
            self._formula, self._kind, self._value = False, given.get("t", "n"), ""
        elif element == "row":
            self._row = int(given["r"]) - 1 if "r" in given else self._row + 1
            self._column = -1
            if given.get("hidden") in _TRUE:
                self.layout.hidden.add(self._row)
        elif element == "f":
            self._formula = True
        elif element == "v":
            self._in_value = True

    def text(self, text: str) -> None:
        if self._in_value and self._formula:
            self._value += text

    def end(self, element: str) -> None:
        if element == "v":
            self._in_value = False
        elif element == "c" and self._formula and self._is_unvalued():
            self._count += 1
            if self._count > MOST_UNVALUED:
                raise Unfinished(
                    Says("its formulas have no values: open it in its program and save it")
                )
            self.layout.unvalued.setdefault(self._row, []).append(self._column)

    def _is_unvalued(self) -> bool:
        """A text (``t="str"``) may be empty and is a value; a number is never empty."""
        if self._kind == "n" and self._uncalculated and self._value == "0":
            return True
        return not self._value and self._kind != "str"
