"""What is wrong with a setting's text; empty when nothing is."""

import re
from collections.abc import Callable
from typing import Any

from esl_dialer.core.calls.dialing import is_caller_id
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.speech.spoken import say
from esl_dialer.core.speech.variables import Kind
from esl_dialer.core.text.clock_times import DAY, clock, minutes_of
from esl_dialer.core.words import Language


def time_of_day(text: str) -> str:
    """Midnight is 00:00: a day's last instant is no time for what is done once a day."""
    if text.strip() == clock(DAY):
        return "write midnight as 00:00"
    return _wrong(minutes_of, text) if text else ""


def business_zone(text: str) -> str:
    return "there is no such time zone" if _wrong(zone, text) else ""


def company(text: str) -> str:
    """It is said in both languages."""
    return _wrong(_said_in_both, text) if text else ""


def _said_in_both(text: str) -> None:
    for language in Language:
        say(Kind.COMPANY, text, language)


def _wrong(read: Callable[[str], Any], text: str) -> str:
    try:
        read(text)
    except (ValueError, LookupError, OSError) as error:
        return str(error) or "not readable"
    return ""


def caller_id(text: str) -> str:
    return "" if not text or is_caller_id(text) else "10 to 15 digits, or nothing"


_ADDRESS = re.compile(r"[^@\s,<>]+@[^@\s,<>]+")
_WEB = re.compile(r"https?://[^\s/@?#]+(/\S*)?")


def addresses(text: str) -> tuple[str, ...]:
    """E-mail addresses with commas between."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def mail_addresses(text: str) -> str:
    wrong = [one for one in addresses(text) if not _ADDRESS.fullmatch(one)]
    return f"this is no e-mail address: {wrong[0]}" if wrong else ""


def web(text: str) -> str:
    good = not text or _WEB.fullmatch(text)
    return "" if good else "write it as https://HOST/PATH, without a name or password"
