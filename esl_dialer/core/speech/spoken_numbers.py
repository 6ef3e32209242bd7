"""Numbers as a person says them: digits in groups, amounts in words, ordinals."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers

from esl_dialer.core.says import Says, SaysError
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language

MAX_AMOUNT = Decimal("999999999.99")

_DIGITS = {
    Language.EN: ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    Language.FR: ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
}
_BREATH = {Language.EN: " ", Language.FR: ", "}
_PAUSE = {Language.EN: ", ", Language.FR: "; "}
"""Between two digits, and between two groups of them."""
_LETTERS_FR = {
    "A": "a", "B": "bé", "C": "cé", "D": "dé", "E": "e", "F": "effe", "G": "gé", "H": "hache",
    "I": "i", "J": "ji", "K": "ka", "L": "elle", "M": "emme", "N": "enne", "O": "o", "P": "pé",
    "Q": "ku", "R": "erre", "S": "esse", "T": "té", "U": "u", "V": "vé", "W": "double vé",
    "X": "ixe", "Y": "i grec", "Z": "zède",
}  # fmt: skip
_HUNDREDS = {Language.EN: "{} hundred", Language.FR: "{} cents"}
_ROUND_CODES = frozenset({"800", "900"})
_EXTENSION = {Language.EN: "extension", Language.FR: "poste"}
_PLUS = {Language.EN: "plus", Language.FR: "plus"}


class UnspeakableError(SaysError, ValueError):
    """A value that can't be said right; the text says what is wrong with it."""


def digits(text: str, language: Language) -> str:
    """Digit by digit: ``"938"`` is "nine three eight". What is not a digit is left out.

    French has a breath after each: without it, two numbers in four were not heard right.
    """
    names = _DIGITS[language]
    return _BREATH[language].join(names[int(each)] for each in re.findall("[0-9]", text))


def cardinal(number: int, language: Language) -> str:
    """A whole number in words, without the commas and misplaced plurals of the library.

    English as in North America: "six hundred twenty-eight", for "six hundred and twenty-eight
    dollars and sixty-three cents" was heard as two amounts.
    """
    words = _words(number, language, "cardinal").replace(",", "")
    if language is Language.EN:
        return words.replace(" and ", " ")
    return re.sub(r"\b(quatre-vingt|cent)s (?=mille)", r"\1 ", words)


def _words(number: int, language: Language, to: str) -> str:
    from num2words import num2words

    return str(num2words(number, lang=str(language), to=to))


def ordinal(number: int, language: Language) -> str:
    """``3`` is "third" or "troisième"."""
    return _words(number, language, "ordinal")


def amount(text: str, language: Language) -> str:
    """A canonical decimal as dollars and cents in words. Raises UnspeakableError.

    French says "sous" and not "cents": to a French voice, "soixante-trois cents" are hundreds.
    """
    value = read_amount(text)
    dollars, cents = divmod(int(value * 100), 100)
    if language is Language.FR:
        return _amount_fr(dollars, cents)
    return _amount_en(dollars, cents)


def read_amount(text: str) -> Decimal:
    """Raises UnspeakableError when the text is no amount of dollars and whole cents."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise UnspeakableError(
            Says("{text} is not an amount such as 1234.56", text=quoted(text))
        ) from None
    if not value.is_finite() or value < 0 or value > MAX_AMOUNT:
        raise UnspeakableError(
            Says(
                "the amount {amount} is not between 0 and {most}", amount=text, most=str(MAX_AMOUNT)
            )
        )
    if value != value.quantize(Decimal("0.01")):
        raise UnspeakableError(Says("the amount {amount} has parts of a cent", amount=text))
    return value


def _amount_en(dollars: int, cents: int) -> str:
    said = [f"{cardinal(dollars, Language.EN)} dollar{'' if dollars == 1 else 's'}"]
    if cents:
        said.append(f"{cardinal(cents, Language.EN)} cent{'' if cents == 1 else 's'}")
    return " and ".join(said if dollars or not cents else said[1:])


def _amount_fr(dollars: int, cents: int) -> str:
    of = "de " if dollars and dollars % 1_000_000 == 0 else ""
    said = [f"{cardinal(dollars, Language.FR)} {of}dollar{'' if dollars < 2 else 's'}"]
    if cents:
        said.append(f"{cardinal(cents, Language.FR)} sou{'' if cents < 2 else 's'}")
    return " et ".join(said if dollars or not cents else said[1:])


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
        groups.append(f"{_EXTENSION[language]} {digits(number.extension, language)}")
    return _PAUSE[language].join(groups)


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
        return _HUNDREDS[language].format(_DIGITS[language][int(group[0])])
    return digits(group, language)


def identifier(text: str, language: Language) -> str:
    """An account number or a code: digits in groups of three, letters one by one."""
    said = []
    for run in re.findall(r"[0-9]+|[^\W\d_]+", text):
        if run.isascii() and run.isdigit():
            said += [digits(part, language) for part in _threes(run)]
        else:
            said.append(spelled(run.upper(), language))
    if not said:
        raise UnspeakableError(Says("{text} has no letter and no digit", text=quoted(text)))
    return _PAUSE[language].join(said)


def _threes(run: str) -> list[str]:
    """Groups of three; a last one of four rather than a lone digit."""
    parts = [run[start : start + 3] for start in range(0, len(run), 3)]
    if len(parts) > 1 and len(parts[-1]) == 1:
        parts[-2:] = [parts[-2] + parts[-1]]
    return parts


def postal_code(text: str, language: Language) -> str:
    """Letter by letter, digit by digit, in its two halves: "L three S, four V six"."""
    code = re.sub(r"[\s-]", "", text).upper()
    if not re.fullmatch(r"[A-Z]\d[A-Z]\d[A-Z]\d|\d{5}(\d{4})?", code):
        raise UnspeakableError(
            Says("{text} is not a postal code such as L3S 4V6", text=quoted(text))
        )
    halves = (code[:5], code[5:]) if code.isdigit() else (code[:3], code[3:])
    return _PAUSE[language].join(spelled(half, language) for half in halves if half)


def spelled(text: str, language: Language) -> str:
    """Letters by their names and digits, one by one. A French voice would read "H" as a word."""
    names = _LETTERS_FR if language is Language.FR else {}
    said = (digits(each, language) if each.isdigit() else names.get(each, each) for each in text)
    return _BREATH[language].join(said)
