"""Telephone numbers in a text, with their extensions: ``1 800 270-9938, poste 12``."""

import re

from esl_dialer.core.speech.spoken_numbers import PAUSE, UnspeakableError, digits, spelled
from esl_dialer.core.speech.spoken_phones import extension, in_groups, phone
from esl_dialer.core.speech.written import NO_NUMBER, SPACE, Read, unsure
from esl_dialer.core.words import Language

_GAP = rf"(?:{SPACE}?[.\-\u2010\u2011]{SPACE}?|{SPACE})?"
_EXTENSION = rf"(?i:extension|ext|poste|local){SPACE}?[.:#]?{SPACE}?(?P<number>[0-9]{{1,6}})(?!\w)"
_FULL = re.compile(
    rf"(?:\+?1{_GAP})?(?:\({SPACE}?[0-9]{{3}}{SPACE}?\)|[0-9]{{3}}){_GAP}"
    rf"[0-9]{{3}}{_GAP}[0-9]{{4}}(?![0-9])"
)
_ABROAD = re.compile(rf"\+[2-9][0-9]{{0,2}}(?:{_GAP}\(?[0-9]+\)?)+")
_LOCAL = re.compile(r"([2-9][0-9]{2})[-\u2010\u2011]([0-9]{4})(?![0-9])")
_WORD = re.compile(r"(?:1-)?(8[0-9]{2})-(?=[0-9-]*[A-Z])([A-Z0-9]+(?:-[A-Z0-9]+)*)(?!\w)")
_EMERGENCY = re.compile(r"9-?1-?1(?![\w-])")
_EXTENSION_ALONE = re.compile(_EXTENSION)
_EXTENSION_BEHIND = re.compile(
    rf"(?:{SPACE}?,)?{SPACE}?(?:{_EXTENSION}|x{SPACE}?(?P<short>[0-9]{{1,6}})(?!\w))"
)


def read_phone(text: str, at: int, language: Language) -> Read | None:
    """A number of any country, in full, or one of these parts: local, in letters, extension."""
    if found := _FULL.match(text, at) or _ABROAD.match(text, at):
        said, end = _in_full(found[0], language), found.end()
    elif found := _LOCAL.match(text, at):
        said, end = in_groups([found[1], found[2]], language), found.end()
    elif found := _WORD.match(text, at):
        said, end = _in_letters(found, language), found.end()
    elif found := _EMERGENCY.match(text, at):
        return Read(found.end(), digits(found[0], language))
    elif found := _EXTENSION_ALONE.match(text, at):
        return Read(found.end(), extension(found["number"], language))
    else:
        return None
    behind = _EXTENSION_BEHIND.match(text, end)
    if behind is None:
        return Read(end, said)
    short = behind["number"] or behind["short"]
    return Read(behind.end(), f"{said}{PAUSE[language]}{extension(short, language)}")


def _in_full(text: str, language: Language) -> str:
    try:
        return phone(text, language)
    except UnspeakableError as error:
        raise unsure(text, NO_NUMBER) from error


def _in_letters(found: re.Match[str], language: Language) -> str:
    parts = [in_groups([found[1]], language)]
    parts += [spelled(part, language) for part in found[2].split("-")]
    return PAUSE[language].join(parts)
