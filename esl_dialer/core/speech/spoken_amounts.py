"""Amounts of money as a person says them."""

from decimal import Decimal, InvalidOperation
from enum import StrEnum

from esl_dialer.core.says import Says
from esl_dialer.core.speech.spoken_numbers import UnspeakableError, cardinal
from esl_dialer.core.text.quoting import quoted
from esl_dialer.core.words import Language

EN, FR = Language.EN, Language.FR
MAX_AMOUNT = Decimal("999999999.99")


class Currency(StrEnum):
    """``DOLLAR`` is the country's own, unnamed as people leave it."""

    DOLLAR = "dollar"
    CANADIAN = "canadian"
    AMERICAN = "american"
    EURO = "euro"


_UNITS: dict[Language, dict[Currency, tuple[str, str]]] = {
    EN: {
        Currency.DOLLAR: ("dollar", "dollars"),
        Currency.CANADIAN: ("Canadian dollar", "Canadian dollars"),
        Currency.AMERICAN: ("U S dollar", "U S dollars"),
        Currency.EURO: ("euro", "euros"),
    },
    FR: {
        Currency.DOLLAR: ("dollar", "dollars"),
        Currency.CANADIAN: ("dollar canadien", "dollars canadiens"),
        Currency.AMERICAN: ("dollar américain", "dollars américains"),
        Currency.EURO: ("euro", "euros"),
    },
}
"""One and more of each."""
_CENTS = {EN: ("cent", "cents"), FR: ("sou", "sous")}
"""French says "sous" and not "cents": to a French voice, "soixante-trois cents" are hundreds."""
_CENTIMES = {EN: _CENTS[EN], FR: ("centime", "centimes")}
_AND = {EN: "and", FR: "et"}


def amount(text: str, language: Language) -> str:
    """A canonical decimal as dollars and cents in words. Raises UnspeakableError."""
    return money(read_amount(text), language)


def read_amount(text: str) -> Decimal:
    """Raises UnspeakableError when the text is no amount of dollars and whole cents."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise UnspeakableError(
            Says("{text} is not an amount such as 1234.56", text=quoted(text))
        ) from None
    if not value.is_finite() or value < 0 or value > MAX_AMOUNT:
        raise UnspeakableError(
            Says(
                "the amount {amount} is not between 0 and {most}", amount=text, most=str(MAX_AMOUNT)
            )
        )
    if value != value.quantize(Decimal("0.01")):
        raise UnspeakableError(Says("the amount {amount} has parts of a cent", amount=text))
    return value


def money(value: Decimal, language: Language, currency: Currency = Currency.DOLLAR) -> str:
    """An amount that ``read_amount`` allows, in words."""
    units, cents = divmod(int(value * 100), 100)
    said = [_count(units, _UNITS[language][currency], language)]
    if cents:
        parts = _CENTIMES if currency is Currency.EURO else _CENTS
        said.append(_count(cents, parts[language], language))
    return f" {_AND[language]} ".join(said if units or not cents else said[1:])


def _count(number: int, names: tuple[str, str], language: Language) -> str:
    one = number < 2 if language is FR else number == 1
    of = "de " if language is FR and number and number % 1_000_000 == 0 else ""
    return f"{cardinal(number, language)} {of}{names[0] if one else names[1]}"
