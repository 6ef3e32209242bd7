"""A filter as SQL over ``record`` and ``person``: it says what ``core.lists.filter_matching`` says.

The functions that it calls (``plain_text``, ``plain_number``, ``plain_day``) are Python's own on
SQLite (``filter_functions``), and of the schema on PostgreSQL. What only Python reads (a custom
field as an amount or a date) is there left to it: the SQL then finds all whom the filter may mean.
"""

from dataclasses import dataclass, replace
from typing import Any

from peewee import SqliteDatabase

from esl_dialer.core.lists.filter_columns import Kind
from esl_dialer.core.lists.filter_matching import (
    Comparable,
    Range,
    is_text,
    range_of,
    ranges_of,
    texts,
)
from esl_dialer.core.lists.filter_values import When
from esl_dialer.core.lists.filters import Condition, Group, Test, conditions
from esl_dialer.store.lists.filter_columns import cost_of, of_person, text_of

_OF_PERSON = "EXISTS (SELECT 1 FROM person WHERE person.id = record.person_id AND {})"
"""The person is looked up once, whatever number of columns is asked about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition for WHERE, never NULL. Unless ``exact``, whom it finds Python must judge."""

    sql: str
    values: tuple[Any, ...]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class _Compiler:
    kind: str
    when: When

    @property
    def mark(self) -> str:
        return "?" if self.kind == "sqlite" else "%s"

    def part(self, part: Group | Condition) -> Asked:
        if isinstance(part, Condition):
            return self.condition(part)
        if not part.parts:
            return Asked("1 = 0" if part.any else "1 = 1", ())
        asked = [self.part(one) for one in sorted(part.parts, key=_cost)]
        joined = " OR " if part.any else " AND "
        return Asked(
            f"({joined.join(one.sql for one in asked)})",
            tuple(value for one in asked for value in one.values),
            all(one.exact for one in asked),
        )

    def condition(self, part: Condition) -> Asked:
        cell, bound = text_of(part.column, self.kind)
        if part.test is Test.EMPTY:
            return Asked(f"{cell} = ''", tuple(bound))
        if part.test is Test.NOT_EMPTY:
            return Asked(f"{cell} <> ''", tuple(bound))
        if is_text(part):
            return self._of_text(part, f"plain_text({cell})", bound)
        return self._of_values(part, cell, bound)

    def _of_text(self, part: Condition, cell: str, bound: list[Any]) -> Asked:
        values = texts(part)
        if part.test is Test.CONTAINS:
            find = "instr" if self.kind == "sqlite" else "strpos"
            return Asked(f"{find}({cell}, {self.mark}) > 0", (*bound, *values))
        if part.test is Test.BEGINS_WITH:
            sql = f"substr({cell}, 1, {len(values[0])}) = {self.mark}"
            return Asked(sql, (*bound, *values))
        marks = ", ".join([self.mark] * len(values))
        within = "NOT IN" if part.test is Test.NOT_EQUALS else "IN"
        return Asked(f"{cell} {within} ({marks})", (*bound, *values))

    def _of_values(self, part: Condition, cell: str, bound: list[Any]) -> Asked:
        custom = part.column.kind is Kind.ANY
        if custom and self.kind != "sqlite":
            return Asked(f"{cell} <> ''", tuple(bound), exact=False)
        read = _READ[custom, part.kind].format(cell=cell)
        if part.kind is Kind.DATE and self.kind != "sqlite":
            read = f'{read} COLLATE "C"'
        equals = part.test in (Test.EQUALS, Test.NOT_EQUALS, Test.ONE_OF)
        ranges = ranges_of(part, self.when) if equals else [range_of(part, self.when)]
        sql, values = self._within(read, ranges[0])
        if part.test is Test.ONE_OF:
            sql = f"{read} IN ({', '.join([self.mark] * len(ranges))})"
            values = [one.low for one in ranges if one.low is not None]
        negated = "NOT " if part.test is Test.NOT_EQUALS else ""
        return Asked(f"{negated}COALESCE({sql}, FALSE)", (*bound, *values))

    def _within(self, read: str, one: Range) -> tuple[str, list[Comparable]]:
        if one.low is None or one.high is None:
            sign, end = ("<=", one.high) if one.low is None else (">=", one.low)
            return f"{read} {sign} {self.mark}", [] if end is None else [end]
        return f"{read} BETWEEN {self.mark} AND {self.mark}", [one.low, one.high]


_READ = {
    (False, Kind.NUMBER): "plain_number({cell})",
    (False, Kind.DATE): "plain_day({cell})",
    (False, Kind.MOMENT): "CAST({cell} AS BIGINT)",
    (True, Kind.NUMBER): "read_number({cell})",
    (True, Kind.DATE): "read_day({cell})",
}


def _cost(part: Group | Condition) -> int:
    """What is read with less is asked first: it may decide."""
    if isinstance(part, Condition):
        return cost_of(part.column)
    return max((_cost(one) for one in part.parts), default=0)


def asked(database: Any, group: Group, when: When) -> Asked:
    """For the database that is open (the proxy's, or one itself)."""
    held = getattr(database, "obj", database)
    kind = "sqlite" if isinstance(held, SqliteDatabase) else "postgresql"
    whole = _Compiler(kind, when).part(group)
    if not any(of_person(one.column) for one in conditions(group)):
        return whole
    return replace(whole, sql=_OF_PERSON.format(whole.sql))
