"""The audio directory as it is found on the disk: what is lost, and what is whole.

Mounted from elsewhere, or moved by hand, it may be away for a while: so a folder that is lost is
told from one that has nothing.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

HEADER_BYTES = 44
"""Of a WAV file: what follows are its samples."""

BYTES_PER_MS = 16
"""At 8 kHz, one channel, 16 bits."""

_FORMAT = b"fmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00"
"""PCM, one channel, 8,000 samples a second of 16 bits: bytes 12 to 36 of the header."""


class Trouble(StrEnum):
    """Why a folder gives no files."""

    NOT_THERE = "not_there"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    """No permission, no folder at all, a mount that hangs or is stale."""


@dataclass(frozen=True, slots=True)
class Found:
    """A folder that gives no files; ``error`` in the system's own words."""

    folder: Path
    trouble: Trouble
    error: str = ""


def first_trouble(folders: Sequence[Path]) -> Found | None:
    """The first of the folders, each in the one before, that gives no files; None: the last one
    has some, so that all can be read."""
    if not folders or _look(folders[-1]) is None:
        return None
    return next(filter(None, map(_look, folders)), None)


def _look(folder: Path) -> Found | None:
    try:
        with os.scandir(folder) as entries:
            return None if next(entries, None) else Found(folder, Trouble.EMPTY)
    except FileNotFoundError:
        return Found(folder, Trouble.NOT_THERE)
    except OSError as error:
        return Found(folder, Trouble.UNREADABLE, os.strerror(error.errno or 0))


def is_there(message: Path, ms: int) -> bool:
    """Whether the file has a message of that length: half a copy has not. One look at its size."""
    try:
        return message.stat().st_size >= HEADER_BYTES + max(1, ms * BYTES_PER_MS)
    except OSError:
        return False


def is_whole(message: Path, ms: int) -> bool:
    """Whether the file is what was written: a telephone WAV, whole, of that many milliseconds."""
    try:
        size = message.stat().st_size
        with message.open("rb") as file:
            head = file.read(HEADER_BYTES)
    except OSError:
        return False
    sound = int.from_bytes(head[40:44], "little")
    return (
        head[:4] == b"RIFF"
        and head[8:12] == b"WAVE"
        and head[12:36] == _FORMAT
        and size == HEADER_BYTES + sound
        and sound // BYTES_PER_MS == ms
    )
