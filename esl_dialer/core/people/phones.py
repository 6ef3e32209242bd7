"""Phone numbers: read as people write them, refused by name, kept as E.164.

What a number is comes from ``phonenumbers``. The North American numbers of Canada and the United
States, nearly all of a list, take a fast path that asks it once per area code; the tests hold both
paths equal. Service codes are those of the North American Numbering Plan Administrator:
nxx-976-xxxx is pay-per-call, nxx-555-1212 directory assistance.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, shortnumberinfo

from esl_dialer.core.people.phone_cells import (
    NOT_UNDERSTOOD,
    SHORTEST_NUMBER,
    Part,
    has_words,
    read_cell,
)
from esl_dialer.core.says import Says
from esl_dialer.core.text.spreadsheet_numbers import DECIMALS, whole_number
from esl_dialer.core.words import StopReason

HOME_REGION = "CA"
LONGEST_TEXT = 64
LONGEST_EXTENSION = 12


class ReadPhone(NamedTuple):
    """``number`` is E.164 with ``+``, empty when refused; ``problem`` is then the reason.

    Of a cell with words: ``kind`` as they say (a key of ``phone_words.KINDS``); ``stop``: the
    person is not to be called; ``refused``: the number that words refuse; ``note``: what is to be
    told of a number that is called.
    """

    number: str
    extension: str = ""
    problem: Says | None = None
    kind: str = ""
    stop: StopReason | None = None
    refused: str = ""
    note: Says | None = None


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
SEVERAL = Says("more than one phone number")
STRANGE = Says("with signs that are not understood: {signs}")
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
_SERVICES = frozenset(("976", "555"))
"""Exchanges with numbers that ``_SERVICE`` is about."""
_EXTENSION = re.compile(r"[\s,;(]*#[\s.:#]*(\d{1,12})\)?\s*$")
_STRANGE = frozenset(("So", "Sm", "Sk", "Mn", "Me"))
"""General categories of Unicode: symbols, and marks on another sign."""
_SEPARATORS = re.compile(r"\s*(?:[;/|\n]|,(?=\s*\(?\+?\d{3}))\s*")
_PUNCTUATED = frozenset((4, 7))
"""Digits behind a point that part a number, and are no decimals: 416.5550199, 416555.0199."""


def read_phones(text: str) -> list[tuple[str, ReadPhone]]:
    """The numbers of one cell, each with the text it was read from; usually there is one."""
    if plain := plain_phone(text) or _of_program(text):
        return [(text, plain)]
    if has_words(text):
        return _with_words(text)
    parts = [part for part in _SEPARATORS.split(text) if part]
    whole = slow_read_phone(text)
    if len(parts) < 2 or (whole.number and sum(map(_is_long, parts)) < 2):
        return [(text, whole)]
    return [(part, read_phone(part)) for part in parts]


def _is_long(text: str) -> bool:
    """Long enough for a number of its own, and not an extension."""
    return sum(map(str.isdigit, text)) >= SHORTEST_NUMBER


def read_phone(text: str) -> ReadPhone:
    """One number; ``problem`` says what is wrong with it."""
    if plain := plain_phone(text) or _of_program(text):
        return plain
    if not has_words(text):
        return slow_read_phone(text)
    found = _with_words(text)
    first = found[0][1]
    return first if len(found) == 1 else ReadPhone("", problem=SEVERAL, stop=first.stop)


def _of_program(text: str) -> ReadPhone | None:
    """A number that a program wrote with a point or an exponent; None: it is none of these."""
    found = whole_number(text)
    if found is None or (found.problem is DECIMALS and _is_punctuation(text, found.places)):
        return None
    if found.problem:
        return ReadPhone("", problem=found.problem)
    return plain_phone(found.digits) or slow_read_phone(found.digits)


def _is_punctuation(text: str, places: int) -> bool:
    """The point is of those that people write between the parts of a number."""
    return not has_words(text) and (places in _PUNCTUATED or places > max(_PUNCTUATED))


def _with_words(text: str) -> list[tuple[str, ReadPhone]]:
    cell = read_cell(text)
    return [(part.text, _of_part(part, cell.stop)) for part in cell.parts]


def _of_part(part: Part, stop: StopReason | None) -> ReadPhone:
    if not part.number:
        unknown = part.problem is None or part.problem.text == NOT_UNDERSTOOD.text
        return ReadPhone("", problem=NOT_A_NUMBER if unknown else part.problem, stop=stop)
    read = plain_phone(part.number) or _of_program(part.number) or slow_read_phone(part.number)
    if part.problem:
        return ReadPhone("", problem=part.problem, stop=stop, refused=read.number)
    if read.problem:
        return read._replace(stop=stop)
    extension = part.extension or read.extension
    return read._replace(extension=extension, kind=part.kind, note=part.note)


def slow_read_phone(text: str) -> ReadPhone:
    """One number without words, by ``phonenumbers``: what the fast path must agree with."""
    if len(text) > LONGEST_TEXT:
        return ReadPhone("", problem=NOT_A_NUMBER)
    if not text.isascii() and (signs := "".join(filter(_is_strange, text))):
        return ReadPhone("", problem=STRANGE.of(signs=signs))
    body, extension = _without_extension(text)
    if short := _short(body):
        return ReadPhone("", problem=short)
    try:
        number = phonenumbers.parse(body, HOME_REGION)
    except NumberParseException as error:
        return ReadPhone("", problem=_PARSE_PROBLEMS.get(error.error_type, NOT_A_NUMBER))
    return _judged(number, extension or number.extension or "")


def _is_strange(sign: str) -> bool:
    """A cross, a tick, a stroke through a digit: it says something that nobody has told us."""
    return unicodedata.category(sign) in _STRANGE and sign not in "+~\uff0b\uff5e\u223c"


_PARSE_PROBLEMS = {
    NumberParseException.TOO_SHORT_AFTER_IDD: TOO_SHORT,
    NumberParseException.TOO_SHORT_NSN: TOO_SHORT,
    NumberParseException.TOO_LONG: TOO_LONG,
}


def plain_phone(text: str) -> ReadPhone | None:
    """A number of an area code of Canada or the United States, or None: take the other path."""
    if number := plain_number(text):
        return ReadPhone(number)
    found = _NORTH_AMERICAN.fullmatch(text)
    if not found or not text.isascii() or not _is_geographic(found[1]):
        return None
    return ReadPhone("", problem=_service(f"+1{''.join(found.groups())}"))


def plain_number(text: str) -> str:
    """The same in E.164 when nothing is to be told of it; else empty."""
    found = _NORTH_AMERICAN.fullmatch(text)
    if not found or not text.isascii():
        return ""
    area_code, exchange, line = found.groups()
    if not _is_geographic(area_code):
        return ""
    number = f"+1{area_code}{exchange}{line}"
    return "" if exchange in _SERVICES and _service(number) else number


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
