"""Locks beside the embedded database, kept by the kernel: whoever holds one lives.

They stand outside the database, so that they hold whatever becomes of its file. ``DB.engine`` is
the engine's alone and says on which file it works; ``DB.in-use`` is shared by all that keep the
database open, and taken alone by who puts another in its place.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

File = tuple[int, int]
"""A file by its device and number."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works on a database; ``file`` is the one it opened and ``log`` SQLite's write-ahead log
    of it, None when they are not known."""

    owner: str
    file: File | None = None
    log: File | None = None


class EngineLock:
    """Taken once and kept until the process ends."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._held: int | None = None

    def take(self, owner: str) -> Holder | None:
        """None when it is ours; else who has it. The database is open."""
        descriptor = _opened(self._database, "engine")
        if not _locks(descriptor, fcntl.LOCK_EX):
            os.close(descriptor)
            return engine_of(self._database) or Holder("")
        told = {
            "owner": owner,
            "file": file_at(self._database),
            "log": file_at(log_of(self._database)),
        }
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(told).encode(), 0)
        self._held = descriptor
        return None

    def let_go(self) -> None:
        """In order: nothing is left behind."""
        if self._held is not None:
            os.ftruncate(self._held, 0)
            os.close(self._held)
            self._held = None


def engine_of(database: Path) -> Holder | None:
    """The engine that works on the database at this path, whichever file is there now."""
    with suppress(FileNotFoundError), _read(database) as descriptor:
        if not _locks(descriptor, fcntl.LOCK_SH):
            return _holder(descriptor)
    return None


def put_aside_foreign_log(database: Path) -> Path | None:
    """The log that a killed engine left, when another file was put in place of its database.

    SQLite would work it into the new one and spoil both. Called before the database is opened;
    where it was put aside, if it was.
    """
    with suppress(FileNotFoundError), _read(database) as descriptor:
        if not _locks(descriptor, fcntl.LOCK_EX):
            return None
        left, log = _holder(descriptor), log_of(database)
        os.ftruncate(descriptor, 0)
        if left.file in (None, file_at(database)) or left.log != file_at(log):
            return None
        aside = beside(log, "of-the-replaced")
        log.replace(aside)
        Path(f"{database}-shm").unlink(missing_ok=True)
        return aside
    return None


def keep_in_use(database: Path) -> None:
    """Until this process ends: nobody puts another database in this one's place."""
    fcntl.flock(_opened(database, "in-use"), fcntl.LOCK_SH)


@contextmanager
def alone(database: Path) -> Iterator[bool]:
    """Whether nobody keeps it in use, nor begins to until the block ends."""
    descriptor = _opened(database, "in-use")
    try:
        yield _locks(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def file_at(path: str | Path) -> File | None:
    """Which file it is; None: there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def log_of(database: Path) -> Path:
    return Path(f"{database}-wal")


def beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}.{what}")


def _opened(database: Path, what: str) -> int:
    return os.open(beside(database, what), os.O_RDWR | os.O_CREAT, 0o600)


@contextmanager
def _read(database: Path) -> Iterator[int]:
    """The engine's lock, which is not made. Raises FileNotFoundError."""
    descriptor = os.open(beside(database, "engine"), os.O_RDWR)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _locks(descriptor: int, how: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        return True
    return False


def _holder(descriptor: int) -> Holder:
    """Of a lock whose holder has not written yet, nothing is known but that it is held."""
    try:
        told = json.loads(os.pread(descriptor, 4096, 0))
        return Holder(str(told["owner"]), _file(told["file"]), _file(told["log"]))
    except (ValueError, KeyError, TypeError):
        return Holder("")


def _file(told: list[int] | None) -> File | None:
    return (int(told[0]), int(told[1])) if told else None
