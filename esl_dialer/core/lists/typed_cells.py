"""The cells of a list, each read by the kind of its column."""

import re
from collections.abc import Callable

from esl_dialer.core.lists.amounts import PLAIN_AMOUNT, read_amount, read_percent
from esl_dialer.core.lists.cells import Reading, clean, doubt, is_nothing
from esl_dialer.core.lists.dates import DateOrder, read_date
from esl_dialer.core.lists.layout import CellKind
from esl_dialer.core.people.phones import read_phone
from esl_dialer.core.people.provinces import region_code
from esl_dialer.core.says import Says
from esl_dialer.core.text.spreadsheet_numbers import whole_number

LONGEST_CELL = 255
LONGEST_ACCOUNT = 64
_ACCOUNT = re.compile(rf"[A-Za-z0-9#*][A-Za-z0-9 ._#*-]{{0,{LONGEST_ACCOUNT - 1}}}")

TOO_LONG = Says("longer than {most} characters", most=LONGEST_CELL)
NO_ACCOUNT = Says(
    "not an account number (letters, digits, space . _ # * -, at most {most})", most=LONGEST_ACCOUNT
)
NO_PROVINCE = Says("not a province or territory of Canada, nor a state of the United States")

EMPTY = Reading("")
CellReader = Callable[[str, DateOrder], Reading]


def _text(raw: str, _order: DateOrder) -> Reading:
    text = clean(raw)
    if len(text) > LONGEST_CELL:
        return Reading("", TOO_LONG)
    return EMPTY if is_nothing(text) else Reading(text)


def _name(raw: str, _order: DateOrder) -> Reading:
    """Letters alone are never taken for nothing: there are people called Na and Null."""
    text = clean(raw)
    if len(text) > LONGEST_CELL:
        return Reading("", TOO_LONG)
    return EMPTY if is_nothing(text) and not text.isalpha() else Reading(text, doubt(raw))


def _account(raw: str, _order: DateOrder) -> Reading:
    text = clean(raw)
    if is_nothing(text):
        return EMPTY
    if not text.isdigit() and (whole := whole_number(text)):
        return Reading(whole.digits, whole.problem)
    if not _ACCOUNT.fullmatch(text) or ".." in text:
        return Reading("", NO_ACCOUNT)
    return Reading(text)


def _province(raw: str, _order: DateOrder) -> Reading:
    text = clean(raw)
    code = region_code(text[:LONGEST_CELL])
    return Reading(code, None if code or not text else NO_PROVINCE)


def _amount(raw: str, _order: DateOrder) -> Reading:
    return read_amount(clean(raw))


def _percent(raw: str, _order: DateOrder) -> Reading:
    return read_percent(clean(raw))


def _date(raw: str, order: DateOrder) -> Reading:
    return read_date(clean(raw), order)


def _line(raw: str, _order: DateOrder) -> Reading:
    """Ten digits for +1, as the guide's list has them; else E.164."""
    text = clean(raw)
    if is_nothing(text):
        return EMPTY
    phone = read_phone(text)
    return Reading(phone.number.removeprefix("+1"), phone.problem)


READERS: dict[CellKind, CellReader] = {
    CellKind.ACCOUNT: _account,
    CellKind.NAME: _name,
    CellKind.TEXT: _text,
    CellKind.PROVINCE: _province,
    CellKind.AMOUNT: _amount,
    CellKind.PERCENT: _percent,
    CellKind.DATE: _date,
    CellKind.LINE: _line,
}
_LETTERS = "A-Za-z0-9À-ÖØ-öø-ÿ"
_DIGITS = re.compile(rf"[0-9]{{1,{LONGEST_ACCOUNT}}}")
_WORDS = re.compile(rf"(?=.{{1,{LONGEST_CELL}}}\Z)[{_LETTERS}]+(?:[ '-][{_LETTERS}]+)*")
_PRINTED = re.compile(rf"(?=.{{8,{LONGEST_CELL}}}\Z)[!-&(-<>-\[\]-~][!-~]*(?: [!-~]+)*")
_NO_TEXT = re.compile(r"(?!)")
PLAIN: dict[CellKind, re.Pattern[str]] = dict.fromkeys(CellKind, _NO_TEXT) | {
    CellKind.ACCOUNT: _DIGITS,
    CellKind.NAME: _WORDS,
    CellKind.TEXT: _PRINTED,
    CellKind.AMOUNT: PLAIN_AMOUNT,
}
"""Texts that mean what they say, of the columns in which most are new: ``READERS`` give them back
as they are. Nothing in them is to be cleaned, and none is written for nothing."""
SOFT = frozenset((CellKind.AMOUNT, CellKind.PERCENT, CellKind.DATE, CellKind.LINE))
"""A problem with one of these leaves the cell empty and the row good."""
