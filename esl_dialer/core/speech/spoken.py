"""A value for the ear and for the eye, by its kind. One table each: a test proves them total."""

import re
from collections.abc import Callable
from typing import Final

import phonenumbers

from esl_dialer.core.says import Says
from esl_dialer.core.speech import (
    spoken_amounts,
    spoken_names,
    spoken_numbers,
    spoken_phones,
    spoken_places,
    spoken_streets,
)
from esl_dialer.core.speech.spoken_amounts import read_amount
from esl_dialer.core.speech.spoken_numbers import UnspeakableError
from esl_dialer.core.speech.spoken_phones import parse_phone
from esl_dialer.core.speech.variables import Kind
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language

MAX_CHARS: Final = 120
"""Longest value that is spoken: some engines never finish on what is much longer."""

_NOTHING = frozenset({"", "-", "--", "N/A", "#N/A"})
_NOTHING_BUT_A_NAME = _NOTHING | {"NA", "NULL", "NONE", "NIL"}
"""Null and Na are people's names; as an amount or an address they mean that there is none."""

_COMMAND = re.compile(r"[{}<>\[\]\\|^~]")
"""What voices take for a command."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")

Speak = Callable[[str, Language], str]


def _text(value: str, language: Language) -> str:
    """As the words of a template, whose readers are loaded with the first."""
    from esl_dialer.core.speech.reading import read

    if sign := _COMMAND.search(value):
        raise UnspeakableError(Says("{sign} can't be spoken", sign=quoted(sign[0])))
    said = "".join(piece.said for piece in read(value, language))
    if not any(char.isalnum() for char in said):
        raise UnspeakableError(Says("{text} has no word in it", text=quoted(value)))
    return spoken_names.plain_letters(said, language)


SAID: dict[Kind, Speak] = {
    Kind.NAME: spoken_names.person,
    Kind.COMPANY: spoken_names.company,
    Kind.PHONE: spoken_phones.phone,
    Kind.AMOUNT: spoken_amounts.amount,
    Kind.IDENTIFIER: spoken_numbers.identifier,
    Kind.ADDRESS: spoken_streets.address,
    Kind.CITY: spoken_places.city,
    Kind.PROVINCE: spoken_places.province,
    Kind.POSTAL_CODE: spoken_numbers.postal_code,
    Kind.EMAIL: spoken_places.email,
    Kind.TEXT: _text,
}


def is_empty(kind: Kind, value: str) -> bool:
    """Whether the list has nothing to say here, in any of the ways banks write that."""
    nothing = _NOTHING if kind is Kind.NAME else _NOTHING_BUT_A_NAME
    return _tidy(value).upper() in nothing


def _tidy(value: str) -> str:
    """Without control characters, one space between words."""
    return " ".join(_CONTROL.sub(" ", value).split())


def say(kind: Kind, value: str, language: Language) -> str:
    """The value as a person says it. Raises UnspeakableError."""
    value = _tidy(value)
    if len(value) > MAX_CHARS:
        raise UnspeakableError(
            Says(
                "{count} characters are too long: {most} at most", count=len(value), most=MAX_CHARS
            )
        )
    if strange := _other_digits(kind, value):
        raise UnspeakableError(
            Says("{text} is not a digit that the voices can say", text=quoted(strange))
        )
    return SAID[kind](value, language)


def _other_digits(kind: Kind, value: str) -> str:
    """Digits that are none of ours: ``²``, those of other scripts, ``½`` but in an address."""
    halves = spoken_streets.HALVES if kind is Kind.ADDRESS else ""
    return "".join(c for c in value if c.isnumeric() and not c.isascii() and c not in halves)


def show(kind: Kind, value: str, language: Language) -> str:
    """The value as it is written: ``(800) 270-9938``, ``$628.63`` or ``628,63 $``."""
    value = _tidy(value)
    try:
        return _SHOWN.get(kind, _as_it_is)(value, language)
    except UnspeakableError:
        return value


def _as_it_is(value: str, _: Language) -> str:
    return value


def _show_phone(value: str, _: Language) -> str:
    number = parse_phone(value)
    north_american = number.country_code == 1
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        number, style.NATIONAL if north_american else style.INTERNATIONAL
    )


def _show_amount(value: str, language: Language) -> str:
    shown = f"{read_amount(value):,.2f}"
    if language is Language.FR:
        return shown.replace(",", "\u00a0").replace(".", ",") + "\u00a0$"
    return f"${shown}"


_SHOWN: dict[Kind, Speak] = {Kind.PHONE: _show_phone, Kind.AMOUNT: _show_amount}
