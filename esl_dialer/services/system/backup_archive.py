"""A backup as a file: a ZIP with what it is (``backup.json``), and the database.

Each member is told with its length and its SHA-256, so that a file that was cut, damaged or put
together by others is known. What else a data directory holds is not in it: the key that opens the
database's secrets, above all.
"""

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from esl_dialer.core.says import Says, about, verbatim
from esl_dialer.services.errors import ServiceError

FORMAT = 1
ABOUT = "backup.json"
BLOCK = 1 << 20

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
"""What a ZIP that others made may raise; the last where it is locked, or packed as we can't."""


class NotABackup(ServiceError):
    """The file is none, or is not whole."""


@dataclass(frozen=True, slots=True)
class About:
    """What a backup is of. ``kind`` is ``sqlite`` or ``postgresql``; ``made_at`` and ``last_at``
    (what the database knows last) are ISO 8601; ``schema`` are its migrations, with when each was
    made; ``tables`` in the order in which they can be filled, with their columns (of PostgreSQL);
    ``members`` by name their length in bytes and SHA-256."""

    format: int
    kind: str
    version: str
    made_at: str
    last_at: str
    identity: str
    schema: dict[str, str]
    tables: dict[str, list[str]]
    members: dict[str, list[Any]]

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


class Writing:
    """Members are written one after the other; what it is comes last."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, list[Any]] = {}

    @contextmanager
    def member(self, name: str) -> Iterator["Counting"]:
        with self._archive.open(name, "w", force_zip64=True) as file:
            counting = Counting(file)
            yield counting
        self.members[name] = [counting.length, counting.digest.hexdigest()]

    def about(self, about: About) -> None:
        self._archive.writestr(ABOUT, json.dumps(asdict(about), indent=1))


class Counting:
    """What is written to a member, counted as it is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.length, self.digest = 0, sha256()

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self.length += len(data)
        self.digest.update(data)


@contextmanager
def written(path: Path) -> Iterator[Writing]:
    """A file that nobody else reads, there whole or not at all. Raises OSError, FileExistsError."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                yield Writing(archive)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)
    finally:
        part.unlink(missing_ok=True)


class Reading:
    def __init__(self, archive: zipfile.ZipFile, about: About) -> None:
        self._archive, self.about = archive, about

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        with self._archive.open(name) as file:
            yield file

    def copy(self, name: str, path: Path) -> None:
        """To a new file, for us alone, on the disk when this returns."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as target, self.member(name) as source:
            while block := source.read(BLOCK):
                target.write(block)
            target.flush()
            os.fsync(target.fileno())


@contextmanager
def opened(path: Path) -> Iterator[Reading]:
    """A whole backup, every byte looked at. Raises NotABackup."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise _none(path) from error
    except OSError as error:
        raise NotABackup(about(str(path), verbatim(error.strerror or ""))) from error
    with archive:
        what = _about(archive, path)
        for name, (length, digest) in what.members.items():
            _check(archive, path, name, (length, digest))
        yield Reading(archive, what)


def _about(archive: zipfile.ZipFile, path: Path) -> About:
    try:
        told = json.loads(archive.read(ABOUT))
        known = told["format"]
    except (KeyError, ValueError, TypeError, *UNREADABLE) as error:
        raise _none(path) from error
    if known != FORMAT:
        why = Says("{file} was made by a later dialer: install that one", file=str(path))
        raise NotABackup(why)
    try:
        what = About(**told)
        fits = _fits(what)
    except (TypeError, ValueError, AttributeError) as error:
        raise _none(path) from error
    if not fits:
        raise _none(path)
    return what


def _fits(about: About) -> bool:
    """Whether what is told is of its kind: names go into SQL. Raises ValueError, TypeError,
    AttributeError."""
    names = [*about.tables, *(column for columns in about.tables.values() for column in columns)]
    return (
        all(isinstance(one, str) for one in (about.kind, about.version))
        and about.made.tzinfo is not None
        and isinstance(about.schema, dict)
        and all(isinstance(one, str) and one.isidentifier() for one in names)
        and all(len(one) == len(("length", "digest")) for one in about.members.values())
    )


def _check(archive: zipfile.ZipFile, path: Path, name: str, wanted: tuple[int, str]) -> None:
    length, digest = 0, sha256()
    try:
        with archive.open(name) as file:
            while block := file.read(BLOCK):
                length += len(block)
                digest.update(block)
    except (KeyError, *UNREADABLE) as error:
        raise damaged(path) from error
    if (length, digest.hexdigest()) != wanted:
        raise damaged(path)


def _none(path: Path) -> NotABackup:
    return NotABackup(
        Says("{file} is no whole backup: 'esl-dialer backup' makes one", file=str(path))
    )


def damaged(path: Path) -> NotABackup:
    """To be raised: some of it is not what it was."""
    return NotABackup(Says("{file} is damaged: take another backup", file=str(path)))
