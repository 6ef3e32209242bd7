"""Dates in a text: ``1er mars 2026``, ``March 1st``, ``2026-03-01``."""

import re
from typing import Final

from esl_dialer.core.speech.spoken_numbers import cardinal, ordinal
from esl_dialer.core.speech.written import DAY_OR_MONTH, NO_SUCH_DAY, SPACE, Read, unsure
from esl_dialer.core.words import Language

EN, FR = Language.EN, Language.FR

_MONTHS: Final = {
    EN: ("January", "February", "March", "April", "May", "June", "July", "August", "September",
         "October", "November", "December"),
    FR: ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
         "octobre", "novembre", "décembre"),
}  # fmt: skip
_SHORT: Final = {
    EN: ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep|Sept", "Oct", "Nov", "Dec"),
    FR: ("janv", "févr", "mars", "avr", "mai", "juin", "juill", "août", "sept", "oct", "nov",
         "déc"),
}  # fmt: skip


def _names(language: Language) -> dict[str, int]:
    """From what a text of the language calls a month to its number: short names, and both full."""
    names = {
        name: month
        for month, all_names in enumerate(_SHORT[language], 1)
        for name in all_names.split("|")
    }
    for months in _MONTHS.values():
        names |= {name: month for month, name in enumerate(months, 1)}
    return names | {name.capitalize(): month for name, month in names.items()}


_NUMBERS = {language: _names(language) for language in Language}
_ANY = {
    language: "|".join(sorted(names, key=len, reverse=True)) for language, names in _NUMBERS.items()
}
_YEAR = rf"(?:,?{SPACE}(?P<year>[12][0-9]{{3}})(?![0-9]))?"
_DAY = r"(?P<day>[0-3]?[0-9])"
_MONTH_FIRST = {
    language: re.compile(
        rf"(?P<month>{names})\.?{SPACE}{_DAY}(?:st|nd|rd|th|er)?(?![\w%$]|[.,:/-]?[0-9]){_YEAR}"
    )
    for language, names in _ANY.items()
}
_DAY_FIRST = {
    language: re.compile(
        rf"{_DAY}(?:st|nd|rd|th|er|ER)?{SPACE}(?:of )?(?P<month>{names})(?![^\W_])\.?{_YEAR}"
    )
    for language, names in _ANY.items()
}
_DIGITS = re.compile(r"(?P<year>[12][0-9]{3})([-/])(?P<month>[0-9]{2})\2(?P<day>[0-9]{2})(?![0-9])")
_SLASHES = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([12][0-9]{3})(?![0-9])")


def read_date(text: str, at: int, language: Language) -> Read | None:
    """A day of a month, with or without a year. Raises UnspeakableError on ``03/04/2026``."""
    if found := _MONTH_FIRST[language].match(text, at) or _DAY_FIRST[language].match(text, at):
        month, day = _NUMBERS[language][found["month"]], int(found["day"])
    elif found := _DIGITS.match(text, at):
        month, day = int(found["month"]), int(found["day"])
    elif found := _SLASHES.match(text, at):
        first, second = int(found[1]), int(found[3])
        if first <= 12 and second <= 12 and first != second:
            raise unsure(found[0], DAY_OR_MONTH)
        month, day = (second, first) if first > 12 else (first, second)
        return _date(found, day, month, found[4], language)
    else:
        return None
    return _date(found, day, month, found["year"], language)


def _date(found: re.Match[str], day: int, month: int, year: str | None, language: Language) -> Read:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise unsure(found[0], NO_SUCH_DAY)
    name = _MONTHS[language][month - 1]
    if language is EN:
        said = f"{name} {ordinal(day, EN)}"
        return Read(found.end(), f"{said}, {cardinal(int(year), EN)}" if year else said)
    said = f"{ordinal(1, FR) if day == 1 else cardinal(day, FR)} {name}"
    return Read(found.end(), f"{said} {cardinal(int(year), FR)}" if year else said)
