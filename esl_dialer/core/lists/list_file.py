"""A list's bytes to lines of text: whatever its encoding and line ends; and its delimiter.

Everything is a generator over blocks, so that a file of any size takes the memory of one line. Each
line is read as UTF-8 or else as Windows-1252, by itself: files pasted together from two systems
exist, and the lines that are not like the rest are marked.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import islice

from esl_dialer.core.lists.headers import recognised
from esl_dialer.core.says import Says, SaysError

LONGEST_LINE = 1 << 20
"""Bytes; what a line has beyond them is passed over."""
END_OF_FILE = b"\x1a"
"""What programs of DOS and its heirs write behind a file's last line."""
DELIMITERS = ",;\t|"


class Encoding(StrEnum):
    """``UTF_8`` and ``CP1252`` say which of the two most lines are in."""

    UTF_8 = "utf-8"
    CP1252 = "cp1252"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    MAC_ROMAN = "mac_roman"
    CP850 = "cp850"


class NotAList(SaysError):
    """The file is no list of rows; the text says what it is taken for."""


class NoHeader(NotAList):
    """Nothing says what its columns are."""


_MAGIC = {
    b"PK\x03\x04": Says("a ZIP archive"),
    b"\xd0\xcf\x11\xe0": Says("an old or protected Office file"),
    b"%PDF": Says("a PDF"),
    b"\x1f\x8b": Says("a gzip archive"),
    b"{\\rtf": Says("a text document"),
}
_MARKUP = re.compile(rb"\s*<(!doctype|html|table|\?xml)", re.I)
_ONE_BYTE = (Encoding.CP1252, Encoding.MAC_ROMAN, Encoding.CP850)
_FRENCH = frozenset("éèêëàâçîïôùûüœÉÈÊËÀÂÇÎÏÔÙÛÜŒ’")
_SEP_LINE = re.compile(r"sep=(.)\s*", re.I)


def encoding_of(sample: bytes) -> Encoding:
    """By byte order mark, by the zeros that UTF-16 puts between Latin letters, by its letters."""
    if sample.startswith(b"\xff\xfe"):
        return Encoding.UTF_16_LE
    if sample.startswith(b"\xfe\xff"):
        return Encoding.UTF_16_BE
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    if odd > len(sample) / 5 and even < odd / 4:
        return Encoding.UTF_16_LE
    if even > len(sample) / 5 and odd < even / 4:
        return Encoding.UTF_16_BE
    lines = [line for line in sample.splitlines() if not line.isascii()]
    strange = [line for line in lines if _decode(line, Encoding.UTF_8)[1]]
    if len(strange) <= len(lines) / 2:
        return Encoding.UTF_8
    return max(_ONE_BYTE, key=lambda encoding: _familiar(b"".join(strange), encoding))


def _familiar(data: bytes, encoding: Encoding) -> int:
    """How many letters of French a text has when read in an encoding: the right one has most."""
    return sum(letter in _FRENCH for letter in data.decode(encoding, errors="replace"))


def check_is_text(sample: bytes) -> None:
    """Raises NotAList for an empty file and for what is plainly something else."""
    if not sample.strip():
        raise NotAList(Says("the file is empty"))
    for magic, what in _MAGIC.items():
        if sample.startswith(magic):
            raise NotAList(Says("the file is {what}, not a CSV or an Excel workbook", what=what))
    if _MARKUP.match(sample):
        raise NotAList(Says("the file is a web page or XML, not a CSV; save it as CSV or XLSX"))
    if "utf-16" not in encoding_of(sample) and sample.count(0) > len(sample) / 100:
        raise NotAList(Says("the file is binary, not a CSV or an Excel workbook"))


def delimiter_of(lines: Iterable[str]) -> str:
    """The one that makes the first row look most like the guide's header, else the widest row."""
    head = list(islice((line for line in lines if line.strip()), 10))
    if head and (found := _SEP_LINE.fullmatch(head[0])):
        return found[1]

    def likeness(delimiter: str) -> tuple[int, int]:
        rows = [next(csv.reader([line], delimiter=delimiter)) for line in head]
        return (max(map(recognised, rows[:3]), default=0), sum(map(len, rows)))

    return max(DELIMITERS, key=likeness)


def lines_of(blocks: Iterable[bytes], encoding: Encoding) -> Iterator[tuple[str, bool]]:
    """Lines with their ends; True beside one in another encoding than the file's."""
    if encoding in (Encoding.UTF_16_LE, Encoding.UTF_16_BE):
        blocks, encoding = _as_utf_8(blocks, encoding), Encoding.UTF_8
    lines = _split(blocks)
    for first in islice(lines, 1):
        yield _decode(first.removeprefix(b"\xef\xbb\xbf"), encoding)
    for line in lines:
        yield (line.decode("ascii"), False) if line.isascii() else _decode(line, encoding)


def is_separator_line(cells: list[str], delimiter: str) -> bool:
    """``sep=;``, which Excel reads and writes in front of the header."""
    return bool(_SEP_LINE.fullmatch(delimiter.join(cells)))


def _split(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines of any kind (LF, CRLF, CR), each with its end."""
    rest = b""
    for block in blocks:
        parts = (rest + block).splitlines(keepends=True)
        rest = parts.pop()[:LONGEST_LINE] if parts and not parts[-1].endswith(b"\n") else b""
        yield from parts
    if rest := rest.rstrip(END_OF_FILE):
        yield rest


def _decode(line: bytes, encoding: Encoding) -> tuple[str, bool]:
    if line.isascii():
        return line.decode("ascii"), False
    if encoding not in (Encoding.UTF_8, Encoding.CP1252):
        return line.decode(encoding, errors="replace"), False
    try:
        return line.decode("utf-8"), encoding is not Encoding.UTF_8
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace"), encoding is not Encoding.CP1252


def _as_utf_8(blocks: Iterable[bytes], encoding: Encoding) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8")
    yield decoder.decode(b"", final=True).encode("utf-8")
