"""Amounts of money and percentages, in the forms that banks and spreadsheets send."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

from esl_dialer.core.lists.cells import Reading, is_nothing
from esl_dialer.core.says import Says

LARGEST = Decimal("999999999.99")
_CENT = Decimal("0.01")
PLAIN_AMOUNT = re.compile(r"(?:0|[1-9]\d{0,8})\.\d\d", re.ASCII)
"""As an amount is kept."""
_CURRENCY = re.compile(r"CAD\$?|CDN\$?|CA\$|C\$|\$CAD|\$CDN|\$CAN|\$CA|\$|DOLLARS?")
_FOREIGN = re.compile(r"US\$|\$US|USD|EUR|GBP|[€£¥]")
_SPACES = re.compile("[\\s\u2019\u02bc']+")
_SIGNED = re.compile(
    r"(?P<minus>-)?(?P<open>\()?(?P<body>[^()-]*?)\s*(?P<close>\))?(?P<after>-|CR|DR)?"
)
_DECIMAL = re.compile(r"(\d*)[.,](\d{1,2})")
_LONG_DECIMAL = re.compile(r"(\d+\.\d{4,}|0?\.\d{3,})")
_GROUPED = re.compile(
    r"\d{1,3}(?:(?P<sep>[ ,.])\d{3})(?:(?P=sep)\d{3})*(?:(?P<point>[.,])\d{1,2})?"
)
_ONE_DOT_GROUP = re.compile(r"\d{1,3}\.\d{3}")


def read_amount(text: str) -> Reading:
    """Canadian dollars as ``1234.56`` (``-`` in front of a credit); nothing stays empty.

    A problem, and no guess, for another currency, for ``1.234`` (a thousand, or a dollar and a
    bit?), and for what is no amount.
    """
    if PLAIN_AMOUNT.fullmatch(text):
        return Reading(text)
    if is_nothing(text):
        return Reading("")
    upper = text.upper().replace("\u2212", "-").replace("\u2013", "-")
    if _FOREIGN.search(upper):
        return Reading("", Says("not in Canadian dollars"))
    return _signed(" ".join(_SPACES.sub(" ", _CURRENCY.sub(" ", upper)).split()))


def read_percent(text: str) -> Reading:
    """A percentage without its sign: ``60 %`` is ``60``; a fraction below 1 (``0.6``) is ``60``."""
    if is_nothing(text):
        return Reading("")
    body = text.removesuffix("%").strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(\.\d{1,9})?", body):
        return Reading("", Says("not a percentage"))
    value = Decimal(body)
    if 0 < value < 1 and not text.endswith("%"):
        value *= 100
    if value > 100:
        return Reading("", Says("more than 100 percent"))
    return Reading(_trimmed(value))


def _signed(text: str) -> Reading:
    found = _SIGNED.fullmatch(text.replace("- ", "-").replace("( ", "("))
    if not found or bool(found["open"]) != bool(found["close"]):
        return Reading("", Says("not an amount"))
    negative = [found["minus"], found["open"], found["after"] in ("-", "CR")]
    if sum(map(bool, negative)) > 1:
        return Reading("", Says("not an amount"))
    reading = _unsigned(found["body"].strip())
    if any(negative) and reading.value and Decimal(reading.value):
        return Reading(f"-{reading.value}")
    return reading


def _unsigned(body: str) -> Reading:
    if _ONE_DOT_GROUP.fullmatch(body) and not body.startswith("0"):
        return Reading("", Says("a thousand, or a decimal point? write 1,234.00 or 1.23"))
    number = _number(body)
    if number is None:
        return Reading("", Says("not an amount"))
    if number > LARGEST:
        return Reading("", Says("more than {most}", most=str(LARGEST)))
    return Reading(str(number.quantize(_CENT, ROUND_HALF_EVEN)))


def _number(body: str) -> Decimal | None:
    if body.isascii() and body.isdigit():
        return Decimal(body)
    if found := _DECIMAL.fullmatch(body):
        return Decimal(f"{found[1] or 0}.{found[2]}")
    if _LONG_DECIMAL.fullmatch(body):
        return Decimal(body)
    found = _GROUPED.fullmatch(body)
    if not found or found["sep"] == found["point"]:
        return None
    digits = re.sub(r"[ ,.]", "", body)
    places = len(body) - body.rindex(found["point"]) - 1 if found["point"] else 0
    return Decimal(digits).scaleb(-places)


def _trimmed(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.0001')):f}".rstrip("0").rstrip(".")
