"""Statements that run for every call, their text made once.

The ORM takes ten times as long to build such a statement as the database to run it. Columns are
named as the models' fields and turned as those turn them. ``?`` stands for a value, ``IN (??)`` for
all of a list's.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    CharField,
    IntegerField,
    SqliteDatabase,
    TextField,
    __exception_wrapper__,
)

from esl_dialer.store.models import Table, database
from esl_dialer.store.opened import IN_MEMORY

Turn = Callable[[Any], Any]

_AS_THEY_ARE = frozenset({AutoField, BigIntegerField, CharField, IntegerField, TextField})
"""Fields whose values both drivers give as they are to be."""


class Insert:
    """A row of these fields, all others defaulted. ``known``, as SQL: what to do when it is there
    already."""

    def __init__(self, table: type[Table], names: Sequence[str], *, known: str = "") -> None:
        self._row = _Row(table, names)
        self._text = f"{self._row.insert} {known}"

    def __call__(self, *values: Any) -> bool:
        """Whether there is a new row."""
        return bool(_run(self._text, self._row.bound(values)).rowcount)

    def many(self, rows: Iterable[Sequence[Any]]) -> int:
        """Of several, in their order; returns how many there are new."""
        return run_many(self._text, map(self._row.bound, rows))


class InsertMany:
    """Rows of these fields, all others defaulted: by ``COPY`` on PostgreSQL, by the driver's
    ``executemany`` on SQLite, five times as fast as one long VALUES. Their errors are the driver's
    own.

    ``watched``: triggers look at the table. SQLite notes every page that a statement changes when
    the statement fires one, so there the rows are gathered in memory, and go in by one statement:
    40 % of the time.
    """

    def __init__(self, table: type[Table], names: Sequence[str], *, watched: bool = False) -> None:
        self._row = _Row(table, names)
        self._gather = _Gather(self._row, table, len(names)) if watched else None

    def __call__(self, rows: Iterable[Sequence[Any]]) -> None:
        if not isinstance(database.obj, SqliteDatabase):
            with database.cursor().copy(self._row.copy) as copying:
                for row in map(self._row.bound, rows):
                    copying.write_row(row)
        elif self._gather:
            self._gather(rows)
        else:
            database.cursor().executemany(self._row.insert, map(self._row.bound, rows))


class _Gather:
    """Rows that are brought together in memory, and from there into their table by one statement:
    inside a transaction."""

    def __init__(self, row: "_Row", table: type[Table], given: int) -> None:
        self._row = row
        there = f'{IN_MEMORY}."{table._meta.table_name}_given"'
        names = ", ".join(f"given{number}" for number in range(given))
        defaults = ", ".join("?" * len(row.fixed))
        self._make = f"CREATE TABLE IF NOT EXISTS {there} ({names})"
        self._put = f"INSERT INTO {there} VALUES ({', '.join('?' * given)})"  # noqa: S608
        self._move = (
            f"INSERT INTO {row.into} SELECT {names}, {defaults} FROM {there} ORDER BY rowid"  # noqa: S608
        )
        self._empty = f"DELETE FROM {there}"  # noqa: S608

    def __call__(self, rows: Iterable[Sequence[Any]]) -> None:
        cursor = database.cursor()
        cursor.execute(self._make)
        cursor.executemany(self._put, map(self._row.given, rows))
        cursor.execute(self._move, self._row.fixed)
        cursor.execute(self._empty)


class _Row:
    """The columns of a new row: those given, then those that are always the same (``fixed``)."""

    def __init__(self, table: type[Table], names: Sequence[str]) -> None:
        given = [table._meta.fields[name] for name in names]
        others = [f for f in table._meta.sorted_fields if f.name not in {*names, "id"}]
        self._turned = [field.db_value for field in given]
        self.fixed = [f.db_value(f.default() if callable(f.default) else f.default) for f in others]
        self.into = f'"{table._meta.table_name}" ({", ".join(map(_name, (*given, *others)))})'
        marks = ", ".join("?" * (len(given) + len(others)))
        self.insert = f"INSERT INTO {self.into} VALUES ({marks})"  # noqa: S608
        self.copy = f"COPY {self.into} FROM STDIN"

    def bound(self, values: Sequence[Any]) -> list[Any]:
        return [*_bound(self._turned, values), *self.fixed]

    def given(self, values: Sequence[Any]) -> list[Any]:
        return _bound(self._turned, values)


def _name(field: Any) -> str:
    return f'"{field.column_name}"'


class Update:
    """These fields of the rows that ``where`` picks; of those named ``once`` the first value
    stays."""

    def __init__(
        self, table: type[Table], names: Sequence[str], where: str, *, once: Collection[str] = ()
    ) -> None:
        fields = [table._meta.fields[name] for name in names]
        self._turned = [field.db_value for field in fields]
        sets = ", ".join(f"{_name(field)} = {_value(field, once)}" for field in fields)
        self._text = f'UPDATE "{table._meta.table_name}" SET {sets} WHERE {where}'  # noqa: S608

    def __call__(self, values: Sequence[Any], *where: Any) -> int:
        """How many rows."""
        return int(_run(self._text, self._bound(values, where)).rowcount)

    def many(self, rows: Iterable[tuple[Sequence[Any], Sequence[Any]]]) -> int:
        """Of several, in their order, each the values and what ``where`` asks; returns how many
        rows over all."""
        return run_many(self._text, (self._bound(*row) for row in rows))

    def _bound(self, values: Sequence[Any], where: Sequence[Any]) -> list[Any]:
        return [*_bound(self._turned, values), *where]


def _value(field: Any, once: Collection[str]) -> str:
    return f"COALESCE({_name(field)}, ?)" if field.name in once else "?"


class Select:
    """Fields of one table or several, by their names; ``source``: FROM and all that follows."""

    def __init__(self, source: str, *groups: tuple[type[Table], Sequence[str]]) -> None:
        fields = [table._meta.fields[name] for table, names in groups for name in names]
        self._turns = [
            (place, field.python_value)
            for place, field in enumerate(fields)
            if type(field) not in _AS_THEY_ARE
        ]
        ends = list(accumulate(len(names) for _, names in groups))
        self._groups = [slice(*bounds) for bounds in pairwise([0, *ends])]
        columns = (f'"{f.model._meta.table_name}"."{f.column_name}"' for f in fields)
        self._text = f"SELECT {', '.join(columns)} {source}"

    def rows(self, *where: Any) -> Iterator[list[Any]]:
        return map(self.turned, self.raw(*where))

    def raw(self, *where: Any) -> Iterator[tuple[Any, ...]]:
        """As the database has them: what is made of one can be kept by it."""
        return iter(_run(self._text, where))

    def turned(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, turn in self._turns:
            values[place] = turn(values[place])
        return values

    def groups(self, *where: Any) -> Iterator[list[list[Any]]]:
        """The rows, each apart into its groups."""
        for row in self.rows(*where):
            yield [row[group] for group in self._groups]


def run(text: str, *values: Any) -> int:
    """How many rows it changed."""
    return int(_run(text, values).rowcount)


def _bound(turned: Sequence[Turn], values: Sequence[Any]) -> list[Any]:
    """Strings and numbers are what their columns hold; all else is the column's to turn."""
    return [
        value if type(value) in (str, int) else turn(value)
        for turn, value in zip(turned, values, strict=True)
    ]


def _run(text: str, values: Sequence[Any]) -> Any:
    if "??" in text:
        text, values = _with_lists(text, values)
    return database.obj.execute_sql(_marked(text, database.obj.param), values)


def _with_lists(text: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    flat: list[Any] = []
    for value in values:
        if isinstance(value, list):
            text, bound = _listed(text, value)
            flat += bound
        else:
            flat.append(value)
    return text, flat


def _listed(text: str, values: list[Any]) -> tuple[str, list[Any]]:
    """The next list's place taken: by a mark for each, on PostgreSQL by one for the whole. There a
    text of hundreds of marks takes longer to send than its answer to come."""
    before, after = text.split("??", 1)
    if isinstance(database.obj, SqliteDatabase):
        padded = _padded(values)
        return f"{before}{', '.join('?' * len(padded)) or 'NULL'}{after}", padded
    if before.endswith("NOT IN ("):
        before = f"{before.removesuffix('NOT IN (')}<> ALL ("
    elif before.endswith("IN ("):
        before = f"{before.removesuffix('IN (')}= ANY ("
    return f"{before}?{after}", [values]


FEW = 256
"""Longer lists are rare: their texts are made for them."""


def _padded(values: list[Any]) -> list[Any]:
    """As long as a power of two, its last value again and again: few texts, which the database
    keeps prepared."""
    if len(values) > FEW or not values:
        return values
    size = 1 << (len(values) - 1).bit_length()
    return values + values[-1:] * (size - len(values))


def run_many(text: str, rows: Iterable[Sequence[Any]]) -> int:
    """The same statement with each of these values, in their order, inside a transaction; how many
    rows it changed. Its errors are those of ``run``."""
    bound = list(rows)
    if len(bound) < 2:
        return sum(int(_run(text, row).rowcount) for row in bound)
    with __exception_wrapper__:
        cursor = database.cursor()
        cursor.executemany(_marked(text, database.param), bound)
        return int(cursor.rowcount)


@cache
def _marked(text: str, mark: str) -> str:
    return text.replace("?", mark)
