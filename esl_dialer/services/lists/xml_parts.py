"""The XML parts of workbooks, read as streams."""

from collections.abc import Callable
from typing import IO, Any
from xml.parsers import expat

BLOCK = 1 << 20
_NO_XML = bytes(code for code in range(32) if code not in b"\t\n\r")
"""Control characters, which XML has not and careless programs write: one costs no hidden row."""


class NoWorkbookXml(ValueError):
    """A part has a document type, which those of workbooks have not."""


def parse(
    part: IO[bytes],
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Tell of each element as it begins (its name, its attributes) and ends, and of the text.

    Names come without their prefixes. Raises NoWorkbookXml, ExpatError.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, given: begin(bare(name), given)
    if end:
        parser.EndElementHandler = lambda name: end(bare(name))
    if text:
        parser.CharacterDataHandler = text
    first = part.read(BLOCK)
    unwanted = b"" if b"\0" in first[:4] else _NO_XML  # UTF-16 is made of them
    while first:
        parser.Parse(first.translate(None, unwanted))
        first = part.read(BLOCK)
    parser.Parse(b"", True)


def bare(name: str) -> str:
    """The name without the prefix of its namespace."""
    return name.rpartition(":")[2]


def _refuse(*_: Any) -> None:
    raise NoWorkbookXml("a document type")
