"""Places in a text: ``123 Main St W``, ``boul. St-Laurent O.``, ``H2X 1Y4``, e-mail, the web."""

import re

from esl_dialer.core.speech.spoken_numbers import postal_code
from esl_dialer.core.speech.spoken_places import email, web
from esl_dialer.core.speech.spoken_streets import address
from esl_dialer.core.speech.written import LAST_STOP, LETTER, SPACE, Read
from esl_dialer.core.words import Language

_NAME = rf"(?:[A-ZÀ-Ý](?:{LETTER}|['\u2019.-])*|[0-9]{{1,3}}(?:st|nd|rd|th|e))"
_DIRECTION = rf"(?:{SPACE}(?:N|S|E|W|O|NE|NW|SE|SW|Nord|Sud|Est|Ouest|North|South|East|West)(?!\w))"
_CIVIC = rf"[0-9]{{1,6}}[A-Z]?(?:-[0-9]{{1,6}})?(?:{SPACE}?[½¼¾]|{SPACE}[1-3]/[2-4])?,?{SPACE}"
_SHORT = r"(?i:St|Ave|Av|Blvd|Rd|Cres|Pkwy|Hwy)"
_LONG = r"(?i:Street|Avenue|Road|Drive|Dr|Court|Crt|Ct|Lane|Ln|Place|Pl|Way|Square|Sq|Crescent)"
_END = r"(?=\s*$|\s*[,.;:!?)]|\s+[a-zà-ÿ(])"
_ENGLISH = re.compile(
    rf"(?:{_CIVIC}(?:{_NAME}{SPACE}){{1,4}}(?:{_SHORT}|{_LONG})(?!\w)\.?"
    rf"|(?:{_NAME}{SPACE}){{1,3}}{_SHORT}(?!\w))(?:{_DIRECTION}\.?)?{_END}"
)
_TYPE = r"(?:rue|boul|boulevard|av|avenue|ch|chemin|rte|route|rang|place|montée|côte)"
_LITTLE = rf"(?:(?:de|du|des|la|le|les){SPACE}|[ld]['\u2019])*"
_FRENCH = re.compile(
    rf"(?:{_CIVIC}(?i:{_TYPE})\.?(?:{SPACE}{_LITTLE}{_NAME})+(?:{_DIRECTION})?"
    rf"|(?i:{_TYPE})\.?(?:{SPACE}{_LITTLE}{_NAME})+{_DIRECTION})(?!\w)"
)
_POSTAL = re.compile(r"[A-Z][0-9][A-Z][ -]?[0-9][A-Z][0-9](?!\w)")
_EMAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_WEB = re.compile(
    r"(?:https?://)?(?:[A-Za-z0-9-]{1,63}\.){1,6}(?:ca|com|org|net|info|quebec)"
    r"(?:/[A-Za-z0-9/._-]*\w)?(?!\w)",
    re.IGNORECASE,
)
_PLACES = (
    (_EMAIL, email), (_WEB, web), (_POSTAL, postal_code), (_ENGLISH, address), (_FRENCH, address)
)  # fmt: skip


def read_place(text: str, at: int, language: Language) -> Read | None:
    """An address of a street, of mail or of the net."""
    for pattern, say in _PLACES:
        if found := pattern.match(text, at):
            last = found[0][-1] == "." and LAST_STOP.match(text, found.end() - 1)
            return Read(found.end() - bool(last), say(found[0], language))
    return None
