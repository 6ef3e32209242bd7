"""A filter as people read it: a sentence, told in the reader's language."""

from esl_dialer.core.lists.filter_values import Moving, Value, written
from esl_dialer.core.lists.filters import COUNTS_OF_DAYS, Condition, Group, Test
from esl_dialer.core.says import Says, verbatim

TESTS = {
    Test.EQUALS: Says("{column} is {value}"),
    Test.NOT_EQUALS: Says("{column} is not {value}"),
    Test.CONTAINS: Says("{column} contains {value}"),
    Test.BEGINS_WITH: Says("{column} begins with {value}"),
    Test.ONE_OF: Says("{column} is one of {values}"),
    Test.GREATER: Says("{column} is greater than {value}"),
    Test.LESS: Says("{column} is less than {value}"),
    Test.BETWEEN: Says("{column} is from {value} to {other}"),
    Test.BEFORE: Says("{column} is before {value}"),
    Test.AFTER: Says("{column} is after {value}"),
    Test.LAST_DAYS: Says("{column} is in the last {count} {count:day|days}"),
    Test.NEXT_DAYS: Says("{column} is in the next {count} {count:day|days}"),
    Test.EMPTY: Says("{column} is empty"),
    Test.NOT_EMPTY: Says("{column} is not empty"),
}

NAMES = {
    Test.EQUALS: Says("is"),
    Test.NOT_EQUALS: Says("is not"),
    Test.CONTAINS: Says("contains"),
    Test.BEGINS_WITH: Says("begins with"),
    Test.ONE_OF: Says("is one of (commas between)"),
    Test.GREATER: Says("is greater than"),
    Test.LESS: Says("is less than"),
    Test.BETWEEN: Says("is from ... to ..."),
    Test.BEFORE: Says("is before"),
    Test.AFTER: Says("is after"),
    Test.LAST_DAYS: Says("is in the last ... days"),
    Test.NEXT_DAYS: Says("is in the next ... days"),
    Test.EMPTY: Says("is empty"),
    Test.NOT_EMPTY: Says("is not empty"),
}
"""As a menu has them."""

SHOWN_VALUES = 10
"""Of ``one_of``; of more, the first."""


def told(part: Group | Condition) -> Says:
    """All of it in one sentence; a group within another stands in brackets."""
    if isinstance(part, Condition):
        return _condition(part)
    joined = Says("{first} or {then}") if part.any else Says("{first} and {then}")
    whole, *others = [_inner(one) for one in part.parts]
    for one in others:
        whole = joined.of(first=whole, then=one)
    return whole


def _inner(part: Group | Condition) -> Says:
    whole = told(part)
    if isinstance(part, Group) and len(part.parts) > 1:
        return Says("({sentence})", sentence=whole)
    return whole


def _condition(part: Condition) -> Says:
    column = verbatim(part.column.title)
    text = TESTS[part.test]
    if part.test in COUNTS_OF_DAYS:
        return text.of(column=column, count=int(str(part.values[0])))
    values = [_value(part, value) for value in part.values]
    if part.test is Test.ONE_OF:
        return text.of(column=column, values=_several(values))
    places = dict(zip(("value", "other"), values, strict=False))
    return text.of(column=column, **places)


def _several(values: list[str | Says]) -> str:
    shown = ", ".join(map(str, values[:SHOWN_VALUES]))
    return f"{shown}, ..." if len(values) > SHOWN_VALUES else shown


def _value(part: Condition, value: Value) -> str | Says:
    if isinstance(value, Moving):
        return _moving(value)
    return written(value, part.kind)


def _moving(value: Moving) -> Says:
    base = Says("today") if value.base == "today" else Says("now")
    if not value.shift:
        return base
    count = abs(value.shift)
    if value.base == "today":
        text = (
            Says("{base} minus {count} {count:day|days}")
            if value.shift < 0
            else Says("{base} plus {count} {count:day|days}")
        )
    else:
        text = (
            Says("{base} minus {count} {count:minute|minutes}")
            if value.shift < 0
            else Says("{base} plus {count} {count:minute|minutes}")
        )
    return text.of(base=base, count=count)
