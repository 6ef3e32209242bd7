"""Whole numbers as programs write them: ``4165550531.0``, ``4.165550199E9``; and what was lost so.

A spreadsheet keeps 15 digits of a number (IEEE 754 binary64 keeps any 15): of one with more, the
last ones are zeros that nobody typed.
"""

import re
from typing import NamedTuple

from esl_dialer.core.says import Says

MOST_DIGITS = 15
"""Of a number that was not rounded for certain."""

ROUNDED = Says("a spreadsheet rounded it; digits are lost")
DECIMALS = Says("a number with decimals, where a whole one is meant")

_FLOAT = re.compile(r"(\+?\d+)[.,](\d+)")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[Ee]\+?(\d{1,3})")
_FEWEST_PLACES = 6
"""Digits behind the point of a telephone or account number in scientific notation: what has fewer
was rounded, or is a code with an E in it."""


class Whole(NamedTuple):
    """``digits`` as typed (with a ``+`` in front where there was one); empty with a problem."""

    digits: str
    problem: Says | None = None
    places: int = 0
    """How many digits stand behind the point."""


def whole_number(text: str) -> Whole | None:
    """What a number with a point or an exponent was before; None for any other text."""
    if found := _FLOAT.fullmatch(text):
        return _of_float(found[1], found[2])
    if found := _SCIENTIFIC.fullmatch(text):
        return _of_scientific(found[1] + (found[2] or ""), int(found[3]))
    return None


def _of_float(whole: str, places: str) -> Whole:
    if places.strip("0"):
        return Whole("", DECIMALS, len(places))
    if len(whole.lstrip("+")) > MOST_DIGITS:
        return Whole("", ROUNDED, len(places))
    return Whole(whole, None, len(places))


def _of_scientific(digits: str, exponent: int) -> Whole:
    places = len(digits) - 1
    if places < max(exponent, _FEWEST_PLACES) or len(digits.rstrip("0")) > MOST_DIGITS:
        return Whole("", ROUNDED, places)
    if digits[exponent + 1 :].strip("0"):
        return Whole("", DECIMALS, places)
    return Whole(digits[: exponent + 1], None, places)
