"""What a filter compares with: texts, numbers, dates, and dates that move with the clock."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias
from zoneinfo import ZoneInfo

from esl_dialer.core.lists.amounts import read_amount, read_percent
from esl_dialer.core.lists.cells import clean
from esl_dialer.core.lists.dates import DateOrder, read_date
from esl_dialer.core.lists.filter_columns import FilterColumn, Kind
from esl_dialer.core.lists.layout import CellKind
from esl_dialer.core.lists.typed_cells import LONGEST_CELL, READERS, TOO_LONG
from esl_dialer.core.says import Says
from esl_dialer.core.text.folding import plain

SCALE = 10_000
"""Numbers are compared as whole ten-thousandths: a percentage has at most four places."""

FURTHEST = 36_500
"""Days that a date may move."""

_PLAIN_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,4})?", re.ASCII)
_PLAIN_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOVING = re.compile(
    r"(?P<base>[a-z' ]+?)(?: ?(?P<sign>[+-]) ?(?P<count>\d{1,5}) ?(?P<unit>[a-z]*))?"
)
_BASES = {
    "today": ("today", 0),
    "aujourd'hui": ("today", 0),
    "tomorrow": ("today", 1),
    "demain": ("today", 1),
    "yesterday": ("today", -1),
    "hier": ("today", -1),
    "now": ("now", 0),
    "maintenant": ("now", 0),
}
_UNITS = {
    **dict.fromkeys(("day", "days", "jour", "jours", "d", "j"), "days"),
    **dict.fromkeys(("week", "weeks", "semaine", "semaines"), "weeks"),
    **dict.fromkeys(("hour", "hours", "heure", "heures", "h"), "hours"),
    **dict.fromkeys(("minute", "minutes", "min"), "minutes"),
}

NO_VALUE = Says("say what it is compared with")
NO_NUMBER = Says("not a number")
NO_DATE = Says("not a date: write 2026-01-15, or today, or today - 30 days")
NO_CLOCK = Says("the column has days and no times of day: write today")
TOO_FAR = Says("at most {days} days", days=FURTHEST)
NOT_OUR_YEARS = Says("a year from 1900 to 2200")


@dataclass(frozen=True, slots=True)
class When:
    """The instant at which a filter is asked, and the zone of its days: that of the business."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """The first instant of the day."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Moving:
    """``today - 30 days``; of ``now`` the shift is in minutes, of ``today`` in days."""

    base: str
    shift: int = 0

    def __str__(self) -> str:
        if not self.shift:
            return self.base
        unit = "days" if self.base == "today" else "minutes"
        sign = "-" if self.shift < 0 else "+"
        return f"{self.base} {sign} {abs(self.shift)} {unit}"


Value: TypeAlias = str | int | date | Moving
"""A text, a number in ``SCALE`` parts or a count of days, a day, a moving one."""


def read_value(column: FilterColumn, kind: Kind, raw: str, *, part: bool = False) -> Value | Says:
    """What was written, as a list's cell of that column is read; a sentence: what is wrong.

    ``part``: of a text, it is a part only.
    """
    text = clean(raw)
    if not text:
        return NO_VALUE
    if len(text) > LONGEST_CELL:
        return TOO_LONG
    if kind is Kind.NUMBER:
        return _number(column, text)
    if kind in (Kind.DATE, Kind.MOMENT):
        return _day(kind, text)
    return text if part else _text(column, text)


def _text(column: FilterColumn, text: str) -> str | Says:
    """A province by any of its names, a line however it is written."""
    if column.cells not in (CellKind.PROVINCE, CellKind.LINE):
        return text
    reading = READERS[column.cells](text, DateOrder.UNKNOWN)
    return reading.problem or reading.value or text


def _number(column: FilterColumn, text: str) -> int | Says:
    reading = (read_percent if column.cells is CellKind.PERCENT else read_amount)(text)
    if reading.problem or not reading.value:
        return reading.problem or NO_NUMBER
    return scaled(reading.value)


def _day(kind: Kind, text: str) -> date | Moving | Says:
    moving = _moving(plain(text))
    if isinstance(moving, Moving) and moving.base == "now" and kind is Kind.DATE:
        return NO_CLOCK
    if moving is not None:
        return moving
    reading = read_date(text)
    if reading.problem or not reading.value:
        told = reading.problem
        return NO_DATE if told is None or told.text == "not a date" else told
    day = date.fromisoformat(reading.value)
    return day if 1900 <= day.year <= 2200 else NOT_OUR_YEARS


def _moving(text: str) -> Moving | Says | None:
    """None: it is no moving date."""
    found = _MOVING.fullmatch(text)
    if not found or found["base"] not in _BASES:
        return None
    base, shift = _BASES[found["base"]]
    if found["count"] is None:
        return Moving(base, shift)
    unit = _UNITS.get(found["unit"] or ("days" if base == "today" else ""))
    if unit is None or (base == "today" and unit in ("hours", "minutes")):
        return NO_DATE
    step = timedelta(**{unit: int(found["count"])})
    if step > timedelta(days=FURTHEST):
        return TOO_FAR
    moved = step // timedelta(days=1) if base == "today" else step // timedelta(minutes=1)
    return Moving(base, shift + (moved if found["sign"] == "+" else -moved))


def scaled(number: str) -> int:
    """``12.5`` as 125000."""
    return int(Decimal(number) * SCALE)


def written(value: Value, kind: Kind) -> str:
    """As a person writes it: ``read_value`` reads it back."""
    if kind is Kind.NUMBER and isinstance(value, int):
        text = f"{Decimal(value) / SCALE:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if isinstance(value, date) else str(value)


# --- cells -------------------------------------------------------------------------------------


def number_of(cell: str) -> int | None:
    """Of a cell of the layout's, which is kept plain; None: it has none."""
    return scaled(cell) if _PLAIN_NUMBER.fullmatch(cell) else None


def day_of(cell: str) -> str | None:
    """Of a cell of the layout's, as ISO."""
    return cell if _PLAIN_DATE.fullmatch(cell) else None


def read_number(cell: str) -> int | None:
    """Of a custom field, read as the import reads an amount."""
    reading = read_amount(clean(cell))
    return scaled(reading.value) if reading.value else None


def read_day(cell: str) -> str | None:
    """Of a custom field, read as the import reads a date: not where day and month are unclear."""
    return read_date(clean(cell)).value or None
