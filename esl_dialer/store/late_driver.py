"""PostgreSQL's driver is loaded when such a database is opened.

Loading it takes a quarter of a short command's time, and peewee does it as it is imported itself,
whatever the database is.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

DRIVERS = ("psycopg", "psycopg2")
"""Of these peewee takes what it finds."""


@contextmanager
def without_postgresql() -> Iterator[None]:
    """What is imported inside finds no driver, unless it is loaded already."""
    hidden: dict[str, Any] = dict.fromkeys(name for name in DRIVERS if name not in sys.modules)
    sys.modules.update(hidden)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
