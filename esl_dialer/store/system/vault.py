"""Secrets at rest: sealed in the database, by a key that lies beside it in a file of its own.

AES-256-GCM (NIST SP 800-38D). What is sealed is bound to its place, so that it opens nowhere else.
A text without the mark was stored before there was a key, and is read as it is.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes, token_hex

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_FILE = "secrets-key"
KEY_BYTES = 32
NONCE_BYTES = 12
MARK = "sealed:1:"


class NoKey(Exception):
    """There is no key here that opens, or seals, this."""


@dataclass(frozen=True, slots=True)
class Vault:
    """The first key seals; each opens."""

    keys: tuple[bytes, ...]

    def seal(self, text: str, place: str) -> str:
        """Raises NoKey when there is none."""
        if not self.keys:
            raise NoKey(place)
        nonce = token_bytes(NONCE_BYTES)
        sealed = AESGCM(self.keys[0]).encrypt(nonce, text.encode(), place.encode())
        return MARK + urlsafe_b64encode(nonce + sealed).decode()

    def open(self, kept: str, place: str) -> str:
        """Raises NoKey: another key sealed it, or it was sealed for another place."""
        if not is_sealed(kept):
            return kept
        raw = _decoded(kept.removeprefix(MARK))
        nonce, sealed = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
        for key in self.keys:
            with suppress(InvalidTag, ValueError):
                return AESGCM(key).decrypt(nonce, sealed, place.encode()).decode()
        raise NoKey(place)


def is_sealed(kept: str) -> bool:
    return kept.startswith(MARK)


def opened(given: str, data: Path) -> Vault:
    """With the keys that the configuration gives, commas between; or those of the file."""
    lines = given.split(",") if given else _lines(data / KEY_FILE)
    return Vault(tuple(key for key in map(_decoded, lines) if len(key) == KEY_BYTES))


def with_key(given: str, data: Path) -> Vault:
    """The same, and a key is made when there is none; a spoiled file keeps its lines."""
    found = opened(given, data)
    if given or found.keys:
        return found
    if (data / KEY_FILE).exists():
        add_key(data)
    else:
        _make(data / KEY_FILE, [new_key()])
    return opened(given, data)


def new_key() -> str:
    return urlsafe_b64encode(token_bytes(KEY_BYTES)).decode()


def add_key(data: Path) -> str:
    """A new key, which seals from now on; those before still open."""
    made = new_key()
    _replace(data / KEY_FILE, [made, *_lines(data / KEY_FILE)])
    return made


def forget_older(data: Path, key: str) -> None:
    """Keep this key of the file and those made after it."""
    keys = _lines(data / KEY_FILE)
    if key in keys:
        _replace(data / KEY_FILE, keys[: keys.index(key) + 1])


def _lines(path: Path) -> list[str]:
    with suppress(FileNotFoundError):
        return path.read_text(encoding="ascii", errors="replace").split()
    return []


def _decoded(text: str) -> bytes:
    """Nothing when it is no base64."""
    with suppress(ValueError):
        return urlsafe_b64decode(text.strip())
    return b""


def _make(path: Path, keys: list[str]) -> None:
    """Whole or not at all; of two who make it at once the first one's stays."""
    written = _written(path, keys)
    with suppress(FileExistsError):
        os.link(written, path)
    written.unlink()
    _sync(path.parent)


def _replace(path: Path, keys: list[str]) -> None:
    os.replace(_written(path, keys), path)
    _sync(path.parent)


def _sync(directory: Path) -> None:
    """A name is on the disk when its directory is."""
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _written(path: Path, keys: list[str]) -> Path:
    """A file beside it, on the disk, the user's alone whose directory it is: of what root makes,
    too, the dialer is to read it."""
    beside = path.with_name(f".{path.name}.{token_hex(4)}")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        if os.geteuid() == 0:
            owner = path.parent.stat()
            os.chown(file.fileno(), owner.st_uid, owner.st_gid)
        file.write("".join(f"{key}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    return beside
