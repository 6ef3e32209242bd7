"""Times of day and numbers of hours in a text: ``9:30 a.m.``, ``17 h 30``, ``9h-17h``."""

import re

from esl_dialer.core.speech.spoken_numbers import cardinal
from esl_dialer.core.speech.written import DASH, NO_SUCH_TIME, SPACE, TO, Read, unsure
from esl_dialer.core.words import Language

EN, FR = Language.EN, Language.FR

_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,3})"
    rf"(?::(?P<minute>[0-9]{{2}})(?![0-9])"
    rf"|(?P<hours>{SPACE}?[hH](?:rs?)?(?![^\W\d_]))(?:{SPACE}?(?P<past>[0-9]{{2}})(?![0-9]))?)?"
    rf"(?:{SPACE}?(?P<half>[aApP])(?:[mM]|\.{SPACE}?[mM])(?!\w)(?:\.(?!\s*$|\s+[A-ZÀ-Ý]))?)?"
)
_UNTIL = re.compile(rf"{SPACE}?{DASH}{SPACE}?")


def read_time(text: str, at: int, language: Language) -> Read | None:
    """A time or a number of hours, or two with a dash between, of which the second is marked."""
    first = _CLOCK.match(text, at)
    dash = _UNTIL.match(text, first.end()) if first else None
    until = _CLOCK.match(text, dash.end()) if dash else None
    if first and until and _is_marked(until):
        said = _time(first, language) if _is_marked(first) else _hour(first, language)
        return Read(until.end(), f"{said} {TO[language]} {_time(until, language)}")
    if first and _is_marked(first):
        return Read(first.end(), _time(first, language))
    return None


def _is_marked(found: re.Match[str]) -> bool:
    return bool(found["minute"] or found["hours"] or found["half"])


def _hour(found: re.Match[str], language: Language) -> str:
    return cardinal(int(found["hour"]), language, feminine=True)


def _time(found: re.Match[str], language: Language) -> str:
    hour, minute = int(found["hour"]), int(found["minute"] or found["past"] or 0)
    half = (found["half"] or "").lower()
    clock = bool(found["minute"] or found["past"] or half)
    if minute > 59 or (clock and hour > 24) or (half and not 1 <= hour <= 12):
        raise unsure(found[0], NO_SUCH_TIME)
    if language is FR:
        return _time_fr(hour, minute, half)
    return _time_en(hour, minute, half) if clock else f"{cardinal(hour, EN)} hours"


def _time_en(hour: int, minute: int, half: str) -> str:
    """On the clock of twelve hours."""
    half = half or ("p" if 12 < hour < 24 else "")
    said = cardinal((hour - 1) % 12 + 1, EN)
    if minute:
        said += f" {'oh ' if minute < 10 else ''}{cardinal(minute, EN)}"
    if half:
        return f"{said} {half.upper()} M"
    return said if minute else f"{said} o'clock"


def _time_fr(hour: int, minute: int, half: str) -> str:
    parts = [f"{cardinal(hour, FR, feminine=True)} heure{'s' if hour > 1 else ''}"]
    if minute:
        parts.append(cardinal(minute, FR, feminine=True))
    if half:
        parts.append(_part_of_day(hour, half))
    return " ".join(parts)


def _part_of_day(hour: int, half: str) -> str:
    if half == "a":
        return "du matin"
    return "du soir" if 6 <= hour < 12 else "de l'après-midi"
