"""Telephone numbers as a person says them: in groups, with a breath between."""

import re
from typing import Any

import phonenumbers

from esl_dialer.core.says import Says
from esl_dialer.core.speech.spoken_numbers import DIGITS, PAUSE, UnspeakableError, digits
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language

_HUNDREDS = {Language.EN: "{} hundred", Language.FR: "{} cents"}
_ROUND_CODES = frozenset({"800", "900"})
_EXTENSION = {Language.EN: "extension", Language.FR: "poste"}
_PLUS = {Language.EN: "plus", Language.FR: "plus"}


def parse_phone(text: str) -> phonenumbers.PhoneNumber:
    """A phone as given, North American unless it says otherwise. Raises UnspeakableError."""
    try:
        number = phonenumbers.parse(text, "CA")
    except phonenumbers.NumberParseException:
        raise UnspeakableError(Says("{text} is not a phone number", text=quoted(text))) from None
    if not phonenumbers.is_possible_number(number):
        raise UnspeakableError(
            Says("{text} is not a phone number: its length is wrong", text=quoted(text))
        )
    return number


def phone(text: str, language: Language) -> str:
    """A phone in groups with a breath between: "eight hundred, two seven zero, ...".

    Raises UnspeakableError.
    """
    number = parse_phone(text)
    groups = [_group(group, language) for group in _groups(number)]
    if number.country_code != 1:
        groups[0] = f"{_PLUS[language]} {groups[0]}"
    if number.extension:
        groups.append(extension(number.extension, language))
    return PAUSE[language].join(groups)


def extension(text: str, language: Language) -> str:
    """``12`` is "extension one two"."""
    return f"{_EXTENSION[language]} {digits(text, language)}"


def in_groups(groups: list[str], language: Language) -> str:
    """Digits in groups that are given: "five five five, one two three four"."""
    return PAUSE[language].join(_group(group, language) for group in groups)


def _groups(number: Any) -> list[str]:
    national = str(number.national_number)
    if number.country_code == 1 and len(national) == 10:
        return [national[:3], national[3:6], national[6:]]
    plain = phonenumbers.PhoneNumber(
        country_code=number.country_code, national_number=number.national_number,
        italian_leading_zero=number.italian_leading_zero,
    )  # fmt: skip
    shown = phonenumbers.format_number(plain, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return re.findall(r"\d+", shown)


def _group(group: str, language: Language) -> str:
    if group in _ROUND_CODES:
        return _HUNDREDS[language].format(DIGITS[language][int(group[0])])
    return digits(group, language)
