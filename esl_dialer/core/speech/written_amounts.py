"""Amounts of money in a text: ``$1,234.56``, ``1 234,56 $``, ``50 $US``, ``5 K$``, ``99 ¢``."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from esl_dialer.core.speech.spoken_amounts import MAX_AMOUNT, Currency, money
from esl_dialer.core.speech.written import (
    DASH,
    NUMBER,
    PARTS_OF_A_CENT,
    RANGE_OR_MINUS,
    SPACE,
    TO,
    TOO_MUCH,
    WHICH_CURRENCY,
    Read,
    number,
    unsure,
)
from esl_dialer.core.words import Language

_CODES: Final = {
    "CAD": Currency.CANADIAN, "CDN": Currency.CANADIAN, "CAN": Currency.CANADIAN,
    "CA": Currency.CANADIAN, "USD": Currency.AMERICAN, "US": Currency.AMERICAN,
    "U.S.": Currency.AMERICAN,
}  # fmt: skip
"""What stands beside a dollar sign."""
_ALONE: Final = _CODES | {"C": Currency.CANADIAN, "EUR": Currency.EURO, "€": Currency.EURO}
_NAMES: Final = {
    "canadian dollars": Currency.CANADIAN, "dollars canadiens": Currency.CANADIAN,
    "us dollars": Currency.AMERICAN, "u.s. dollars": Currency.AMERICAN,
    "american dollars": Currency.AMERICAN, "dollars us": Currency.AMERICAN,
    "dollars américains": Currency.AMERICAN,
    "dollars": Currency.DOLLAR, "dollar": Currency.DOLLAR,
    "euros": Currency.EURO, "euro": Currency.EURO,
}  # fmt: skip
_SCALES: Final = {
    "thousand": 10**3, "mille": 10**3, "million": 10**6, "millions": 10**6,
    "billion": 10**9, "milliard": 10**9, "milliards": 10**9,
}  # fmt: skip
_LETTERS: Final = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9}
_MINUS = {Language.EN: "minus", Language.FR: "moins"}


def _one_of(words: dict[str, Currency] | dict[str, int]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_NO_LETTER = r"(?![^\W\d_])"
_MARK = (
    rf"(?:(?:(?:{_one_of(_CODES)}){SPACE}?|C)?\$(?:{SPACE}?(?:{_one_of(_CODES)}){_NO_LETTER})?"
    rf"|(?:CAD|CDN|USD|EUR){_NO_LETTER}|€)"
)
_BEFORE = re.compile(rf"(?P<minus>{DASH})?(?P<mark>{_MARK})?{SPACE}?(?P<inner>{DASH})?")
_SCALE = (
    rf"(?:{SPACE}?(?P<before_mark>[kKM])(?={SPACE}?\$)"
    rf"|(?P<letter>{SPACE}?[kK]|[MB]|{SPACE}M(?!\.)){_NO_LETTER}"
    rf"|{SPACE}(?P<word>(?i:{_one_of(_SCALES)})){_NO_LETTER})?"
)
_AFTER = re.compile(
    rf"{_SCALE}(?:{SPACE}?(?P<mark>{_MARK})"
    rf"|{SPACE}(?:de )?(?P<name>(?i:{_one_of(_NAMES)})){_NO_LETTER}"
    rf"|{SPACE}?(?P<cents>¢|(?i:cents?|sous?){_NO_LETTER}))?"
)
_RANGE = re.compile(DASH)
_SPACED_DASH = re.compile(rf"{SPACE}+{DASH}{SPACE}+(?=[$0-9])")
_PART = re.compile("[.,][0-9]{2}(?![0-9])")


@dataclass(frozen=True, slots=True)
class _Written:
    """A number as it stands, up to ``end``; ``currency`` is None: nothing says that it is money."""

    end: int
    digits: str
    scale: Decimal
    currency: Currency | None
    minus: bool


def read_money(text: str, at: int, language: Language) -> Read | None:
    """An amount, or two with a dash between, of which one names the currency of both."""
    low = _amount(text, at)
    dash = _RANGE.match(text, low.end) if low else None
    high = _amount(text, dash.end()) if dash else None
    if low is None or not (currency := low.currency or (high and high.currency)):
        return None
    last = high or low
    if _SPACED_DASH.match(text, last.end):
        raise unsure(text[at : last.end], RANGE_OR_MINUS)
    said = [_said(each, each.currency or currency, language) for each in (low, high) if each]
    return Read(last.end, f" {TO[language]} ".join(said))


def _said(amount: _Written, currency: Currency, language: Language) -> str:
    written = number(amount.digits, language)
    value = written.value * amount.scale
    if value * 100 % 1 or (len(written.decimals) > 2 and amount.scale == 1):
        raise unsure(amount.digits, PARTS_OF_A_CENT)
    if value > MAX_AMOUNT:
        raise unsure(amount.digits, TOO_MUCH)
    said = money(value, language, currency)
    return f"{_MINUS[language]} {said}" if amount.minus else said


def _amount(text: str, at: int) -> _Written | None:
    """A number and what stands before and behind it, if one stands there."""
    before = _BEFORE.match(text, at)
    found = before and (NUMBER.match(text, before.end()) or _part(text, before))
    after = found and _AFTER.match(text, found.end())
    if not before or not found or not after:
        return None
    marks = [mark for mark in (before["mark"], after["mark"]) if mark]
    money_is_meant = marks or after["name"] or after["cents"]
    currency = _currency(marks, after["name"], text[at : after.end()]) if money_is_meant else None
    letter = (after["before_mark"] or after["letter"] or "").strip().lower()
    scale = _SCALES[after["word"].lower()] if after["word"] else _LETTERS[letter]
    return _Written(
        end=after.end(),
        digits=f"0{found[0]}" if found[0][0] in ".," else found[0],
        scale=Decimal(scale) / (100 if after["cents"] else 1),
        currency=currency,
        minus=bool(before["minus"] or before["inner"]),
    )


def _part(text: str, before: re.Match[str]) -> re.Match[str] | None:
    """``.50`` after a sign of money."""
    return _PART.match(text, before.end()) if before["mark"] else None


def _currency(marks: list[str], name: str | None, whole: str) -> Currency:
    """Which one the signs mean together. Raises UnspeakableError when they disagree."""
    named = {_ALONE[code] for mark in marks for code in re.findall("[A-Z.]+|€", mark)}
    if name:
        named.add(_NAMES[name.lower()])
    if len(named) > 1 or sum("$" in mark for mark in marks) + bool(name) > 1:
        raise unsure(whole, WHICH_CURRENCY)
    return named.pop() if named else Currency.DOLLAR
