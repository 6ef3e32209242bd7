"""Cells of a list: cleaned of what no one typed, and guarded when they go out again."""

import re
import unicodedata
from typing import NamedTuple

from esl_dialer.core.says import Says


class Reading(NamedTuple):
    """What a cell means, or why that can't be said (``problem``, then ``value`` is empty)."""

    value: str
    problem: Says | None = None


PLACEHOLDERS = frozenset(
    {"n/a", "na", "#n/a", "n/d", "nd", "n.d.", "s/o", "s.o.", "none", "null", "nil", "nan"}
    | {"-", "--", "---", ".", "?", "aucun", "unknown", "inconnu"}
    | {"#ref!", "#value!", "#div/0!", "#name?"}
)
"""What people and programs write for nothing."""

_LONGEST_PLACEHOLDER = max(map(len, PLACEHOLDERS))
# Control characters that are not white space, soft hyphens, zero-width and bidirectional marks.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_TWICE_ENCODED = re.compile("[ÃÂâÅ][\x80-\xbf\u0152-\u2122]")
_LOST_LETTER = re.compile(r"[^\W\d_]\?[^\W\d_]|\ufffd")
_FORMULA = re.compile(r"\s*[=+\-@]")
_TEXT_MARK = re.compile(r"'(?=\s*[=+\-@])")
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
_WRAPPED = frozenset("'=\\")
_NULL = r"\N"
"""How MySQL and PostgreSQL write nothing into a file."""


def clean(raw: str) -> str:
    """The text without control characters and outer or repeated white space, in NFC.

    A spreadsheet's marks for "this is text" (``'+1...``, ``="0012"``) are taken off, a database's
    for nothing (``\\N``) leaves nothing.
    """
    if raw.isascii() and raw.isprintable():
        text = " ".join(raw.split()) if "  " in raw else raw.strip()
    else:
        text = " ".join(without_unseen(unicodedata.normalize("NFC", mended(raw))).split())
    return _unwrapped(text) if text[:1] in _WRAPPED else text


def without_unseen(text: str) -> str:
    """The text without control characters (but white space) and marks that do not show."""
    return _UNSEEN.sub("", text)


def mended(text: str) -> str:
    """UTF-8 that was once read as Windows-1252 (``RenÃ©e``), read again as it was meant."""
    if not _TWICE_ENCODED.search(text):
        return text
    try:
        return b"".join(_byte(letter) for letter in text).decode("utf-8")
    except UnicodeError:
        return text


def doubt(raw: str) -> Says | None:
    """What may be wrong with a text that will be spoken; None when nothing is."""
    if _LOST_LETTER.search(raw):
        return Says("a letter was lost before the file was made")
    if not raw.isascii() and mended(raw) != raw:
        return Says("letters were encoded twice; read as they were meant")
    return None


def is_nothing(text: str) -> bool:
    """True for an empty cell and for what is written in its place (``N/A``)."""
    return not text or (len(text) <= _LONGEST_PLACEHOLDER and text.lower() in PLACEHOLDERS)


def guarded(text: str) -> str:
    """The text so that a spreadsheet shows it and never runs it; ``clean`` undoes it."""
    return f"'{text}" if _FORMULA.match(text) else text


def _unwrapped(text: str) -> str:
    if text == _NULL:
        return ""
    text = _TEXT_MARK.sub("", text, count=1).strip()
    found = _TEXT_FORMULA.fullmatch(text)
    return found[1].strip() if found else text


def _byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")
