"""Delivering a file to an SFTP server, as values."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath

from esl_dialer.core.says import Says, SaysError


class NotDelivered(SaysError):
    """The file is not on the server under its name; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class SftpTarget:
    """``host_key`` is the server's public key, type and base64; ``key_file`` a private key's."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    key_file: str
    host_key: str
    directory: str

    @property
    def lacks(self) -> tuple[str | Says, ...]:
        """What must be set before anything can be delivered, by the settings' names."""
        missing = [
            f"sftp_{name}" for name in ("host", "user", "host_key") if not getattr(self, name)
        ]
        without_secret = not self.password and not self.key_file
        return (*missing, *([Says("sftp_password or sftp_key_file")] if without_secret else []))

    @property
    def place(self) -> str:
        """The same for the same directory of the same server, by whatever name it is reached."""
        parts = (*self.host_key.split()[:2], self.user, self.directory)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Stage(StrEnum):
    """How far a delivery came. A step is written down before it is taken."""

    UPLOADING = "uploading"
    RENAMING = "renaming"
    """The whole file is there; where its part is gone, it was renamed."""
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file on its way: ``part`` is its name on the server until it is whole."""

    name: str
    part: str
    place: str
    stage: Stage
    results: int


@dataclass(frozen=True, slots=True)
class FileUploader:
    """The two steps on the server. Both raise NotDelivered."""

    upload: Callable[[SftpTarget, PurePath, Delivery, str], bool]
    """The whole file under its part's name, after the stale part (if any) is removed; False when
    the same content is there under the final name already: nothing was uploaded."""
    publish: Callable[[SftpTarget, Delivery], bool]
    """The part gets the final name; False when there is no part: it has it already."""
