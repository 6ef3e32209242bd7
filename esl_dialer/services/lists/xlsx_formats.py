"""Which cells of an XLSX show zeros in front of their numbers, by their number formats.

Found by their tags alone, in a stream: a sheet of a million rows is a gigabyte of XML, and few of
its cells have such a format.
"""

import re
from typing import IO
from zipfile import ZipFile

from esl_dialer.core.lists.number_formats import zeros_of
from esl_dialer.core.lists.sheets import Zeros
from esl_dialer.services.lists.xml_parts import BLOCK, parse

_PLACE = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,7})["']""")


class NoPlace(ValueError):
    """A cell does not say where it is."""


def zeros_by_style(book: ZipFile, path: str) -> dict[str, int]:
    """By the number of a cell's style, the digits that it shows; other styles are left out."""
    found = _Styles()
    with book.open(path) as part:
        parse(part, found.begin, found.end)
    digits = (zeros_of(found.codes.get(number, "")) for number in found.styles)
    return {str(style): count for style, count in enumerate(digits) if count}


class _Styles:
    """Formats by their number, and of each style of cells its format's."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.styles: list[str] = []
        self._of_cells = False

    def begin(self, element: str, given: dict[str, str]) -> None:
        if element == "numFmt":
            self.codes[given["numFmtId"]] = given["formatCode"]
        elif element == "cellXfs":
            self._of_cells = True
        elif element == "xf" and self._of_cells:
            self.styles.append(given.get("numFmtId", "0"))

    def end(self, element: str) -> None:
        if element == "cellXfs":
            self._of_cells = False


def zeros_in(part: IO[bytes], styles: dict[str, int]) -> Zeros:
    """The cells of a sheet's part that have one of the styles. Raises NoPlace."""
    zeros = Zeros()
    ids = "|".join(styles).encode()
    cell = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\bs=["'](%b)["'][^>]*>""" % ids)
    rest = b""
    while block := part.read(BLOCK):
        text = rest + block
        whole = text.rfind(b"<")
        for found in cell.finditer(text, 0, max(whole, 0)):
            place = _PLACE.search(found[0])
            if place is None:
                raise NoPlace("a cell without its place")
            zeros.add(int(place[2]) - 1, column_of(place[1].decode()), styles[found[1].decode()])
        rest = text[max(whole, 0) :]
    return zeros


def column_of(letters: str) -> int:
    """``A`` is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
