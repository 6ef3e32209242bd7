"""Phone numbers pasted by a person or sent in a file: however they are written and whatever stands
between them.

A number is read as a list's cell is (``core.people.phones``), but to stop it: words beside it are
no matter, and neither is whether it is in use.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from esl_dialer.core.people.phone_cells import SHORTEST_NUMBER, has_words, is_label, read_cell
from esl_dialer.core.people.phones import (
    DIRECTORY,
    IMPOSSIBLE,
    NOT_A_LINE,
    PREMIUM,
    SHARED_COST,
    read_phone,
)
from esl_dialer.core.people.stops import key_of
from esl_dialer.core.text.spreadsheet_numbers import whole_number

_BETWEEN = re.compile(r"[\n\r,;\t|\"\u201c\u201d]+")
"""Quotes too: a spreadsheet's file has them around each number."""

_SAYS_SOMETHING = re.compile(r"\w")

_IN_TWO_CELLS = re.compile(r"\s*\"?(\d{3})\"?\s*[,;\t]\s*\"?(\d{3})-?(\d{4})\"?\s*")
"""``416,5550101``: the area code in a cell of its own, as registries write it."""

_DATE = re.compile(r"(?:\d{4}([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2\d{4})(?:[ T][\d:.]+Z?)?")

_SHORTEST, _LONGEST = 8, 15
"""Digits of an E.164 number outside North America."""

_MOST_WORDS = 2 * _LONGEST + 2
"""Of one number: each digit and what stands after it, and an extension."""

_MOST_SIGNS = 60
"""Of one number: its digits, its extension, and all that people write between them."""

_NUMBERS_STILL = (IMPOSSIBLE, PREMIUM, SHARED_COST, DIRECTORY, NOT_A_LINE)
"""A number that nobody can call by these can be stopped."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """``keys`` are as ``core.people.stops.key_of`` makes them, each once;
    ``unreadable`` as given."""

    keys: tuple[str, ...]
    unreadable: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Of a line: it holds a number, and nothing in it may be another that was not read. Its
        words are a remark then, as a name or a date is; a title is whole too."""
        missed = [text for text in self.unreadable if not _DATE.fullmatch(text)]
        with_digits = any(ch.isdigit() for text in missed for ch in text)
        return not with_digits if self.keys else all(map(is_label, missed))


def numbers_in(text: str) -> Pasted:
    """Every number of a text: one a line, or with commas, semicolons or spaces between."""
    keys: dict[str, None] = {}
    unreadable: list[str] = []
    for line in text.splitlines():
        found = numbers_in_line(line)
        keys.update(dict.fromkeys(found.keys))
        unreadable.extend(found.unreadable)
    return Pasted(tuple(keys), tuple(unreadable))


def numbers_in_line(line: str) -> Pasted:
    """The same of one line."""
    if apart := _IN_TWO_CELLS.fullmatch(line):
        line = "".join(apart.groups())
    keys: dict[str, None] = {}
    unreadable: list[str] = []
    for chunk in filter(_SAYS_SOMETHING.search, _BETWEEN.split(line)):
        for piece, key in _read(chunk.strip()):
            keys.update({key: None} if key else {})
            unreadable.extend([] if key else [piece])
    return Pasted(tuple(keys), tuple(unreadable))


def valid_key(text: str) -> str:
    """What a number is matched by; empty when the text is no number."""
    text = text.strip()
    if has_words(text) and whole_number(text) is None:
        parts = read_cell(text).parts
        return valid_key(parts[0].number) if len(parts) == 1 and parts[0].number else ""
    phone = read_phone(text)
    if phone.number:
        return key_of(phone.number)
    return _by_shape(text) if phone.problem in _NUMBERS_STILL else ""


def _by_shape(text: str) -> str:
    """Of a number that is not in use: ten digits as North America numbers them, or E.164."""
    key = key_of(text)
    if key.startswith("+"):
        return key if _SHORTEST <= len(key) - 1 <= _LONGEST else ""
    return key if len(key) == 10 and key[0] not in "01" and key[3] not in "01" else ""


def _read(chunk: str) -> Iterator[tuple[str, str]]:
    """The pieces of a chunk, each with its key, empty when it has none."""
    if is_label(chunk):
        yield chunk, ""
        return
    if has_words(chunk) and whole_number(chunk) is None:
        parts = [(part.text, valid_key(part.number)) for part in read_cell(chunk).parts]
        if all(key for _, key in parts):
            yield from parts
            return
    halves = chunk.split("/")
    if sum(map(_is_long, halves)) > 1:
        for half in filter(str.strip, halves):
            yield from _read(half.strip())
        return
    yield from _numbers_of(chunk.split())


def _is_long(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= SHORTEST_NUMBER


def _numbers_of(words: list[str]) -> Iterator[tuple[str, str]]:
    """The longest numbers that the words make, from the first on; a word of none by itself."""
    at = 0
    while at < len(words):
        ahead = _together(words[at : at + _MOST_WORDS])
        tried = ((size, piece, valid_key(piece)) for size, piece in ahead)
        size, piece, key = next((one for one in tried if one[2]), (*ahead[-1], ""))
        yield piece, key
        at += size


def _together(words: list[str]) -> list[tuple[int, str]]:
    """The first words, joined: as many as may be one number, then ever fewer."""
    ends = accumulate(words, "{} {}".format)
    joined = [(n, text) for n, text in enumerate(ends, 1) if n == 1 or len(text) <= _MOST_SIGNS]
    return joined[::-1]
