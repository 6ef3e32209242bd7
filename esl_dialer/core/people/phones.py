"""Phone numbers: read as people write them, refused by name, kept as E.164.

What a number is comes from ``phonenumbers``. The North American numbers of Canada and the United
States, nearly all of a list, take a fast path that asks it once per area code; the tests hold both
paths equal. Service codes are those of the North American Numbering Plan Administrator:
nxx-976-xxxx is pay-per-call, nxx-555-1212 directory assistance.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, shortnumberinfo

from esl_dialer.core.says import Says

HOME_REGION = "CA"
LONGEST_TEXT = 64
LONGEST_EXTENSION = 12


@dataclass(frozen=True, slots=True)
class ReadPhone:
    """``number`` is E.164 with ``+``, empty when refused; ``problem`` is then the reason."""

    number: str
    extension: str = ""
    problem: Says | None = None


NOT_A_NUMBER = Says("not a phone number")
TOO_SHORT = Says("too short for a phone number")
TOO_LONG = Says("too long for a phone number")
IMPOSSIBLE = Says("no such number is in use")
EMERGENCY = Says("emergency number")
SHORT_CODE = Says("short service number")
PREMIUM = Says("premium-rate number")
SHARED_COST = Says("shared-cost number")
DIRECTORY = Says("directory assistance")
NO_AREA_CODE = Says("no area code")
ROUNDED = Says("a spreadsheet rounded it; digits are lost")
NOT_A_LINE = Says("not the number of a person's line")
LONG_EXTENSION = Says("extension too long")

_REFUSED_TYPES = {
    PhoneNumberType.PREMIUM_RATE: PREMIUM,
    PhoneNumberType.SHARED_COST: SHARED_COST,
    PhoneNumberType.PAGER: NOT_A_LINE,
    PhoneNumberType.VOICEMAIL: NOT_A_LINE,
    PhoneNumberType.UAN: NOT_A_LINE,
    PhoneNumberType.UNKNOWN: IMPOSSIBLE,
}
_NORTH_AMERICAN = re.compile(r"(?:\+?1[ .-]?)?\(?([2-9]\d\d)\)?[ .-]?([2-9]\d\d)[ .-]?(\d{4})")
_SERVICE = re.compile(r"\+1\d{3}(?:(?P<pay>976)\d{4}|(?P<directory>5551212))")
_EXTENSION = re.compile(
    r"(?i)[\s,;(]*(?:extension|extn|ext|poste|post|p|x|#)[\s.:#]*(\d{1,12})\)?\s*$"
)
_ROUNDED = re.compile(r"(?i)\d(?:[.,]\d+)?e\+?\d+")
_SEPARATORS = re.compile(r"(?i)\s*(?:[;/|\n]|,(?=\s*\(?\+?\d{3})|\bor\b|\band\b|\bou\b|\bet\b)\s*")


def read_phones(text: str) -> list[tuple[str, ReadPhone]]:
    """The numbers of one cell, each with the text it was read from; usually there is one."""
    parts = [part for part in _SEPARATORS.split(text) if part]
    whole = read_phone(text)
    if len(parts) < 2 or (whole.number and sum(map(_is_long, parts)) < 2):
        return [(text, whole)]
    return [(part, read_phone(part)) for part in parts]


def _is_long(text: str) -> bool:
    """Long enough for a number of its own, and not an extension."""
    return sum(map(str.isdigit, text)) >= 7


def read_phone(text: str) -> ReadPhone:
    """One number; ``problem`` says what is wrong with it."""
    return _fast(text) or slow_read_phone(text)


def slow_read_phone(text: str) -> ReadPhone:
    """One number by ``phonenumbers`` alone: what the fast path must agree with."""
    if len(text) > LONGEST_TEXT:
        return ReadPhone("", problem=NOT_A_NUMBER)
    if _ROUNDED.fullmatch(text):
        return ReadPhone("", problem=ROUNDED)
    body, extension = _without_extension(text)
    if short := _short(body):
        return ReadPhone("", problem=short)
    try:
        number = phonenumbers.parse(body, HOME_REGION)
    except NumberParseException as error:
        return ReadPhone("", problem=_PARSE_PROBLEMS.get(error.error_type, NOT_A_NUMBER))
    return _judged(number, extension or number.extension or "")


_PARSE_PROBLEMS = {
    NumberParseException.TOO_SHORT_AFTER_IDD: TOO_SHORT,
    NumberParseException.TOO_SHORT_NSN: TOO_SHORT,
    NumberParseException.TOO_LONG: TOO_LONG,
}


def _fast(text: str) -> ReadPhone | None:
    """A number of an area code of Canada or the United States, or None: take the other path."""
    found = _NORTH_AMERICAN.fullmatch(text)
    if not found or not text.isascii() or not _is_geographic(found[1]):
        return None
    number = f"+1{found[1]}{found[2]}{found[3]}"
    problem = _service(number)
    return ReadPhone("" if problem else number, problem=problem)


@lru_cache(maxsize=1024)
def _is_geographic(area_code: str) -> bool:
    """True when every number of the area code is an ordinary line of Canada or the US."""
    return all(_is_ordinary(f"+1{area_code}{first}000000") for first in range(2, 10))


def _is_ordinary(number: str) -> bool:
    parsed = phonenumbers.parse(number)
    ordinary = phonenumbers.number_type(parsed) == PhoneNumberType.FIXED_LINE_OR_MOBILE
    return ordinary and phonenumbers.region_code_for_number(parsed) in ("CA", "US")


def _without_extension(text: str) -> tuple[str, str]:
    found = _EXTENSION.search(text)
    if found and _is_long(text[: found.start()]):
        return text[: found.start()], found[1]
    return text, ""


def _short(text: str) -> Says | None:
    digits = "".join(filter(str.isdigit, text))
    if len(digits) > 6 or not digits:
        return None
    if shortnumberinfo.is_emergency_number(digits, HOME_REGION):
        return EMERGENCY
    return SHORT_CODE if len(digits) <= 3 or "*" in text else TOO_SHORT


def _judged(number: phonenumbers.PhoneNumber, extension: str) -> ReadPhone:
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    problem = (
        _shape(number, e164)
        or _service(e164)
        or _REFUSED_TYPES.get(phonenumbers.number_type(number))
        or (LONG_EXTENSION if len(extension) > LONGEST_EXTENSION else None)
    )
    return ReadPhone("", problem=problem) if problem else ReadPhone(e164, extension)


def _shape(number: phonenumbers.PhoneNumber, e164: str) -> Says | None:
    if e164.startswith("+1") and len(e164) == 9:
        return NO_AREA_CODE
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == phonenumbers.ValidationResult.TOO_SHORT:
        return TOO_SHORT
    return TOO_LONG if reason == phonenumbers.ValidationResult.TOO_LONG else None


def _service(e164: str) -> Says | None:
    found = _SERVICE.fullmatch(e164)
    if not found:
        return None
    return PREMIUM if found["pay"] else DIRECTORY
