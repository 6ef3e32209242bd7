"""The form of a filter: groups of rows, a condition each, as many as are wanted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from esl_dialer.core.lists.filter_columns import CUSTOM, OF_LAYOUT, OWN, FilterColumn
from esl_dialer.core.lists.filters import (
    MOST_CONDITIONS,
    MOST_VALUES,
    NO_VALUES,
    Condition,
    Group,
    Test,
    to_json,
)
from esl_dialer.core.says import Says

_BETWEEN = ";\n"
"""What stands between several values; where neither does, a comma, but one between two digits."""
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")

COLUMNS: tuple[FilterColumn, ...] = (*OF_LAYOUT, *OWN)
MOST_GROUPS = 8

Form = MultiDict[str, str]
Problems = dict[str, Says]


@dataclass(frozen=True, slots=True)
class Row:
    """A condition as it stands in the form; ``own`` names a custom field."""

    column: str = ""
    own: str = ""
    test: str = str(Test.EQUALS)
    value: str = ""
    other: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.column or self.own.strip() or self.value.strip() or self.other.strip())

    def sent(self) -> dict[str, Any]:
        """As ``core.lists.filters.parse`` reads it."""
        column = f"{CUSTOM}{self.own.strip()}" if self.column in ("", CUSTOM) else self.column
        told: dict[str, Any] = {"column": column, "test": self.test}
        if self.test in NO_VALUES:
            return told
        if self.test == Test.BETWEEN:
            return told | {"value": [self.value, self.other]}
        if self.test == Test.ONE_OF:
            return told | {"value": _values(self.value)[: MOST_VALUES + 1]}
        return told | {"value": self.value}


@dataclass(frozen=True, slots=True)
class RowGroup:
    joined: str = "all"
    rows: tuple[Row, ...] = (Row(),)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form holds, as text. ``joined``: how its groups are."""

    name: str = ""
    joined: str = "all"
    groups: tuple[RowGroup, ...] = (RowGroup(),)
    campaign: str = ""
    """Whose records it is tried on."""


@dataclass(frozen=True, slots=True)
class Built:
    """A form's filter, and where in the form each of its conditions stands."""

    expression: dict[str, Any]
    places: dict[str, str] = field(default_factory=dict)
    """By the number of the condition in the filter: its row."""

    def problems(self, found: Problems) -> Problems:
        """What a service says, by the form's fields."""
        return {self._field(at): told for at, told in found.items()}

    def _field(self, at: str) -> str:
        number = at.removeprefix("condition ")
        return f"row_{self.places[number]}" if number in self.places else at


def wants_other_rows(form: Form) -> bool:
    """Whether a button of the form asks for other rows; nothing is saved then."""
    return bool({"more", "more_groups", "drop"} & form.keys())


def as_typed(form: Form) -> Shown:
    """The form as it was sent, with the rows that a button of it asks for."""
    groups = list(_groups(form)) or [RowGroup()]
    if "more_groups" in form and len(groups) < MOST_GROUPS:
        groups.append(RowGroup())
    changed = [
        RowGroup(one.joined, tuple(_wanted_rows(form, at, one.rows)))
        for at, one in enumerate(groups, start=1)
    ]
    kept = tuple(one for one in changed if one.rows) or (RowGroup(),)
    return Shown(form.get("name", ""), _joined(form, "joined"), kept, form.get("campaign", ""))


def _groups(form: Form) -> Iterator[RowGroup]:
    for group in range(1, MOST_GROUPS + 1):
        if f"joined_{group}" in form:
            yield RowGroup(_joined(form, f"joined_{group}"), tuple(_rows(form, group)))


def _joined(form: Form, name: str) -> str:
    return "any" if form.get(name) == "any" else "all"


def _rows(form: Form, group: int) -> Iterator[Row]:
    for row in range(1, MOST_CONDITIONS + 1):
        at = f"{group}_{row}"
        if f"column_{at}" in form:
            names = ("column", "own", "test", "value", "other")
            yield Row(*(form.get(f"{name}_{at}", "") for name in names))


def _wanted_rows(form: Form, group: int, rows: tuple[Row, ...]) -> Iterator[Row]:
    """But the one that is dropped; one more where that is asked for."""
    for at, row in enumerate(rows, start=1):
        if form.get("drop") != f"{group}_{at}":
            yield row
    if form.get("more") == str(group) and len(rows) < MOST_CONDITIONS:
        yield Row()


def built(shown: Shown) -> Built:
    """The filter that the form says; rows without anything are none."""
    groups, places = [], {}
    for at, group in enumerate(shown.groups, start=1):
        filled = [(row, place) for place, row in enumerate(group.rows, 1) if not row.is_empty]
        if filled:
            groups.append({group.joined: [row.sent() for row, _ in filled]})
            for number, (_, place) in enumerate(filled, start=1):
                places[f"{len(groups)}.{number}"] = f"{at}_{place}"
    if len(groups) == 1:
        return Built(groups[0], {at.removeprefix("1."): place for at, place in places.items()})
    return Built({shown.joined: groups}, places)


def shown(name: str, group: Group) -> Shown | None:
    """A filter that is kept, as the form; None: it has groups within groups, or values that a line
    can't hold."""
    if not all(map(_can_be_typed, _conditions(group))):
        return None
    if not any(isinstance(part, Group) for part in group.parts):
        return Shown(name, "all", (_row_group(group),))
    parts = [part if isinstance(part, Group) else Group(False, (part,)) for part in group.parts]
    deep = any(isinstance(inner, Group) for part in parts for inner in part.parts)
    if deep or len(parts) > MOST_GROUPS:
        return None
    return Shown(name, "any" if group.any else "all", tuple(map(_row_group, parts)))


def _values(text: str) -> list[str]:
    if any(mark in text for mark in _BETWEEN):
        return [one for one in map(str.strip, re.split("[;\n]", text)) if one]
    return _COMMA.split(text)


def _joined_values(values: list[str]) -> str:
    text = "; ".join(values)
    return text if _values(text) == values else f"{text};"


def _conditions(group: Group) -> Iterator[Condition]:
    for part in group.parts:
        if isinstance(part, Group):
            yield from _conditions(part)
        else:
            yield part


def _can_be_typed(part: Condition) -> bool:
    """Whether the form reads of its values what it is shown of them."""
    given = to_json(part).get("value")
    if part.test is not Test.ONE_OF or not isinstance(given, list):
        return True
    values = list(map(str, given))
    return _values(_joined_values(values)) == values


def _row_group(group: Group) -> RowGroup:
    rows = (_row(part) for part in group.parts if isinstance(part, Condition))
    return RowGroup("any" if group.any else "all", tuple(rows))


def _row(part: Condition) -> Row:
    told = to_json(part)
    key = str(told["column"])
    custom = key.startswith(CUSTOM)
    given = told.get("value", "")
    values = list(map(str, given)) if isinstance(given, list) else [str(given)]
    if part.test is Test.ONE_OF:
        values = [_joined_values(values)]
    return Row(
        column=CUSTOM if custom else key,
        own=key.removeprefix(CUSTOM) if custom else "",
        test=str(part.test),
        value=values[0],
        other=values[1] if len(values) > 1 else "",
    )
