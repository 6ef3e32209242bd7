"""Names of people and companies as a person says them."""

import re
import unicodedata

from esl_dialer.core.says import Says
from esl_dialer.core.speech.spoken_numbers import UnspeakableError
from esl_dialer.core.speech.written_numbers import mixed, read_ordinal
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language

EN, FR = Language.EN, Language.FR

_AND = {EN: "and", FR: "et"}
_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "Ae", "đ": "d", "Đ": "D",
     "œ": "oe", "Œ": "Oe", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i",
     "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-"}
)  # fmt: skip
_FRENCH_LETTERS = frozenset("àâäçéèêëîïôöùûüÿÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸ")
_TITLES = {
    EN: {"MR": "Mister", "MRS": "Missus", "MS": "Miz", "DR": "Doctor", "JR": "Junior",
         "SR": "Senior", "II": "the second", "III": "the third", "ST": "Saint"},
    FR: {"M": "Monsieur", "MR": "Monsieur", "MME": "Madame", "MLLE": "Mademoiselle",
         "DR": "Docteur", "JR": "junior", "SR": "senior", "II": "deux", "III": "trois",
         "ST": "Saint", "STE": "Sainte"},
}  # fmt: skip
_SUFFIXES = frozenset({"JR", "SR", "II", "III"})
_COMPANY = {
    EN: {"CORP": "Corporation", "INC": "Incorporated", "LTD": "Limited", "CO": "Company",
         "LTEE": "Limitée", "INTL": "International", "BROS": "Brothers", "ASSOC": "Associates",
         "SVCS": "Services", "SVC": "Service", "MGMT": "Management", "DEPT": "Department",
         "NATL": "National", "FIN": "Financial", "GRP": "Group", "CU": "Credit Union"},
    FR: {"CORP": "Corporation", "INC": "incorporée", "LTD": "limitée", "LTEE": "limitée",
         "CIE": "compagnie", "CO": "compagnie", "INTL": "International", "ASSOC": "associés",
         "DEPT": "département", "NATL": "national", "ENR": "enregistrée", "GRP": "groupe",
         "SVCS": "services"},
}  # fmt: skip
_ACRONYMS = frozenset(
    {"ABC", "ARC", "ATB", "ATM", "BDC", "BMO", "CAA", "CIBC", "CRA", "EDC", "ETR", "HBC", "IBM",
     "ICBC", "MNP", "PC", "RBC", "SAAQ", "TD", "USA"}
)  # fmt: skip
"""Of those that have vowels, the ones that are said letter by letter and not as a word."""
_PARTICLES = frozenset({"de", "du", "des", "la", "le", "les", "of", "the", "and", "et", "à", "aux"})


def plain_letters(text: str, language: Language) -> str:
    """Latin letters that the language's voices know: other marks and quotes made simple.

    Raises UnspeakableError on letters of another script, which a voice would leave out in silence.
    """
    text = unicodedata.normalize("NFC", text).translate(_PLAIN)
    kept = (char if _known(char, language) else _base(char) for char in text)
    return "".join(kept)


def _known(char: str, language: Language) -> bool:
    return char.isascii() or (language is FR and char in _FRENCH_LETTERS)


def _base(char: str) -> str:
    base = "".join(
        part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part)
    )
    if not base.isascii():
        raise UnspeakableError(
            Says("{letter} is not a letter that the voices can say", letter=quoted(char))
        )
    return base


def person(text: str, language: Language) -> str:
    """``JOHN O'NEIL-SMITH JR`` is "John O'Neil Smith Junior"; initials stay letters.

    Raises UnspeakableError when it holds what no name has: digits, braces, signs.
    """
    text = plain_letters(text, language)
    if strange := sorted(set(re.findall(r"[^\w\s.,'&()-]|[\d_]", text))):
        signs = "".join(strange)
        raise UnspeakableError(
            Says("{signs} is in the name {text}", signs=signs, text=quoted(text))
        )
    text = _first_name_first(text)
    words = re.sub(r"[.,()-]+", " ", text.replace("&", f" {_AND[language]} ")).split()
    if not words:
        raise UnspeakableError(Says("the name has no letter"))
    return " ".join(_person_word(word, index, words, language) for index, word in enumerate(words))


def _first_name_first(text: str) -> str:
    """``SMITH, JOHN`` is John Smith; ``JOHN SMITH, JR`` is as it is."""
    last, comma, first = text.partition(",")
    suffix = first.replace(".", "").strip().upper() in _SUFFIXES
    return f"{first} {last}" if comma and first.strip() and not suffix else text


def _person_word(word: str, index: int, words: list[str], language: Language) -> str:
    bare = word.upper()
    if bare in _TITLES[language] and _is_title(bare, index, len(words)):
        return _TITLES[language][bare]
    return name_word(word)


def _is_title(bare: str, index: int, count: int) -> bool:
    """Suffixes come last, titles first; a lone word is a name; ``M`` is an initial unless first."""
    if count == 1:
        return False
    return index == count - 1 if bare in _SUFFIXES else index == 0 or bare in {"ST", "STE"}


def name_word(word: str) -> str:
    """One word of a name, in capitals where it has them and not shouted: MCDONALD is McDonald."""
    if word.lower() in {"and", "et"}:
        return word.lower()
    if not (word.isupper() or word.islower()):
        return word
    parts = [part.capitalize() for part in word.split("'")]
    if len(parts) > 1 and len(parts[-1]) == 1:
        parts[-1] = parts[-1].lower()
    return re.sub(r"\bMc(\w)", lambda found: "Mc" + found[1].upper(), "'".join(parts))


def company(text: str, language: Language) -> str:
    """``BMO FIN GRP INC.`` is "B M O Financial Group Incorporated". Raises UnspeakableError."""
    text = plain_letters(text, language)
    if strange := sorted(set(re.findall(r"[{}\[\]<>=|\\^~_;@]", text))):
        signs = "".join(strange)
        raise UnspeakableError(
            Says("{signs} is in the company's name {text}", signs=signs, text=quoted(text))
        )
    shouted = text.upper() == text
    text = _INITIALS.sub(lambda found: spelled_initials(found[0], language), text)
    text = re.sub(r"[/,.()\"#!?:*%-]+(?=\s|$)|[/,()\"#!?:*%-]", " ", text)
    words = re.sub(r"[&+]", f" {_AND[language]} ", text).split()
    if not words:
        raise UnspeakableError(Says("the company's name has no letter"))
    return " ".join(_company_word(word, language, shouted) for word in words)


_INITIALS = re.compile(r"(?<!\w)[A-Z]{1,3}(?:&[A-Z]{1,3})+(?!\w)|(?<!\w)(?:[A-Za-z]\.){2,}(?!\w)")


def spelled_initials(text: str, language: Language) -> str:
    """``AT&T`` is "A T and T", ``N.A.`` "N A"."""
    parts = (" ".join(re.findall(r"\w", part)).upper() for part in text.split("&"))
    return f" {_AND[language]} ".join(parts)


def _with_digits(word: str, language: Language) -> str:
    """``407``, ``3M``, ``1st``, ``24``: as they are said in a name."""
    read = read_ordinal(word, 0, language)
    return read.said if read and read.end == len(word) else mixed(word, language)


def _company_word(word: str, language: Language, shouted: bool) -> str:
    bare = plain_letters(word.replace(".", ""), EN).upper()
    if bare in _COMPANY[language]:
        return _COMPANY[language][bare]
    if any(char.isdigit() for char in bare):
        return _with_digits(word, language)
    if _is_acronym(word, bare, shouted):
        return " ".join(bare)
    lowered = word.lower()
    return lowered if lowered in _PARTICLES else name_word(word.replace(".", ""))


def _is_acronym(word: str, bare: str, shouted: bool) -> bool:
    """A known one, one without vowels, or short capitals among ordinary words."""
    if not bare.isalpha() or len(bare) > 5:
        return False
    capitals = word.isupper() and len(bare) > 1
    return bare in _ACRONYMS or (capitals and (is_acronym(bare) or not shouted))


def is_acronym(word: str) -> bool:
    """Whether capitals are said one by one even in a text of capitals: ``BMO``, ``RBC``."""
    return word in _ACRONYMS or (
        word.isupper() and 1 < len(word) <= 5 and not re.search("[AEIOUY]", word)
    )
