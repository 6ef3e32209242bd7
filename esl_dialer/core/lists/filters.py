"""Filters: who of a list is meant, as conditions on columns, joined by and / or.

As JSON a group is ``{"all": [...]}`` or ``{"any": [...]}`` of conditions and groups, a condition
``{"column": "balance", "test": "between", "value": ["100", "500"]}``: one value, a list of them, or
none, as the test takes. All that is wrong is told at once, each by the number of its condition:
``2.1`` is the first of the group that stands second.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from esl_dialer.core.lists.filter_columns import FilterColumn, Kind, column_named
from esl_dialer.core.lists.filter_values import (
    FURTHEST,
    NO_VALUE,
    Moving,
    Value,
    read_value,
    written,
)
from esl_dialer.core.says import Says
from esl_dialer.core.text.quoting import quoted

MOST_CONDITIONS = 30
DEEPEST = 3
"""Groups within groups, the outermost counted."""
MOST_VALUES = 200
"""Of ``one_of``."""


class Test(StrEnum):
    __test__ = False

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    CONTAINS = "contains"
    BEGINS_WITH = "begins_with"
    ONE_OF = "one_of"
    GREATER = "greater"
    LESS = "less"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    LAST_DAYS = "last_days"
    NEXT_DAYS = "next_days"
    EMPTY = "empty"
    NOT_EMPTY = "not_empty"


NO_VALUES = frozenset({Test.EMPTY, Test.NOT_EMPTY})
COUNTS_OF_DAYS = frozenset({Test.LAST_DAYS, Test.NEXT_DAYS})
OF_A_PART = frozenset({Test.CONTAINS, Test.BEGINS_WITH})
_ALWAYS = NO_VALUES | {Test.EQUALS, Test.NOT_EQUALS}
_OF_DATES = frozenset({Test.BEFORE, Test.AFTER, Test.BETWEEN}) | COUNTS_OF_DAYS
TESTS: dict[Kind, frozenset[Test]] = {
    Kind.TEXT: _ALWAYS | OF_A_PART | {Test.ONE_OF},
    Kind.NUMBER: _ALWAYS | {Test.ONE_OF, Test.GREATER, Test.LESS, Test.BETWEEN},
    Kind.DATE: _ALWAYS | _OF_DATES,
    Kind.MOMENT: _ALWAYS | _OF_DATES,
    Kind.ANY: frozenset(Test),
}
"""Which tests a column takes, by its kind."""


@dataclass(frozen=True, slots=True)
class Condition:
    """``kind`` is how it compares: the column's, and of a custom field what the test asks for.
    ``values`` are none, one, two (``between``) or several (``one_of``); for days a count."""

    column: FilterColumn
    test: Test
    values: tuple[Value, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Group:
    """All of its parts must match, or, if ``any``, one."""

    any: bool
    parts: "tuple[Condition | Group, ...]"


Problems = dict[str, Says]
"""What is wrong, by the number of the condition; empty: of the whole."""


def parse(sent: Any) -> tuple[Group | None, Problems]:
    """A filter, or all that is wrong with it. One condition alone is a group of one."""
    problems: Problems = {}
    whole = {"all": [sent]} if isinstance(sent, Mapping) and "column" in sent else sent
    group = _group(whole, "", 1, problems)
    if not problems and group and sum(1 for _ in conditions(group)) > MOST_CONDITIONS:
        problems[""] = Says("more than {most} conditions", most=MOST_CONDITIONS)
    return (None, problems) if problems else (group, problems)


def conditions(group: Group) -> Iterator[Condition]:
    """All of them, in order."""
    for part in group.parts:
        if isinstance(part, Group):
            yield from conditions(part)
        else:
            yield part


def to_json(part: Group | Condition) -> dict[str, Any]:
    """As ``parse`` reads it."""
    if isinstance(part, Group):
        return {"any" if part.any else "all": [to_json(one) for one in part.parts]}
    told: dict[str, Any] = {"column": part.column.title if _is_custom(part) else part.column.key}
    values = [_written(part, value) for value in part.values]
    if part.test is not Test.ONE_OF and len(values) == 1:
        return told | {"test": str(part.test), "value": values[0]}
    return told | {"test": str(part.test)} | ({"value": values} if values else {})


def _is_custom(condition: Condition) -> bool:
    return condition.column.kind is Kind.ANY


def _written(condition: Condition, value: Value) -> str:
    return str(value) if condition.test in COUNTS_OF_DAYS else written(value, condition.kind)


class Renewal(StrEnum):
    """How often whom a filter means may change by itself."""

    NEVER = "never"
    DAILY = "daily"
    OFTEN = "often"


def renewal(group: Group) -> Renewal:
    """With the clock, where a condition goes by it."""
    found = {_renewal(one) for one in conditions(group)}
    return next((one for one in (Renewal.OFTEN, Renewal.DAILY) if one in found), Renewal.NEVER)


def _renewal(condition: Condition) -> Renewal:
    if condition.test in COUNTS_OF_DAYS:
        return Renewal.DAILY
    bases = {value.base for value in condition.values if isinstance(value, Moving)}
    if "now" in bases:
        return Renewal.OFTEN
    return Renewal.DAILY if bases else Renewal.NEVER


# --- from JSON ---------------------------------------------------------------------------------


def _group(sent: Any, at: str, depth: int, problems: Problems) -> Group | None:
    joined = isinstance(sent, Mapping) and len(sent) == 1 and next(iter(sent))
    parts = sent[joined] if joined in ("all", "any") else None
    if not isinstance(parts, list):
        problems[at] = Says("a group is written {shape}", shape='{"all": [...]} / {"any": [...]}')
        return None
    if not parts:
        problems[at] = Says("a group has at least one condition")
    elif len(parts) > MOST_CONDITIONS:
        problems[at] = Says("more than {most} conditions", most=MOST_CONDITIONS)
    elif depth > DEEPEST:
        problems[at] = Says("groups are at most {most} deep", most=DEEPEST)
    else:
        read = [
            _part(one, f"{at}.{place}".lstrip("."), depth, problems)
            for place, one in enumerate(parts, start=1)
        ]
        return Group(joined == "any", tuple(one for one in read if one))
    return None


def _part(sent: Any, at: str, depth: int, problems: Problems) -> Condition | Group | None:
    if isinstance(sent, Mapping) and "column" in sent:
        read = _condition(sent)
        if isinstance(read, Says):
            problems[at] = read
            return None
        return read
    return _group(sent, at, depth + 1, problems)


def _condition(sent: Mapping[str, Any]) -> Condition | Says:
    if left := sent.keys() - {"column", "test", "value"}:
        return Says("a condition has no {name}", name=quoted(str(min(left, key=str))))
    column = column_named(str(sent["column"]))
    if column is None:
        return Says("no column {name}", name=quoted(str(sent["column"])))
    named = str(sent.get("test", ""))
    if named not in set(Test):
        return Says("no test {name}", name=quoted(named))
    test = Test(named)
    if test not in TESTS[column.kind]:
        return _WRONG_KIND[column.kind].of(column=column.title)
    values = _texts(sent.get("value"))
    if values is None:
        return Says("a value is a text or a number")
    return _count_problem(test, values) or _read(column, test, values)


_WRONG_KIND = {
    Kind.TEXT: Says("{column} is text: it can't be compared so"),
    Kind.NUMBER: Says("{column} is a number: it can't be compared so"),
    Kind.DATE: Says("{column} is a date: it can't be compared so"),
    Kind.MOMENT: Says("{column} is a date: it can't be compared so"),
}


def _texts(value: Any) -> list[str] | None:
    """As they were written; None: one of them is no value."""
    given = value if isinstance(value, list) else [] if value is None else [value]
    if any(isinstance(one, bool) or not isinstance(one, str | int | float) for one in given):
        return None
    return [_plain_figures(one) for one in given]


def _plain_figures(value: str | float) -> str:
    """A number of JSON's without an exponent or a needless ``.0``."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.4f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else str(value)


def _count_problem(test: Test, values: list[str]) -> Says | None:
    if test in NO_VALUES:
        return Says("this test takes no value") if any(values) else None
    if not values or not any(one.strip() for one in values):
        return NO_VALUE
    if test is Test.ONE_OF:
        most = Says("at most {most} values", most=MOST_VALUES)
        return most if len(values) > MOST_VALUES else None
    if test is Test.BETWEEN:
        return None if len(values) == 2 else Says("it takes two values")
    return None if len(values) == 1 else Says("it takes one value")


def _read(column: FilterColumn, test: Test, given: list[str]) -> Condition | Says:
    if test in NO_VALUES:
        return Condition(column, test, (), column.kind)
    if test in COUNTS_OF_DAYS:
        of = Kind.DATE if column.kind is Kind.ANY else column.kind
        days = given[0].strip()
        if not (days.isascii() and days.isdecimal()) or not 1 <= int(days[:9]) <= FURTHEST:
            return Says("a whole number of days, from 1 to {most}", most=FURTHEST)
        return Condition(column, test, (int(days),), of)
    found: Condition | Says = NO_VALUE
    for kind in _kinds(column, test):
        found = _read_as(column, test, given, kind)
        if isinstance(found, Condition):
            break
    return found


def _kinds(column: FilterColumn, test: Test) -> tuple[Kind, ...]:
    """What the values may be: of a custom field, what the test compares."""
    if column.kind is not Kind.ANY:
        return (column.kind,)
    if test is Test.BETWEEN:
        return (Kind.DATE, Kind.NUMBER)
    if test in (Test.GREATER, Test.LESS):
        return (Kind.NUMBER,)
    return (Kind.DATE,) if test in (Test.BEFORE, Test.AFTER) else (Kind.TEXT,)


def _read_as(column: FilterColumn, test: Test, given: list[str], kind: Kind) -> Condition | Says:
    values: list[Value] = []
    for raw in given:
        if test is Test.ONE_OF and not raw.strip():
            continue
        value = read_value(column, kind, raw, part=test in OF_A_PART)
        if isinstance(value, Says):
            return value
        values.append(value)
    low, high = values[0], values[-1]
    fixed = not isinstance(low, Moving) and not isinstance(high, Moving)
    if test is Test.BETWEEN and fixed and low > high:  # type: ignore[operator]
        return Says("the first of the two is the greater one")
    return Condition(
        column, test, tuple(dict.fromkeys(values)) if test is Test.ONE_OF else tuple(values), kind
    )
