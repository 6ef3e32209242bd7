"""Cities, provinces, streets and e-mail addresses as a person says them."""

import re

from esl_dialer.core.says import Says
from esl_dialer.core.speech.spoken_names import name_word, plain_letters
from esl_dialer.core.speech.spoken_numbers import UnspeakableError, digits, ordinal
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language

EN, FR = Language.EN, Language.FR


def city(text: str, language: Language) -> str:
    """``ST. JOHN'S`` is "Saint John's"; ``TROIS-RIVIERES`` is "Trois Rivieres"."""
    text = plain_letters(text, language)
    words = re.sub(r"[.,()/-]+", " ", text).split()
    if not words or re.search(r"[^\w\s.,'()/-]|_", text):
        raise UnspeakableError(Says("{text} is not the name of a city", text=quoted(text)))
    saints = {"ST": "Saint", "STE": "Sainte"}
    return " ".join(
        saints.get(word.upper()) or (digits(word, language) if word.isdigit() else name_word(word))
        for word in words
    )


_PROVINCES = {
    EN: {"AB": "Alberta", "BC": "British Columbia", "MB": "Manitoba", "NB": "New Brunswick",
         "NL": "Newfoundland and Labrador", "NS": "Nova Scotia", "NT": "Northwest Territories",
         "NU": "Nunavut", "ON": "Ontario", "PE": "Prince Edward Island", "QC": "Quebec",
         "SK": "Saskatchewan", "YT": "Yukon"},
    FR: {"AB": "Alberta", "BC": "Colombie Britannique", "MB": "Manitoba",
         "NB": "Nouveau Brunswick", "NL": "Terre Neuve et Labrador", "NS": "Nouvelle Écosse",
         "NT": "Territoires du Nord Ouest", "NU": "Nunavut", "ON": "Ontario",
         "PE": "Île du Prince Édouard", "QC": "Québec", "SK": "Saskatchewan", "YT": "Yukon"},
}  # fmt: skip


def province(text: str, language: Language) -> str:
    """The name of the province or territory. Raises UnspeakableError on an unknown code."""
    if (name := _PROVINCES[language].get(text.strip().upper())) is None:
        raise UnspeakableError(Says("{text} is not a province", text=quoted(text)))
    return name


_AT = {EN: "at", FR: "arobase"}
_DOT = {EN: "dot", FR: "point"}
_DASH = {EN: "dash", FR: "tiret"}
_UNDERSCORE = {EN: "underscore", FR: "tiret bas"}


def email(text: str, language: Language) -> str:
    """``john@example.com`` is "john at example dot com". Raises UnspeakableError."""
    text = plain_letters(text.strip(), language)
    if not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text):
        raise UnspeakableError(Says("{text} is not an e-mail address", text=quoted(text)))
    signs = {"@": _AT, ".": _DOT, "-": _DASH, "_": _UNDERSCORE, "+": {EN: "plus", FR: "plus"}}
    said = re.sub(r"\d", lambda found: f" {digits(found[0], language)} ", text.lower())
    return " ".join(re.sub(r"[@._+-]", lambda f: f" {signs[f[0]][language]} ", said).split())


_STREETS = {
    EN: {"AVE": "Avenue", "AV": "Avenue", "BLVD": "Boulevard", "RD": "Road", "DR": "Drive",
         "CRES": "Crescent", "CRT": "Court", "CT": "Court", "PL": "Place", "HWY": "Highway",
         "LN": "Lane", "PKWY": "Parkway", "SQ": "Square", "TERR": "Terrace", "CIR": "Circle",
         "APT": "Apartment", "STE": "Suite", "UNIT": "Unit", "RR": "Rural Route", "NO": "Number",
         "FL": "Floor", "PO": "P O", "N": "North", "S": "South", "E": "East", "W": "West",
         "NE": "North East", "NW": "North West", "SE": "South East", "SW": "South West"},
    FR: {"AVE": "avenue", "AV": "avenue", "BOUL": "boulevard", "BLVD": "boulevard", "BD":
         "boulevard", "CH": "chemin", "RTE": "route", "RG": "rang", "PL": "place", "APP":
         "appartement", "APT": "appartement", "CP": "case postale", "MTEE": "montée", "ST": "Saint",
         "STE": "Sainte", "NO": "numéro", "BUR": "bureau", "N": "Nord", "S": "Sud", "E": "Est",
         "O": "Ouest", "W": "Ouest"},
}  # fmt: skip
_ORDINAL = re.compile(r"(\d{1,3})(ST|ND|RD|TH|E|ER|RE|EME)", re.IGNORECASE)


def address(text: str, language: Language) -> str:
    """``8780 St Clair St W`` is "eight seven eight zero Saint Clair Street West"."""
    text = plain_letters(text, language)
    if strange := sorted(set(re.findall(r"[{}\[\]<>=|\\^~_;@]", text))):
        signs = "".join(strange)
        raise UnspeakableError(
            Says("{signs} is in the address {text}", signs=signs, text=quoted(text))
        )
    words = re.sub(r"[.,()/'\"-]+(?=\s|$)|[,()/\"-]|\.(?=\w)", " ", text.replace("#", " ")).split()
    if not words:
        raise UnspeakableError(Says("the address is empty"))
    said = [_address_word(words, index, language) for index in range(len(words))]
    return " ".join(said)


def _address_word(words: list[str], index: int, language: Language) -> str:
    word = words[index]
    bare = plain_letters(word, EN).upper()
    if found := _ORDINAL.fullmatch(word):
        return ordinal(int(found[1]), language)
    if any(char.isdigit() for char in bare):
        parts = (part for part in re.findall(r"\d+|[A-Z]+", bare))
        return " ".join(digits(part, language) if part.isdigit() else part for part in parts)
    if bare == "ST" and language is EN:
        return "Street" if _ends_the_street(words, index) else "Saint"
    return _STREETS[language].get(bare) or name_word(word)


def _ends_the_street(words: list[str], index: int) -> bool:
    """``St`` is a street after a name and before a direction, a unit or nothing; else a saint."""
    named = index > 0 and words[index - 1].isalpha()
    after = words[index + 1].upper().strip(".") if index + 1 < len(words) else ""
    return named and (not after or after in _STREETS[EN] or not after.isalpha())
