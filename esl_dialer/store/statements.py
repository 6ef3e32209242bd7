"""Statements that run for every call, their text made once.

The ORM takes ten times as long to build such a statement as the database to run it. Columns are
named as the models' fields and turned as those turn them. ``?`` stands for a value, ``??`` for all
of a list's, with commas between.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from peewee import SqliteDatabase

from esl_dialer.store.models import Table, database

Turn = Callable[[Any], Any]


class Insert:
    """A row of these fields, all others defaulted. ``known``, as SQL: what to do when it is there
    already."""

    def __init__(self, table: type[Table], names: Sequence[str], *, known: str = "") -> None:
        self._row = _Row(table, names)
        self._text = f"{self._row.insert} {known}"

    def __call__(self, *values: Any) -> bool:
        """Whether there is a new row."""
        return bool(_run(self._text, self._row.bound(values)).rowcount)


class InsertMany:
    """Rows of these fields, all others defaulted: by ``COPY`` on PostgreSQL, by the driver's
    ``executemany`` on SQLite, five times as fast as one long VALUES. Their errors are the driver's
    own. ``known``, as SQL: what to do with one that is there already; ``COPY`` can't be told."""

    def __init__(self, table: type[Table], names: Sequence[str], *, known: str = "") -> None:
        self._row, self._known = _Row(table, names), known

    def __call__(self, rows: Iterable[Sequence[Any]]) -> None:
        bound = map(self._row.bound, rows)
        cursor = database.cursor()
        if self._known or isinstance(database.obj, SqliteDatabase):
            cursor.executemany(_marked(f"{self._row.insert} {self._known}", database.param), bound)
            return
        with cursor.copy(self._row.copy) as copying:
            for row in bound:
                copying.write_row(row)


class _Row:
    """The columns of a new row: those given, then those that are always the same."""

    def __init__(self, table: type[Table], names: Sequence[str]) -> None:
        given = [table._meta.fields[name] for name in names]
        others = [f for f in table._meta.sorted_fields if f.name not in {*names, "id"}]
        self._turned = [field.db_value for field in given]
        self._fixed = [
            f.db_value(f.default() if callable(f.default) else f.default) for f in others
        ]
        into = f'"{table._meta.table_name}" ({", ".join(map(_name, (*given, *others)))})'
        marks = ", ".join("?" * (len(given) + len(others)))
        self.insert = f"INSERT INTO {into} VALUES ({marks})"  # noqa: S608
        self.copy = f"COPY {into} FROM STDIN"

    def bound(self, values: Sequence[Any]) -> list[Any]:
        return [*_bound(self._turned, values), *self._fixed]


def _name(field: Any) -> str:
    return f'"{field.column_name}"'


class Update:
    """These fields of the rows that ``where`` picks."""

    def __init__(self, table: type[Table], names: Sequence[str], where: str) -> None:
        fields = [table._meta.fields[name] for name in names]
        self._turned = [field.db_value for field in fields]
        sets = ", ".join(f'"{field.column_name}" = ?' for field in fields)
        self._text = f'UPDATE "{table._meta.table_name}" SET {sets} WHERE {where}'  # noqa: S608

    def __call__(self, values: Sequence[Any], *where: Any) -> int:
        """How many rows."""
        bound = _bound(self._turned, values)
        return int(_run(self._text, [*bound, *where]).rowcount)


class Select:
    """Fields of one table or several, by their names; ``source``: FROM and all that follows."""

    def __init__(self, source: str, *groups: tuple[type[Table], Sequence[str]]) -> None:
        fields = [table._meta.fields[name] for table, names in groups for name in names]
        self._turned: list[Turn] = [field.python_value for field in fields]
        self._sizes = [len(names) for _, names in groups]
        columns = (f'"{f.model._meta.table_name}"."{f.column_name}"' for f in fields)
        self._text = f"SELECT {', '.join(columns)} {source}"

    def rows(self, *where: Any) -> Iterator[list[Any]]:
        for row in _run(self._text, where):
            yield [turn(value) for turn, value in zip(self._turned, row, strict=True)]

    def groups(self, *where: Any) -> Iterator[list[list[Any]]]:
        """The rows, each apart into its groups."""
        for row in self.rows(*where):
            values = iter(row)
            yield [list(islice(values, size)) for size in self._sizes]


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
    flat: list[Any] = []
    for value in values:
        if isinstance(value, list):
            text = text.replace("??", ", ".join("?" * len(value)) or "NULL", 1)
            flat += value
        else:
            flat.append(value)
    return database.execute_sql(_marked(text, database.param), flat)


@cache
def _marked(text: str, mark: str) -> str:
    return text.replace("?", mark)
