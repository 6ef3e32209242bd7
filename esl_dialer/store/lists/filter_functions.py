"""Python's own readings of a cell, as functions of every connection to SQLite.

PostgreSQL has the first three in its schema, to the same effect; the last two it lacks. They are
loaded when they are first asked for: few commands do.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from peewee import SqliteDatabase

from esl_dialer.core.text.folding import plain

_READINGS = {
    "plain_number": "number_of",
    "plain_day": "day_of",
    "read_number": "read_number",
    "read_day": "read_day",
}
"""By the name in SQL, the function of ``core.lists.filter_values``."""


def install(database: SqliteDatabase) -> None:
    """For connections that are opened from now on."""
    database.register_function(plain, "plain_text", 1)
    for name, reading in _READINGS.items():
        database.register_function(_late(reading), name, 1)


def _late(name: str) -> Callable[[str], Any]:
    loaded: list[Callable[[str], Any]] = []

    def read(cell: str) -> Any:
        if not loaded:
            loaded.append(getattr(import_module("esl_dialer.core.lists.filter_values"), name))
        return loaded[0](cell)

    return read
