"""Phone numbers pasted by a person: however they are written and whatever stands between them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from esl_dialer.core.stops import key_of

_BETWEEN = re.compile(r"[\n\r,;\t|]+")
_DRESS = re.compile(r"^tel:|\s*(?:x|ext\.?|poste|#)\s*\d{1,8}$", re.IGNORECASE)
"""What people write around a number: it is matched without its extension."""

_SHORTEST, _LONGEST = 8, 15
"""Digits of an E.164 number outside North America."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """``keys`` are as ``core.stops.key_of`` makes them, each once; ``unreadable`` as given."""

    keys: tuple[str, ...]
    unreadable: tuple[str, ...]


def numbers_in(text: str) -> Pasted:
    """Every number of a text: one a line, or with commas, semicolons or spaces between."""
    keys: dict[str, None] = {}
    unreadable: list[str] = []
    for chunk in filter(str.strip, _BETWEEN.split(text)):
        for piece in _numbers_of(chunk.strip()):
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


def _numbers_of(chunk: str) -> Iterator[str]:
    """The chunk, if it is one number; else its words, joined while they make one together."""
    if valid_key(chunk):
        yield chunk
        return
    words = chunk.split()
    while words:
        size = next((n for n in range(len(words), 0, -1) if valid_key(" ".join(words[:n]))), 1)
        yield " ".join(words[:size])
        words = words[size:]
