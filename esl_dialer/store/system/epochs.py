"""Which database this is and how far it is: counted inside, and marked in the data directory."""

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from esl_dialer.core.calls.restored import Mark
from esl_dialer.store import models
from esl_dialer.store.statements import Select, Update, run

DATABASE = "database"
FOLDER = "epochs"
LENGTH = 512
"""Bytes of a mark outside: always the same, so that it is written over in one piece."""

_MARK = Select(
    "FROM epoch WHERE name = ?", (models.Epoch, ("identity", "epoch", "beats", "claims", "at"))
)
_CLAIMED = "UPDATE epoch SET claims = claims + ? WHERE name = ?"
_BEAT = Update(models.Epoch, ("at",), "name = ?")
_COUNT = "UPDATE epoch SET beats = beats + 1 WHERE name = ?"
_BEGIN = Update(models.Epoch, ("epoch",), "name = ?")


def mark() -> Mark:
    """How far the database is."""
    return Mark(*next(_MARK.rows(DATABASE)))


def claimed(attempts: int) -> None:
    """So many attempts more: inside the transaction that writes them."""
    run(_CLAIMED, attempts, DATABASE)


def beat(now: datetime) -> Mark:
    """An engine lives, and has the lease: how far the database is with this. Its first beat begins
    an epoch. Inside a durable transaction: what is marked outside must outlive a power cut."""
    run(_COUNT, DATABASE)
    _BEAT((now,), DATABASE)
    now_is = mark()
    if now_is.epoch:
        return now_is
    begin()
    return mark()


def begin() -> None:
    """A new epoch. Inside a transaction."""
    _BEGIN((str(uuid4()),), DATABASE)


class Outside:
    """The marks in a data directory, a file for each database: ``epochs/IDENTITY.json``."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER

    def read(self, identity: str) -> Mark | None:
        """None: no engine of this data directory has worked with that database, as far as can be
        read."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads(self._path(identity).read_bytes())
            at = datetime.fromisoformat(told["at"]) if told["at"] else None
            return Mark(identity, str(told["epoch"]), int(told["beats"]), int(told["claims"]), at)
        return None

    def write(self, mark: Mark) -> None:
        """Over what was there; the first time whole or not at all. Raises OSError."""
        told = {
            "identity": mark.identity,
            "epoch": mark.epoch,
            "beats": mark.beats,
            "claims": mark.claims,
            "at": mark.at.isoformat() if mark.at else "",
        }
        data = json.dumps(told).encode().ljust(LENGTH - 1) + b"\n"
        path = self._path(mark.identity)
        if path.exists():
            _over(path, data)
        else:
            self._make(path, data)

    def _path(self, identity: str) -> Path:
        return self._folder / f"{identity}.json"

    def _make(self, path: Path, data: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_bytes(data)
        part.chmod(0o600)
        os.replace(part, path)


def _over(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(descriptor, data, 0)
        os.ftruncate(descriptor, len(data))
    finally:
        os.close(descriptor)
