"""Numbers and ordinals in a text: ``10 000``, ``19,99 %``, ``2ième``, ``1/2``, ``24/7``."""

import re
from typing import Final

from esl_dialer.core.speech.spoken_numbers import (
    cardinal,
    decimal,
    digits,
    identifier,
    ordinal,
    spelled,
)
from esl_dialer.core.speech.written import (
    DASH,
    NO_NUMBER,
    NUMBER,
    SPACE,
    TO,
    Number,
    Read,
    number,
    unsure,
)
from esl_dialer.core.words import Language

EN, FR = Language.EN, Language.FR

_FIXED: Final = {
    "24/7": {
        EN: "twenty-four seven",
        FR: "vingt-quatre heures sur vingt-quatre, sept jours sur sept",
    },
    "24/24": {EN: "twenty-four hours a day", FR: "vingt-quatre sur vingt-quatre"},
    "24h/24": {EN: "twenty-four hours a day", FR: "vingt-quatre heures sur vingt-quatre"},
    "7/7": {EN: "seven days a week", FR: "sept sur sept"},
    "7j/7": {EN: "seven days a week", FR: "sept jours sur sept"},
}
FRACTIONS: Final = {
    "1/2": {EN: "one half", FR: "un demi"}, "½": {EN: "one half", FR: "un demi"},
    "1/4": {EN: "one quarter", FR: "un quart"}, "¼": {EN: "one quarter", FR: "un quart"},
    "3/4": {EN: "three quarters", FR: "trois quarts"},
    "¾": {EN: "three quarters", FR: "trois quarts"},
    "1/3": {EN: "one third", FR: "un tiers"}, "2/3": {EN: "two thirds", FR: "deux tiers"},
}  # fmt: skip
_AND = {EN: "and", FR: "et"}
_PERCENT = {EN: "percent", FR: "pour cent"}

_ORDINAL = re.compile(
    r"([0-9]{1,6})(?:(e)|(st|nd|rd|th|ers?|ème|eme|ième|ieme|es)|(res?|ères?|eres?|nde))(?!\w)",
    re.IGNORECASE,
)
_AFTER_AN_ORDINAL = re.compile(
    rf"{SPACE}(?:av|ave|avenue|rue|rang|étage|etage|boul|boulevard|concession|ligne)(?!\w)",
    re.IGNORECASE,
)
"""What makes ``80E`` an ordinal, which else is a number with a letter."""
_FEMININE = re.compile(
    rf"{SPACE}(?:heures?|minutes?|secondes?|semaines?|journées?|années?|fois|personnes?|options?"
    r"|touches?|questions?|cartes?|factures?|adresses?|avenues?|rues?|dettes?)(?!\w)",
    re.IGNORECASE,
)
_FIXED_ONE = re.compile("|".join(map(re.escape, sorted(_FIXED, key=len, reverse=True))) + r"(?!\w)")
_FRACTION = re.compile(
    rf"(?:([0-9]{{1,6}})(?:{SPACE}|-))?([1-3]/[2-4])(?![/0-9])|([0-9]{{1,6}})?([½¼¾])"
)
_SPAN = re.compile(rf"([0-9]{{1,4}}){DASH}([0-9]{{1,4}})(?!{DASH}?[0-9])")
_MIXED = re.compile(r"(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{2,20}(?!\w)")
_THOUSAND = re.compile(rf"{SPACE}?[kK](?!\w)")
_PERCENT_SIGN = re.compile(rf"{SPACE}?%")
_AS_A_NUMBER = 4
"""More digits than this without a mark between are a code: they are said one by one."""


def read_ordinal(text: str, at: int, language: Language) -> Read | None:
    """``1er``, ``2ième``, ``3rd``, and ``80E`` before an avenue."""
    found = _ORDINAL.match(text, at)
    if not found or (found[2] == "E" and not _AFTER_AN_ORDINAL.match(text, found.end())):
        return None
    feminine = bool(found[4]) or bool(_FEMININE.match(text, found.end()))
    return Read(found.end(), ordinal(int(found[1]), language, feminine=feminine))


def read_number(text: str, at: int, language: Language) -> Read | None:
    """A number, with what belongs to it. Raises UnspeakableError when it may be two things."""
    for read in (_fraction, _span, _plain):
        if found := read(text, at, language):
            return found
    return None


def read_fixed(text: str, at: int, language: Language) -> Read | None:
    """``24/7`` and its like."""
    found = _FIXED_ONE.match(text, at)
    return Read(found.end(), _FIXED[found[0]][language]) if found else None


def _fraction(text: str, at: int, language: Language) -> Read | None:
    found = _FRACTION.match(text, at)
    if not found or (part := found[2] or found[4]) not in FRACTIONS:
        return None
    if not (whole := found[1] or found[3]):
        return Read(found.end(), FRACTIONS[part][language])
    return Read(found.end(), f"{cardinal(int(whole), language)} {and_a(part, language)}")


def and_a(part: str, language: Language) -> str:
    """``1/2`` behind a whole number: "and a half", "et demi"."""
    said = FRACTIONS[part][language].replace("one ", "a ").replace("un demi", "demi")
    return f"{_AND[language]} {said}"


def _span(text: str, at: int, language: Language) -> Read | None:
    """``24-48``: both ends of about one length, the second later; ``9-5`` are hours."""
    found = _SPAN.match(text, at)
    if not found or found[1][0] == "0" or found[2][0] == "0":
        return None
    low, high = int(found[1]), int(found[2])
    hours = low <= 12 and high <= 12
    if not hours and not (low < high and len(found[2]) - len(found[1]) <= 1):
        return None
    ends = (cardinal(low, language), cardinal(high, language))
    return Read(found.end(), f" {TO[language]} ".join(ends))


def _plain(text: str, at: int, language: Language) -> Read | None:
    found = NUMBER.match(text, at)
    if not found or (text[found.end() : found.end() + 1].isalpha() and not _thousand(text, found)):
        return None
    written = number(found[0], language)
    if sign := _thousand(text, found):
        thousands = written.value * 1000
        if thousands % 1:
            raise unsure(found[0], NO_NUMBER)
        return Read(sign.end(), cardinal(int(thousands), language))
    if sign := _PERCENT_SIGN.match(text, found.end()):
        said = decimal(written.whole, written.decimals, language)
        return Read(sign.end(), f"{said} {_PERCENT[language]}")
    feminine = language is FR and bool(_FEMININE.match(text, found.end()))
    return Read(found.end(), _said(found[0], written, language, feminine))


def _thousand(text: str, found: re.Match[str]) -> re.Match[str] | None:
    return _THOUSAND.match(text, found.end())


def _said(written: str, read: Number, language: Language, feminine: bool) -> str:
    if written.isdigit() and (len(written) > _AS_A_NUMBER or written[0] == "0" != written):
        return identifier(written, language)
    if read.decimals:
        return decimal(read.whole, read.decimals, language)
    return cardinal(read.whole, language, feminine=feminine)


def read_mixed(text: str, at: int, language: Language) -> Read | None:
    """``B2B``, ``3M``, ``COVID19``: capitals by their names, words as words, digits as numbers."""
    found = _MIXED.match(text, at)
    return Read(found.end(), mixed(found[0], language)) if found else None


def mixed(text: str, language: Language) -> str:
    """Letters and digits of one word."""
    said = []
    for part in re.findall("[0-9]+|[A-Za-z]+", text):
        if part.isdigit():
            said.append(_short_number(part, language))
        else:
            said.append(part if len(part) > 3 else spelled(part.upper(), language))
    return " ".join(said)


def _short_number(text: str, language: Language) -> str:
    """Digits in a name: ``24`` is a number, ``407`` and ``07`` are digits."""
    if len(text) > 3:
        return identifier(text, language)
    whole = len(text) <= 2 and text[0] != "0"
    return cardinal(int(text), language) if whole else digits(text, language)
