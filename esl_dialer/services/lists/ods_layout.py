"""What an ODS says of a sheet beside its cells: hidden rows, merges, formulas without a
value, numbers that show zeros in front.

OpenDocument 1.3, part 3: 9.1.3 (rows), 9.1.4 (cells).
"""

from zipfile import ZipFile

from esl_dialer.core.lists.sheets import Layout, Merge
from esl_dialer.services.lists.xml_parts import bare, parse

_CELLS = ("table-cell", "covered-table-cell")


def layout_of(book: ZipFile, sheet: str) -> Layout:
    """Raises KeyError, ExpatError, ValueError, and what ``zipfile`` raises."""
    found = _Content(sheet)
    with book.open("content.xml") as part:
        parse(part, found.begin, found.end, found.text)
    return found.layout


class _Content:
    """The elements of the one sheet; the others are passed over."""

    def __init__(self, sheet: str) -> None:
        self.layout = Layout()
        self._sheet, self._inside = sheet, False
        self._row = self._column = 0
        self._hidden = self._filled = self._formula = self._valued = False
        self._rows, self._columns = 1, 1
        self._number, self._text = False, ""

    def begin(self, element: str, given: dict[str, str]) -> None:
        if element == "table":
            self._inside = {bare(k): v for k, v in given.items()}.get("name") == self._sheet
            self._row = 0
        elif self._inside and element == "table-row":
            attributes = {bare(k): v for k, v in given.items()}
            self._hidden = attributes.get("visibility", "visible") != "visible"
            self._rows = int(attributes.get("number-rows-repeated", "1"))
            self._column, self._filled = 0, False
        elif self._inside and element in _CELLS:
            self._begin_cell({bare(k): v for k, v in given.items()})

    def _begin_cell(self, given: dict[str, str]) -> None:
        self._columns = int(given.get("number-columns-repeated", "1"))
        self._formula, self._valued = "formula" in given, "value-type" in given
        self._number, self._text = given.get("value-type") == "float", ""
        self._filled = self._filled or self._valued
        down = int(given.get("number-rows-spanned", "1"))
        across = int(given.get("number-columns-spanned", "1"))
        if down > 1 or across > 1:
            bottom, right = self._row + down - 1, self._column + across - 1
            self.layout.merges.append(Merge(self._row, self._column, bottom, right))

    def text(self, text: str) -> None:
        if self._inside and text.strip():
            self._filled = self._valued = True
            if self._number:
                self._text += text.strip()

    def end(self, element: str) -> None:
        if not self._inside:
            return
        if element in _CELLS:
            if self._formula and not self._valued:
                self.layout.unvalued.setdefault(self._row, []).append(self._column)
                self._filled = True
            if self._text[:1] == "0" and self._text[1:].isdigit():
                self._note_zeros(len(self._text))
            self._column += self._columns
        elif element == "table-row":
            if self._hidden and self._filled:
                self.layout.hidden.update(range(self._row, self._row + self._rows))
            self._row += self._rows
        elif element == "table":
            self._inside = False

    def _note_zeros(self, digits: int) -> None:
        """What the cell shows stands in it, beside its value."""
        self._number, self._text = False, ""
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column, self._column + self._columns):
                self.layout.zeros.add(row, column, digits)
