"""Words and signs that no voice says as they are meant: ``Mme``, ``CRA``, ``&``, ``No. 5``."""

import re
from typing import Final

from esl_dialer.core.speech.spoken_names import is_acronym, spelled_initials
from esl_dialer.core.speech.written import LAST_STOP, LETTER, SPACE, Read
from esl_dialer.core.words import Language

EN, FR = Language.EN, Language.FR

_BEFORE_A_NAME: Final = {
    EN: {"mr": "Mister", "mrs": "Missus", "ms": "Miz", "dr": "Doctor", "st": "Saint",
         "ste": "Sainte"},
    FR: {"mr": "Monsieur", "mme": "Madame", "mmes": "Mesdames", "mlle": "Mademoiselle",
         "dr": "Docteur", "dre": "Docteure", "st": "Saint", "ste": "Sainte"},
}  # fmt: skip
"""With a full stop or without: it ends no sentence."""
_ABBREVIATIONS: Final = {
    EN: {"jr": "Junior", "sr": "Senior", "inc": "Incorporated", "ltd": "Limited",
         "corp": "Corporation", "dept": "Department", "etc": "et cetera", "vs": "versus",
         "blvd": "Boulevard", "hwy": "Highway", "apt": "Apartment", "acct": "account",
         "approx": "approximately", "hrs": "hours", "min": "minutes", "tel": "telephone"},
    FR: {"inc": "incorporée", "ltée": "limitée", "cie": "compagnie", "etc": "et cetera",
         "svp": "s'il vous plaît", "boul": "boulevard", "app": "appartement", "tél": "téléphone",
         "dépt": "département", "min": "minutes", "hres": "heures"},
}  # fmt: skip
_WITH_A_STOP: Final = {
    EN: {"co.": "Company", "ave.": "Avenue", "rd.": "Road", "i.e.": "that is",
         "e.g.": "for example", "a.m.": "A M", "p.m.": "P M"},
    FR: {"m.": "Monsieur", "av.": "avenue", "ch.": "chemin", "s.v.p.": "s'il vous plaît",
         "a.m.": "avant-midi", "p.m.": "après-midi",
         "p.ex.": "par exemple", "p. ex.": "par exemple", "c.-à-d.": "c'est-à-dire"},
}  # fmt: skip
"""Words of their own without it."""
_SIGNS: Final = {
    "&": {EN: "and", FR: "et"}, "+": {EN: "plus", FR: "plus"}, "=": {EN: "equals", FR: "égale"},
    "%": {EN: "percent", FR: "pour cent"}, "*": {EN: "star", FR: "étoile"},
    "#": {EN: "pound", FR: "carré"}, "@": {EN: "at", FR: "arobase"},
}  # fmt: skip
_PER: Final = {
    EN: {"day": "per day", "week": "per week", "month": "per month", "year": "per year"},
    FR: {"jour": "par jour", "semaine": "par semaine", "mois": "par mois", "an": "par an",
         "année": "par année"},
}  # fmt: skip
_NUMBER = {EN: "number", FR: "numéro"}

_WORD = re.compile(f"{LETTER}+")
_STOPPED = {
    language: re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.I)
    for language, words in _WITH_A_STOP.items()
}
_NUMBER_SIGN = {
    EN: re.compile(rf"(?:#|No[\u00b0\u00ba.]|no\.){SPACE}?(?=[0-9{{])"),
    FR: re.compile(
        rf"(?:(?:#|[nN](?:[\u00b0\u00ba]|os?\.)){SPACE}?(?=[0-9{{])|[nN]os?{SPACE}?(?=[0-9]))"
    ),
}
_INSIDE = re.compile(rf"{LETTER}\.")
"""What stands before a letter within dotted ones: ``p.m.`` has no Monsieur."""
_INITIALS = re.compile(r"[A-Z]{1,3}(?:&[A-Z]{1,3})+(?!\w)|(?:[A-Z]\.)+[A-Z](?!\w)")


def read_word(text: str, at: int, language: Language) -> Read | None:
    """An abbreviation, an acronym or a sign; other words are said as they stand."""
    if found := _NUMBER_SIGN[language].match(text, at):
        return Read(found.end(), f"{_NUMBER[language]} ")
    if _INSIDE.match(text, max(0, at - 2), at):
        return None
    if found := _STOPPED[language].match(text, at):
        return Read(found.end(), _WITH_A_STOP[language][found[0].lower()])
    if found := _INITIALS.match(text, at):
        return Read(_past_stop(text, found.end()), spelled_initials(found[0], language))
    if found := _WORD.match(text, at):
        return _abbreviation(found, text, language)
    return _sign(text, at, language)


def _abbreviation(found: re.Match[str], text: str, language: Language) -> Read | None:
    word = found[0].lower()
    if said := _BEFORE_A_NAME[language].get(word):
        return Read(found.end() + text[found.end() :].startswith("."), said)
    if said := _ABBREVIATIONS[language].get(word):
        return Read(_past_stop(text, found.end()), said)
    return Read(found.end(), " ".join(found[0])) if is_acronym(found[0]) else None


def _past_stop(text: str, end: int) -> int:
    """Behind an abbreviation's full stop, unless that ends the sentence too."""
    return end + (text[end : end + 1] == "." and not LAST_STOP.match(text, end))


def _sign(text: str, at: int, language: Language) -> Read | None:
    if text[at] == "/":
        found = _WORD.match(text, at + 1)
        said = _PER[language].get(found[0].lower(), "") if found else ""
        return Read(found.end(), f" {said}") if found and said else Read(at + 1, ", ")
    words = _SIGNS.get(text[at])
    apart = " " if text[at + 1 : at + 2].isalnum() else ""
    return Read(at + 1, f" {words[language]}{apart}") if words else None
