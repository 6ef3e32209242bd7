"""Numbers as a person says them: digits in groups, whole numbers, decimals, ordinals, codes."""

import re

from esl_dialer.core.says import Says, SaysError
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language

DIGITS = {
    Language.EN: ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    Language.FR: ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
}
_BREATH = {Language.EN: " ", Language.FR: ", "}
PAUSE = {Language.EN: ", ", Language.FR: "; "}
"""Between two digits, and between two groups of them."""
_LETTERS_FR = {
    "A": "a", "B": "bé", "C": "cé", "D": "dé", "E": "e", "F": "effe", "G": "gé", "H": "hache",
    "I": "i", "J": "ji", "K": "ka", "L": "elle", "M": "emme", "N": "enne", "O": "o", "P": "pé",
    "Q": "ku", "R": "erre", "S": "esse", "T": "té", "U": "u", "V": "vé", "W": "double vé",
    "X": "ixe", "Y": "i grec", "Z": "zède",
}  # fmt: skip
_POINT = {Language.EN: "point", Language.FR: "virgule"}


class UnspeakableError(SaysError, ValueError):
    """A value that can't be said right; the text says what is wrong with it."""


def digits(text: str, language: Language) -> str:
    """Digit by digit: ``"938"`` is "nine three eight". What is not a digit is left out.

    French has a breath after each: without it, two numbers in four were not heard right.
    """
    names = DIGITS[language]
    return _BREATH[language].join(names[int(each)] for each in re.findall("[0-9]", text))


def cardinal(number: int, language: Language, *, feminine: bool = False) -> str:
    """A whole number in words, without the commas and misplaced plurals of the library.

    English as in North America: "six hundred twenty-eight", for "six hundred and twenty-eight
    dollars and sixty-three cents" was heard as two amounts. ``feminine``: "vingt et une".
    """
    words = _words(number, language, "cardinal").replace(",", "")
    if language is Language.EN:
        return words.replace(" and ", " ")
    words = re.sub(r"\b(quatre-vingt|cent)s (?=mille)", r"\1 ", words)
    return re.sub(r"\bun$", "une", words) if feminine else words


def _words(number: int, language: Language, to: str) -> str:
    from num2words import num2words

    return str(num2words(number, lang=str(language), to=to))


def ordinal(number: int, language: Language, *, feminine: bool = False) -> str:
    """``3`` is "third" or "troisième"; ``feminine`` tells "première" from "premier".

    French is made from the whole number, for the library says "quatre-vingtsième".
    """
    if language is Language.EN:
        said = _words(number, language, "ordinal")
        return said.replace(",", "").replace(" and ", " ")
    if number == 1:
        return "première" if feminine else "premier"
    words = re.sub(r"(?<=[tn])s$", "", cardinal(number, language))
    for end, instead in (("cinq", "cinqu"), ("neuf", "neuv"), ("e", "")):
        if words.endswith(end):
            return f"{words.removesuffix(end)}{instead}ième"
    return f"{words}ième"


def decimal(whole: int, decimals: str, language: Language) -> str:
    """``1.5`` is "one point five"; French says two decimals as one number, as it writes them."""
    said = cardinal(whole, language)
    if not decimals:
        return said
    as_one = language is Language.FR and len(decimals) <= 2 and decimals[0] != "0"
    part = cardinal(int(decimals), language) if as_one else digits(decimals, language)
    return f"{said} {_POINT[language]} {part}"


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
    return PAUSE[language].join(said)


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
    return PAUSE[language].join(spelled(half, language) for half in halves if half)


def spelled(text: str, language: Language) -> str:
    """Letters by their names and digits, one by one. A French voice would read "H" as a word."""
    names = _LETTERS_FR if language is Language.FR else {}
    said = (digits(each, language) if each.isdigit() else names.get(each, each) for each in text)
    return _BREATH[language].join(said)
