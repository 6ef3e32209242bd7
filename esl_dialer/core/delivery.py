"""Delivering a file to an SFTP server, as values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath


class NotDelivered(Exception):
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
    def lacks(self) -> tuple[str, ...]:
        """What must be set before anything can be delivered, by the settings' names."""
        missing = [
            f"sftp_{name}" for name in ("host", "user", "host_key") if not getattr(self, name)
        ]
        without_secret = not self.password and not self.key_file
        return (*missing, *(["sftp_password or sftp_key_file"] if without_secret else []))


Deliver = Callable[[SftpTarget, PurePath, str], bool]
"""Puts a local file on the server under a name, whole or not at all; False: it was there already.

Raises NotDelivered.
"""
