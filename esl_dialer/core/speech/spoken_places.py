"""Cities, provinces, e-mail and web addresses as a person says them."""

import re

from esl_dialer.core.says import Says
from esl_dialer.core.speech.spoken_names import name_word, plain_letters
from esl_dialer.core.speech.spoken_numbers import UnspeakableError, digits
from esl_dialer.core.speech.written_numbers import mixed
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
        saints.get(word.upper())
        or (mixed(word, language) if re.search("[0-9]", word) else name_word(word))
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


_SIGNS = {
    "@": {EN: "at", FR: "arobase"}, ".": {EN: "dot", FR: "point"}, "-": {EN: "dash", FR: "tiret"},
    "_": {EN: "underscore", FR: "tiret bas"}, "+": {EN: "plus", FR: "plus"},
    "/": {EN: "slash", FR: "barre oblique"},
}  # fmt: skip


def email(text: str, language: Language) -> str:
    """``john@example.com`` is "john at example dot com". Raises UnspeakableError."""
    text = plain_letters(text.strip(), language)
    if not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text):
        raise UnspeakableError(Says("{text} is not an e-mail address", text=quoted(text)))
    return _letter_by_sign(text, language)


def web(text: str, language: Language) -> str:
    """``www.example.ca/pay`` is "w w w dot example dot ca slash pay"."""
    text = re.sub(r"^(https?://)", "", plain_letters(text, language))
    return _letter_by_sign(re.sub(r"^www(?=\.)", "w w w", text), language)


def _letter_by_sign(text: str, language: Language) -> str:
    said = re.sub(r"\d", lambda found: f" {digits(found[0], language)} ", text.lower())
    return " ".join(re.sub(r"[@._+/-]", lambda f: f" {_SIGNS[f[0]][language]} ", said).split())
