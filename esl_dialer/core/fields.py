"""What is said once about a value that people set: every face, the store and the docs read it.

A noun (a campaign, a gateway, the settings) is a frozen dataclass whose attributes are defined by
a ``Field`` each; ``table_of`` is its table. From that table come the column, the form's control,
the API's model, the command's option, what is shown, and the docs.
"""

import dataclasses
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

from esl_dialer.core.says import NOTHING, Says

T = TypeVar("T")
Check = Callable[[Any], Says | None]
"""What is wrong with a value; None when nothing is."""


class Shape(StrEnum):
    """How a value is written; a face has a table of what it does with each."""

    YES_NO = "yes_no"
    WHOLE = "whole"
    DECIMAL = "decimal"
    SHARE = "share"
    """0 to 1; people write it in percent."""
    CHOICE = "choice"
    LINE = "line"
    PHONE = "phone"
    TEXT = "text"
    """Of several lines."""
    FILTER = "filter"
    """A filter, by its number; 0: none."""
    DISPOSITIONS = "dispositions"
    """A set of dispositions, by its number; 0: the default one."""
    LISTS = "lists"
    """Do-not-call lists, each by its number."""
    NUMBERS = "numbers"
    """Phone numbers with commas between."""
    BY_OUTCOME = "by_outcome"
    """Whole numbers, each after an outcome."""
    RULES = "rules"
    """Rules, each after an outcome or a disposition: ``final``, ``again``, ``again:30``."""
    WINDOW = "window"
    SCHEDULE = "schedule"


IN_PARTS = frozenset({Shape.WINDOW, Shape.SCHEDULE})
"""What programs are told in several values."""


_SHAPES: dict[type, Shape] = {
    bool: Shape.YES_NO,
    int: Shape.WHOLE,
    float: Shape.DECIMAL,
    str: Shape.LINE,
}
NUMERIC = frozenset({Shape.WHOLE, Shape.DECIMAL, Shape.SHARE})


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """One value that people set. Its texts are English; pages tell them by a catalogue.

    ``low`` and ``high`` bound a number, both included, ``longest`` a text (letters). ``check``
    judges what these can't. Its ``name`` is the attribute's that it defines.
    """

    default: T
    title: str
    help: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    longest: int | None = None
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """All it takes, with what people read for each; with a ``check``, what is offered."""
    check: Check | None = None
    section: str = ""
    """Where it stands on its page."""
    zero: str = ""
    """What 0, or nothing, is shown as."""
    wanted: Says = NOTHING
    """Said when it can't be read; empty: what its shape says."""
    secret: bool = False
    """Never shown again, nor written to the audit trail."""
    interactive: bool = False
    """It means something only where the callee's keys do."""
    with_agents: bool = False
    """It means something only where people talk with agents."""
    since: str = ""
    """The release that brought it; empty: the first."""
    as_shape: Shape | None = None
    """Where the default does not tell."""
    required: bool = False
    """It must be given: the default is only what a form begins with."""
    name: str = ""

    @property
    def type(self) -> type[T]:
        return type(self.default)

    @property
    def shape(self) -> Shape:
        return self.as_shape or (Shape.CHOICE if self.choices else _SHAPES[self.type])

    @property
    def about(self) -> str:
        """All that a reader is told, in one paragraph."""
        empty = self.choices.get("", self.zero if self.type in (str, tuple) else "")
        nothing = f"Empty: {empty}" if empty else ""
        since = f"Since {self.since}" if self.since else ""
        sentences = (self.title, self.help, nothing, since)
        return " ".join(f"{one.rstrip('.')}." for one in sentences if one)


Fields = Mapping[str, Field[Any]]
"""By name, in the order in which they are shown."""

_DEFINED_BY = "field"


def setting(default: T, title: str, help: str = "", **about: Any) -> T:
    """A dataclass's attribute that a ``Field`` of these defines, with its default."""
    field = Field(default, title, help, **about)
    made: dict[str, Any] = {"metadata": {_DEFINED_BY: field}}
    if isinstance(default, dict):
        made["default_factory"] = default.copy
    elif not field.required:
        made["default"] = default
    return cast(T, dataclasses.field(**made))


def table_of(noun: type) -> Fields:
    """The fields that define a dataclass's attributes."""
    attributes = dataclasses.fields(noun)
    return MappingProxyType(
        {
            one.name: replace(one.metadata[_DEFINED_BY], name=one.name)
            for one in attributes
            if _DEFINED_BY in one.metadata
        }
    )


def problem(field: Field[Any], value: Any) -> Says | None:
    """What is wrong with a value; None when nothing is."""
    if field.shape in NUMERIC and not _within(field, value):
        return Says("from {low} to {high}", **bounds(field))
    if field.check is not None:
        return field.check(value)
    if field.choices and value not in field.choices:
        return Says("one of: {choices}", choices=", ".join(field.choices))
    return None


def bounds(field: Field[Any]) -> dict[str, str]:
    """Of a number, as a sentence tells them: the places ``low`` and ``high``."""
    return {"low": f"{field.low:.12g}", "high": f"{field.high:.12g}"}


def _within(field: Field[Any], value: float) -> bool:
    """Neither infinity nor NaN is between two numbers."""
    low = -math.inf if field.low is None else field.low
    high = math.inf if field.high is None else field.high
    return low <= value <= high


def problems(table: Fields, values: object, before: object | None = None) -> dict[str, Says]:
    """What is wrong, by field; what stays as it was ``before`` is not judged again."""
    judged = (
        (name, getattr(values, name))
        for name in table
        if before is None or getattr(values, name) != getattr(before, name)
    )
    found = {name: problem(table[name], value) for name, value in judged}
    return {name: says for name, says in found.items() if says}


# --- as text -----------------------------------------------------------------------------------


def read(field: Field[Any], text: str) -> Any:
    """What a person typed; nothing is 0 where that is a word. Raises ValueError, OverflowError."""
    if field.shape in NUMERIC and field.zero and not text.strip():
        return field.type(0)
    reader = _READERS.get(field.shape, field.type)
    return reader(text)


def wanted(field: Field[Any]) -> Says:
    """What is said when it can't be read."""
    if field.wanted:
        return field.wanted
    if field.shape is Shape.WHOLE and field.unit:
        return Says("a whole number of {unit}", unit=Says(field.unit))
    if field.shape is Shape.DECIMAL and field.unit:
        return Says("a number of {unit}", unit=Says(field.unit))
    return _WANTED.get(field.shape, Says("choose one"))


def written(field: Field[Any], value: Any) -> str:
    """As a person types it."""
    return _WRITERS.get(field.shape, str)(value)


def called(field: Field[Any]) -> Says:
    """Its title."""
    return Says(field.title)


def told(field: Field[Any], value: Any) -> str:
    """As a person reads it: a choice by its title, a number with its unit, nothing by its word."""
    if not value and field.zero:
        return field.zero
    text = field.choices.get(str(value)) or written(field, value)
    return f"{text} {field.unit}" if field.unit and field.shape in NUMERIC else text


def numbers(text: str) -> tuple[str, ...]:
    """Phone numbers with commas, semicolons or spaces between."""
    return tuple(part for part in re.split(r"[,;\s]+", text) if part)


def _lists(text: str) -> tuple[int, ...]:
    """Raises ValueError."""
    return tuple(sorted({int(number) for number in numbers(text)}))


def yes_or_no(text: str) -> bool:
    """Raises ValueError."""
    if (value := _BOOLEANS.get(text.strip().lower())) is None:
        raise ValueError(text)
    return value


_YES, _NO = ("yes", "on", "true", "1"), ("no", "off", "false", "0")
_BOOLEANS = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)


def _text(text: str) -> str:
    """Its lines ended as ours are."""
    return text.replace("\r\n", "\n").strip()


def _decimal(text: str) -> float:
    return float(text.strip().replace(",", "."))


def _share(text: str) -> float:
    return round(_decimal(text.replace("%", "")) / 100, 6)


def _by_outcome(minutes: Mapping[str, object]) -> str:
    return ", ".join(f"{outcome}={count}" for outcome, count in sorted(minutes.items()))


_READERS: dict[Shape, Callable[[str], Any]] = {
    Shape.YES_NO: yes_or_no,
    Shape.WHOLE: int,
    Shape.DECIMAL: _decimal,
    Shape.SHARE: _share,
    Shape.LINE: _text,
    Shape.PHONE: _text,
    Shape.TEXT: _text,
    Shape.NUMBERS: numbers,
    Shape.LISTS: _lists,
    Shape.FILTER: lambda text: int(text.strip() or 0),
    Shape.DISPOSITIONS: lambda text: int(text.strip() or 0),
}
"""A choice is read as what its default is; what has parts (windows) by the face that asks."""

_WANTED = {
    Shape.YES_NO: Says("yes or no"),
    Shape.WHOLE: Says("a whole number"),
    Shape.DECIMAL: Says("a number"),
    Shape.SHARE: Says("a share in percent, as 15"),
    Shape.LISTS: Says("numbers of do-not-call lists"),
    Shape.FILTER: Says("choose a filter, or none"),
    Shape.DISPOSITIONS: Says("choose a set of dispositions"),
}
_WRITERS: dict[Shape, Callable[[Any], str]] = {
    Shape.YES_NO: lambda value: "yes" if value else "no",
    Shape.DECIMAL: lambda value: f"{value:g}",
    Shape.SHARE: lambda value: f"{100 * value:g}",
    Shape.NUMBERS: ", ".join,
    Shape.LISTS: lambda value: ", ".join(map(str, value)),
    Shape.BY_OUTCOME: _by_outcome,
    Shape.RULES: _by_outcome,
}
