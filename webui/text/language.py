"""English and French: every text, number and date of a page, in its reader's language."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, has_request_context, request

from esl_dialer.core.notices.notices import Notice
from esl_dialer.core.rules.business_day import business_zone
from esl_dialer.core.rules.windows import zone as zone_called
from esl_dialer.core.says import Says, several
from esl_dialer.runtime.languages import LANGUAGES, catalogue
from esl_dialer.services.errors import Invalid, ServiceError

_MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "fr": [
        "janv.",
        "févr.",
        "mars",
        "avr.",
        "mai",
        "juin",
        "juill.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ],
}
_ZONES_FR = {
    "NST": "HNT", "NDT": "HAT", "AST": "HNA", "ADT": "HAA", "EST": "HNE", "EDT": "HAE",
    "CST": "HNC", "CDT": "HAC", "MST": "HNR", "MDT": "HAR", "PST": "HNP", "PDT": "HAP",
}  # fmt: skip
"""Canada's zones as French names them: heure normale or avancée de Terre-Neuve, de l'Atlantique,
de l'Est, du Centre, des Rocheuses, du Pacifique."""


def asked() -> str:
    """The language that the request's header asks for; empty: none of ours."""
    return request.accept_languages.best_match(LANGUAGES) or ""


def current() -> str:
    """The reader's language: ``en`` or ``fr``."""
    return getattr(g, "language", "en") if has_request_context() else "en"


def zone() -> ZoneInfo:
    """The zone that instants are shown in: the business zone."""
    found = getattr(g, "zone", None) if has_request_context() else None
    return found or business_zone()


def say(sentence: Says) -> str:
    """The sentence in the reader's language, what it counts in the reader's figures."""
    return sentence.told(catalogue(current()), figures=figures)


def translate(text: str | Says, **values: Any) -> str:
    """The same of a page's own text, with ``{name}`` replaced by the values."""
    sentence = text if isinstance(text, Says) else Says(text)
    return say(sentence.of(**values) if values else sentence)


def refusal(error: ServiceError) -> str:
    """A refusal, as a notice says it; of a form, what is wrong with its fields."""
    return say(several(error.problems.values()) if isinstance(error, Invalid) else error.says)


def figures(value: Any) -> str:
    """A count: a whole number, or one with the decimals that it has, two at most."""
    if not isinstance(value, int | float):
        return str(value)
    return number(value, 0 if value == round(value) else 1 if value == round(value, 1) else 2)


def number(value: float | None, decimals: int = 0) -> str:
    """12,431 in English, 12 431 in French."""
    if value is None:
        return "–"
    text = f"{value:,.{decimals}f}"
    return text if current() == "en" else text.replace(",", "\u00a0").replace(".", ",")


def percent(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{number(100 * value, 1)}%" if current() == "en" else f"{number(100 * value, 1)}\u00a0%"


def phone(value: str) -> str:
    """(416) 555-0123 for North America, otherwise as dialed."""
    digits = "".join(ch for ch in value if ch.isdigit())
    if len(digits) == 11 and digits[0] == "1" and not value.startswith("+0"):
        digits = digits[1:]
    elif value.startswith("+") or len(digits) != 10:
        return value
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def instant(value: datetime | None, *, seconds: bool = True) -> str:
    """A day and a time in the business zone, the zone named."""
    if value is None:
        return "–"
    there = value.astimezone(zone())
    clock = there.strftime("%H:%M:%S" if seconds else "%H:%M")
    return f"{_day_of(there)} {clock} {zone_name(there)}"


def instant_in(value: datetime, name: str) -> str:
    """A day and a time in the zone of that name, as it is called there; to the minute."""
    there = value.astimezone(zone_called(name))
    return f"{_day_of(there)} {there:%H:%M} {zone_name(there)}"


def dated(value: datetime) -> str:
    """With the year, to the minute: for what may be years ago."""
    there = value.astimezone(zone())
    return f"{there:%Y-%m-%d %H:%M} {zone_name(there)}"


def day(value: datetime) -> str:
    return _day_of(value.astimezone(zone()))


def _day_of(there: datetime) -> str:
    month = _MONTHS[current()][there.month - 1]
    return f"{month} {there.day}" if current() == "en" else f"{there.day} {month}"


def clock_time(value: datetime) -> str:
    """The time of day in the business zone."""
    return value.astimezone(zone()).strftime("%H:%M:%S")


def zone_name(there: datetime) -> str:
    name = there.tzname() or ""
    return _ZONES_FR.get(name, name) if current() == "fr" else name


def duration(seconds: float) -> str:
    """1:07"""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def notice(value: Notice) -> str:
    """A notice as a sentence, its numbers as people write them."""
    return value.says.told(
        catalogue(current()), lambda one: number(one) if isinstance(one, int) else str(one), figures
    )


def word(value: object) -> str:
    """A status or outcome as people read it."""
    return translate(str(value).replace("_", " "))
