"""What is wrong with a setting's text; None when nothing is."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from esl_dialer.core.calls.dialing import is_caller_id
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.says import Says, says_of
from esl_dialer.core.speech.spoken import say
from esl_dialer.core.speech.variables import Kind
from esl_dialer.core.text.clock_times import DAY, clock, minutes_of
from esl_dialer.core.words import Language


def time_of_day(text: str) -> Says | None:
    """Midnight is 00:00: a day's last instant is no time for what is done once a day."""
    if text.strip() == clock(DAY):
        return Says("write midnight as 00:00")
    return _wrong(minutes_of, text) if text else None


def business_zone(text: str) -> Says | None:
    return Says("there is no such time zone") if _wrong(zone, text) else None


def company(text: str) -> Says | None:
    """It is said in both languages."""
    return _wrong(partial(_said_in_both, Kind.COMPANY), text) if text else None


def sound(text: str) -> Says | None:
    """What the switch is told to play: one word, which it takes apart no further."""
    plain = text.isprintable() and not any(mark.isspace() or mark in "\\'" for mark in text)
    return None if plain else Says("one word: a file or a stream, without spaces or quotes")


def said_text(text: str) -> Says | None:
    """It is said in both languages, as a template's own words are."""
    return _wrong(partial(_said_in_both, Kind.TEXT), text) if text else None


def _said_in_both(kind: Kind, text: str) -> None:
    for language in Language:
        say(kind, text, language)


def _wrong(read: Callable[[str], Any], text: str) -> Says | None:
    try:
        read(text)
    except (ValueError, LookupError, OSError) as error:
        return says_of(error) if str(error) else Says("not readable")
    return None


def caller_id(text: str) -> Says | None:
    return None if not text or is_caller_id(text) else Says("10 to 15 digits, or nothing")


_ADDRESS = re.compile(r"[^@\s,<>]+@[^@\s,<>]+")
_HOST = re.compile(r"[A-Za-z0-9_.-]+|\[?[0-9A-Fa-f:.]+\]?")
_WEB = re.compile(r"https?://[^\s/@?#]+(/\S*)?")


def addresses(text: str) -> tuple[str, ...]:
    """E-mail addresses with commas between."""
    return tuple(_parts(text))


def mail_addresses(text: str) -> Says | None:
    wrong = [one for one in addresses(text) if not _ADDRESS.fullmatch(one)]
    return Says("this is no e-mail address: {text}", text=wrong[0]) if wrong else None


def hosts(text: str) -> Says | None:
    wrong = next((one for one in _parts(text) if not _HOST.fullmatch(one)), "")
    return Says("this is no host: {text}", text=wrong) if wrong else None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def web(text: str) -> Says | None:
    if not text or _WEB.fullmatch(text):
        return None
    return Says("write it as https://HOST/PATH, without a name or password")
