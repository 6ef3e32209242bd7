"""What the store raises, by what its caller should do; and the drivers' errors by these names."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from peewee import DataError, IntegrityError, PeeweeException

StoreError = PeeweeException
"""All that the driver raises and that has no name here: the database is none, say."""


class StoreBusy(Exception):
    """Another process holds the write lock for longer than is waited for: nothing was written.

    Try again later.
    """

    AGAIN_S = 0.05
    """Seconds after which to try again."""


class StoreFull(StoreBusy):
    """The disk has no room: nothing was written, and nothing will be until someone makes some."""

    AGAIN_S = 1.0


class StoreReadOnly(StoreBusy):
    """The database may be read and not written: its file's mode, its disk, a standby server."""

    AGAIN_S = 1.0


class StoreAway(StoreBusy):
    """The database can't be reached, or was cut off: of a commit under way nobody knows whether it
    took."""

    AGAIN_S = 1.0


class StoreReplaced(StoreBusy):
    """The database's file is not the one that was opened: nothing was written, and nothing will be
    until it is back, or the process is started anew."""

    AGAIN_S = 1.0


class NotTaken(ValueError):
    """The database does not take these values: trying again does not help."""


class Duplicate(NotTaken):
    """A name or key that must be unique is in use: nothing was written."""


FULL = "the database's disk is full: make room"
READ_ONLY = "the database can't be written"

_ROOM_FOR_INDEX = sqlite3.SQLITE_IOERR_SHMSIZE
"""What SQLite says when the index of its log finds no room."""

_OF_SQLITE: dict[int, type[StoreBusy]] = {
    sqlite3.SQLITE_BUSY: StoreBusy,
    sqlite3.SQLITE_LOCKED: StoreBusy,
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    sqlite3.SQLITE_CANTOPEN: StoreAway,
    sqlite3.SQLITE_IOERR: StoreAway,
}
"""By primary result code."""

_OF_POSTGRESQL: dict[str, type[StoreBusy]] = {
    "40001": StoreBusy,
    "40P01": StoreBusy,
    "55P03": StoreBusy,
    "25006": StoreReadOnly,
    "53100": StoreFull,
    "53200": StoreAway,
    "53300": StoreAway,
    "57P01": StoreAway,
    "57P02": StoreAway,
    "57P03": StoreAway,
}
"""By SQLSTATE: serialization, deadlock, lock; read only; full, no memory, no connection left; shut
down, crashed, starting."""

_CONNECTION = "08"
"""The class of SQLSTATEs of a connection that failed."""

_CUT = frozenset({"OperationalError", "InterfaceError"})
"""By the driver's name: without an SQLSTATE, a connection that never stood, or was cut."""


@contextmanager
def renamed_errors() -> Iterator[None]:
    """The driver's errors that callers act upon get our names: Duplicate, NotTaken, StoreBusy and
    its kinds."""
    try:
        yield
    except IntegrityError as error:
        if "unique" in str(error).lower():
            raise Duplicate(str(error)) from error
        raise NotTaken(str(error)) from error
    except DataError as error:
        raise NotTaken(str(error)) from error
    except PeeweeException as error:
        if (kind := kind_of(error)) is not None:
            raise named(kind, error) from error
        raise


def named(kind: type[StoreBusy], error: BaseException) -> StoreBusy:
    """The error as one of that kind, in a line."""
    if kind is StoreFull:
        return StoreFull(FULL)
    said = " ".join(str(error).split())
    return StoreReadOnly(f"{READ_ONLY}: {said}") if kind is StoreReadOnly else kind(said)


def kind_of(error: BaseException | None) -> type[StoreBusy] | None:
    """By the error or one before it: SQLite ends a transaction that has no room by itself, so that
    the last error is that of our own rollback. None: no kind of it has a name here."""
    while error is not None:
        if found := _kind(error):
            return found
        error = error.__context__
    return None


def _kind(error: BaseException) -> type[StoreBusy] | None:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)
        return StoreFull if code == _ROOM_FOR_INDEX else _OF_SQLITE.get(code & 0xFF)
    if not hasattr(error, "sqlstate"):
        return None
    if error.sqlstate is None:
        return StoreAway if _CUT & {one.__name__ for one in type(error).__mro__} else None
    of_connection = error.sqlstate.startswith(_CONNECTION)
    return StoreAway if of_connection else _OF_POSTGRESQL.get(error.sqlstate)
