"""Dates in the forms that banks and spreadsheets send, to ISO 8601."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from esl_dialer.core.lists.cells import Reading, is_nothing
from esl_dialer.core.says import Says
from esl_dialer.core.text.folding import unaccented


class DateOrder(StrEnum):
    """What the first number of ``03/04/2026`` is; unknown until something settles it."""

    UNKNOWN = ""
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan january janv janvier",
            "feb february fev fevr fevrier",
            "mar march mars",
            "apr april avr avril",
            "may mai",
            "jun june juin",
            "jul july juil juillet",
            "aug august aou aout",
            "sep sept september septembre",
            "oct october octobre",
            "nov november novembre",
            "dec december decembre",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = re.compile(r"[T ]\d{1,2}[:h]\d{2}(:\d{2}(\.\d+)?)?( ?[AP]M)?(Z|[+-]\d\d:?\d\d)?$", re.I)
_YEAR_FIRST = re.compile(r"(\d{4})([-/. ]?)(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?[-/. ]+([a-z]+)[-/., ]+(\d{4}|\d{2})")
_NAMED_DAY = re.compile(r"([a-z]+)[-/. ]+(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{4})")
_SERIAL = re.compile(r"\d{5}(\.0+)?")
_SERIAL_ORIGIN = date(1899, 12, 30)
"""Day 0 of a spreadsheet's 1900 date system, counting its 29 February 1900 that never was."""


def read_date(text: str, order: DateOrder = DateOrder.UNKNOWN) -> Reading:
    """``2026-01-15``; a problem for ``03/04/2026`` unless ``order`` says which is the month."""
    if is_nothing(text):
        return Reading("")
    plain = unaccented(_TIME.sub("", text)).lower().strip().rstrip(".")
    if found := _YEAR_LAST.fullmatch(plain):
        return _year_last(int(found[1]), int(found[3]), int(found[4]), order)
    try:
        read = _plain_date(plain)
    except (ValueError, KeyError, OverflowError):
        read = None
    return Reading(read.isoformat()) if read else Reading("", Says("not a date"))


def order_of(texts: Iterable[str]) -> DateOrder:
    """Which order the dates of a column are in: settled by the first number above 12."""
    for text in texts:
        found = _YEAR_LAST.fullmatch(_TIME.sub("", text.strip()))
        if found and int(found[1]) > 12 >= int(found[3]):
            return DateOrder.DAY_FIRST
        if found and int(found[3]) > 12 >= int(found[1]):
            return DateOrder.MONTH_FIRST
    return DateOrder.UNKNOWN


def _plain_date(text: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return date(int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_NAMED.fullmatch(text):
        return date(_full_year(found[3]), _MONTHS[found[2]], int(found[1]))
    if found := _NAMED_DAY.fullmatch(text):
        return date(int(found[3]), _MONTHS[found[1]], int(found[2]))
    if _SERIAL.fullmatch(text):
        return _SERIAL_ORIGIN + timedelta(days=int(float(text)))
    return None


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _year_last(first: int, second: int, year: int, order: DateOrder) -> Reading:
    swapped = order is DateOrder.MONTH_FIRST or (second > 12 and order is DateOrder.UNKNOWN)
    unclear = order is DateOrder.UNKNOWN and max(first, second) <= 12 and first != second
    if unclear:
        return Reading("", Says("day or month first? say which order the list uses"))
    day, month = (second, first) if swapped else (first, second)
    try:
        return Reading(date(year, month, day).isoformat())
    except ValueError:
        return Reading("", Says("not a date"))
