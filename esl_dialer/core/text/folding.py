"""Texts made comparable: without accents, case and punctuation."""

import re
import string
import unicodedata

_JUNK = re.compile(r"[^a-z0-9]+")
_ACCENTS = re.compile("[\u0300-\u0304\u0306-\u030c\u0327\u0328]+")
"""The commonest of what combines."""


class _Bare(dict[int, int | None]):
    """For ``translate``: what combines with another letter goes, all else stays."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_BARE = _Bare()


def unaccented(text: str) -> str:
    """``Prénom`` as ``Prenom``."""
    if text.isascii():
        return text
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return text if text.isascii() else text.translate(_BARE)


def _alike() -> dict[str, str]:
    """Letter by letter, what people take for one: Latin letters and their accents and cases, and
    the signs that word processors put in place of others."""
    latin = {letter: unaccented(letter).lower() for letter in map(chr, range(0xC0, 0x250))}
    plain = {letter: bare for letter, bare in latin.items() if re.fullmatch("[a-z]", bare)}
    strokes = dict(zip("ØøŁłĐđı", "oollddi", strict=True))
    signs = {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-", "\xa0": " "}
    return plain | strokes | signs


ALIKE = _alike()
PAIRS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"}
"""Letters that are written as two."""
_CASES = {letter: letter.lower() for letter in string.ascii_uppercase}
_PLAIN = str.maketrans(_CASES | ALIKE | PAIRS)


def plain(text: str) -> str:
    """As people compare texts: ``Lecœur-Côté`` as ``lecoeur-cote``. Other scripts stay.

    A database compares by the same table (``ALIKE``, ``PAIRS``, and A to Z).
    """
    return text.lower() if text.isascii() else text.translate(_PLAIN)


def squashed(text: str) -> str:
    """Letters and digits only, in lower case: ``Client Ref #`` as ``clientref``."""
    return _JUNK.sub("", unaccented(text).lower())
