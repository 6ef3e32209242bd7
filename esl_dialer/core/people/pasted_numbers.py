"""Phone numbers pasted by a person: however they are written and whatever stands between them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from esl_dialer.core.people.stops import key_of

_BETWEEN = re.compile(r"[\n\r,;\t|\"\u201c\u201d]+")
"""Quotes too: a spreadsheet's file has them around each number."""

_DRESS = re.compile(r"^tel:|\s*(?:x|ext\.?|poste|#)\s*\d{1,8}$", re.IGNORECASE)
"""What people write around a number: it is matched without its extension."""

_SHORTEST, _LONGEST = 8, 15
"""Digits of an E.164 number outside North America."""

_MOST_WORDS = 2 * _LONGEST + 2
"""Of one number: each digit and what stands after it, and an extension."""

_MOST_SIGNS = 60
"""Of one number: its digits, its extension, and all that people write between them."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """``keys`` are as ``core.people.stops.key_of`` makes them, each once;
    ``unreadable`` as given."""

    keys: tuple[str, ...]
    unreadable: tuple[str, ...]


def numbers_in(text: str) -> Pasted:
    """Every number of a text: one a line, or with commas, semicolons or spaces between."""
    keys: dict[str, None] = {}
    unreadable: list[str] = []
    for chunk in filter(str.strip, _BETWEEN.split(text)):
        for piece in _numbers_of(chunk.split()):
            key = valid_key(piece)
            keys.update({key: None} if key else {})
            unreadable.extend([] if key else [piece])
    return Pasted(tuple(keys), tuple(unreadable))


def valid_key(text: str) -> str:
    """What a number is matched by; empty when the text is no number."""
    text = _DRESS.sub("", text.strip())
    if re.search(r"[^\d\s().+\-/]", text):
        return ""
    key = key_of(text)
    if key.startswith("+"):
        return key if _SHORTEST <= len(key) - 1 <= _LONGEST else ""
    return key if len(key) == 10 and key[0] not in "01" and key[3] not in "01" else ""


def _numbers_of(words: list[str]) -> Iterator[str]:
    """The longest numbers that the words make, from the first on; a word of none by itself."""
    at = 0
    while at < len(words):
        ahead = _together(words[at : at + _MOST_WORDS])
        size, piece = next((one for one in ahead if valid_key(one[1])), ahead[-1])
        yield piece
        at += size


def _together(words: list[str]) -> list[tuple[int, str]]:
    """The first words, joined: as many as may be one number, then ever fewer."""
    ends = accumulate(words, "{} {}".format)
    joined = [(n, text) for n, text in enumerate(ends, 1) if n == 1 or len(text) <= _MOST_SIGNS]
    return joined[::-1]
