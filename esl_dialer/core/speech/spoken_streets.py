"""Street addresses as a person says them, English ones in French sentences and the reverse."""

import re
from collections.abc import Iterator
from typing import Final

from esl_dialer.core.says import Says
from esl_dialer.core.speech.spoken_names import name_word, plain_letters
from esl_dialer.core.speech.spoken_numbers import PAUSE, UnspeakableError, digits
from esl_dialer.core.speech.written_numbers import FRACTIONS, and_a, read_ordinal
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language

EN, FR = Language.EN, Language.FR

_ENGLISH_TYPES: Final = {
    "ST": ("Street", "rue"), "STREET": ("Street", "rue"), "AVE": ("Avenue", "avenue"),
    "AV": ("Avenue", "avenue"), "AVENUE": ("Avenue", "avenue"), "BLVD": ("Boulevard", "boulevard"),
    "RD": ("Road", "chemin"), "ROAD": ("Road", "chemin"), "DR": ("Drive", "promenade"),
    "DRIVE": ("Drive", "promenade"), "CRES": ("Crescent", "croissant"), "CRT": ("Court", "cour"),
    "CT": ("Court", "cour"), "COURT": ("Court", "cour"), "PL": ("Place", "place"),
    "HWY": ("Highway", "autoroute"), "LN": ("Lane", "allée"), "LANE": ("Lane", "allée"),
    "PKWY": ("Parkway", "promenade"), "SQ": ("Square", "carré"), "TERR": ("Terrace", "terrasse"),
    "CIR": ("Circle", "cercle"), "WAY": ("Way", "voie"),
}  # fmt: skip
"""They stand behind the name, in English and in French; French has its own in front of it."""
_FRENCH_TYPES: Final = {
    "RUE": ("Rue", "rue"), "BOUL": ("Boulevard", "boulevard"), "BD": ("Boulevard", "boulevard"),
    "BOULEVARD": ("Boulevard", "boulevard"), "CH": ("Chemin", "chemin"),
    "CHEMIN": ("Chemin", "chemin"), "RTE": ("Route", "route"), "ROUTE": ("Route", "route"),
    "RG": ("Rang", "rang"), "RANG": ("Rang", "rang"), "MTEE": ("Montee", "montée"),
    "PLACE": ("Place", "place"), "COTE": ("Cote", "côte"),
}  # fmt: skip
_UNITS: Final = {
    "APT": ("Apartment", "appartement"), "APP": ("Apartment", "appartement"),
    "UNIT": ("Unit", "unité"), "SUITE": ("Suite", "bureau"), "BUR": ("Office", "bureau"),
    "FL": ("Floor", "étage"), "RR": ("Rural Route", "route rurale"), "NO": ("Number", "numéro"),
    "CP": ("P O Box", "case postale"), "PO": ("P O", "P O"),
}  # fmt: skip
_DIRECTIONS: Final = {
    "N": ("North", "Nord"), "S": ("South", "Sud"), "E": ("East", "Est"), "W": ("West", "Ouest"),
    "NE": ("North East", "Nord Est"), "NW": ("North West", "Nord Ouest"),
    "SE": ("South East", "Sud Est"), "SW": ("South West", "Sud Ouest"),
    "NORTH": ("North", "Nord"), "SOUTH": ("South", "Sud"), "EAST": ("East", "Est"),
    "WEST": ("West", "Ouest"), "NORD": ("North", "Nord"), "SUD": ("South", "Sud"),
    "EST": ("East", "Est"), "OUEST": ("West", "Ouest"), "O": ("West", "Ouest"),
}  # fmt: skip
_WORDS: Final = _ENGLISH_TYPES | _FRENCH_TYPES | _UNITS | _DIRECTIONS
"""In capitals without accents or full stop: said in English, said in French."""
_SIDE = {EN: 0, FR: 1}
HALVES: Final = "½¼¾"
"""Fractions of one sign."""
_SAINTS = {"ST": "Saint", "STE": "Sainte"}


def address(text: str, language: Language) -> str:
    """``8780 St Clair St W`` is "eight seven eight zero Saint Clair Street West".

    In French, "huit, sept, huit, zéro rue Saint Clair Ouest". Raises UnspeakableError.
    """
    text = _letters(re.sub(f"[{HALVES}]", r" \g<0> ", text), language)
    if strange := sorted(set(re.findall(r"[{}\[\]<>=|\\^~_;@]", text))):
        signs = "".join(strange)
        raise UnspeakableError(
            Says("{signs} is in the address {text}", signs=signs, text=quoted(text))
        )
    words = _words(text)
    if not words:
        raise UnspeakableError(Says("the address is empty"))
    if language is FR:
        words = _type_in_front(words)
    return _joined(words, language)


def _words(text: str) -> list[str]:
    """Without punctuation, but for the bar of a fraction."""
    spaced = re.sub(r"#|(?<![0-9])/|/(?![0-9])", " ", text)
    return re.sub(r"[.,()'\"-]+(?=\s|$)|[,()\"-]|\.(?=\w)", " ", spaced).split()


def _joined(words: list[str], language: Language) -> str:
    """With a breath between two numbers: ``4-123 Main``."""
    said = ""
    for index in range(len(words)):
        apart = index and _is_number(words, index) and _is_number(words, index - 1)
        said += (PAUSE[language] if apart else " ") + _word(words, index, language)
    return said.strip()


def _is_number(words: list[str], index: int) -> bool:
    word = words[index]
    return word[0].isdigit() and word not in FRACTIONS and not _ordinal(words, index, EN)


def _ordinal(words: list[str], index: int, language: Language) -> str:
    """What an ordinal is said as, by the word behind it too; empty when it is none."""
    read = read_ordinal(" ".join(words[index : index + 2]), 0, language)
    return read.said if read else ""


def _word(words: list[str], index: int, language: Language) -> str:
    word, bare = words[index], _bare(words[index])
    if word in FRACTIONS:
        number_before = index > 0 and words[index - 1].isdigit()
        return and_a(word, language) if number_before else FRACTIONS[word][language]
    if ordinal := _ordinal(words, index, language):
        return ordinal
    if any(char.isdigit() for char in bare):
        return " ".join(_runs(bare, language))
    if bare in _SAINTS and (saint := _saint(words, index, language)):
        return saint
    return _WORDS[bare][_SIDE[language]] if bare in _WORDS else name_word(word)


def _bare(word: str) -> str:
    return _letters(word, EN).upper()


def _letters(text: str, language: Language) -> str:
    parts = re.split(f"([{HALVES}])", text)
    return "".join(one if one in FRACTIONS else plain_letters(one, language) for one in parts)


def _runs(word: str, language: Language) -> Iterator[str]:
    for part in re.findall("[0-9]+|[A-Z]+", word):
        yield digits(part, language) if part.isdigit() else part


def _saint(words: list[str], index: int, language: Language) -> str:
    """``St`` and ``Ste`` as saints; empty when they are a street or a suite."""
    if _bare(words[index]) == "ST":
        return "" if _ends_the_street(words, index) else _SAINTS["ST"]
    behind = words[index + 1] if index + 1 < len(words) else ""
    return _UNITS["SUITE"][_SIDE[language]] if behind[:1].isdigit() else _SAINTS["STE"]


def _ends_the_street(words: list[str], index: int) -> bool:
    """Behind a name, and before a direction, a unit, a number or nothing."""
    if not index:
        return False
    before = words[index - 1]
    named = before.isalpha() and _bare(before) not in _FRENCH_TYPES
    after = _bare(words[index + 1]) if index + 1 < len(words) else ""
    ended = not after or after in _WORDS or after == "STE" or not after.isalpha()
    return ended and (named or bool(_ordinal(words, index - 1, EN)))


def _type_in_front(words: list[str]) -> list[str]:
    """``Sherbrooke St W`` as French says it: ``rue Sherbrooke W``."""
    if any(_bare(word) in _FRENCH_TYPES for word in words):
        return words
    for index, word in enumerate(words):
        if _bare(word) in _ENGLISH_TYPES and _ends_the_street(words, index):
            french = _ENGLISH_TYPES[_bare(word)][1]
            start = _start_of_the_name(words, index)
            return [*words[:start], french, *words[start:index], *words[index + 1 :]]
    return words


def _start_of_the_name(words: list[str], end: int) -> int:
    """Where the words of a street's name begin; an ordinal stays in front of its street."""
    start = end
    while start and words[start - 1].isalpha() and _bare(words[start - 1]) not in _UNITS:
        start -= 1
    return start
