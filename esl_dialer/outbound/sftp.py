"""Files to an SFTP server: the host's key is checked, a file appears whole or not at all."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePath, PurePosixPath
from typing import BinaryIO

import paramiko

from esl_dialer.core.broken import of_connection
from esl_dialer.core.reports.delivery import Delivery, FileUploader, NotDelivered, SftpTarget
from esl_dialer.core.says import Says, about

TIMEOUT_S = 30.0
BLOCK = 1 << 16


def upload(target: SftpTarget, local: PurePath, delivery: Delivery, stale: str) -> bool:
    """The whole file under its part's name; False when the same is there under the final one."""
    with _session(target) as sftp:
        if stale:
            _discard(sftp, _path(target, stale))
        if _same(sftp, _path(target, delivery.name), local):
            return False
        sftp.put(str(local), _path(target, delivery.part), confirm=True)
        return True


def publish(target: SftpTarget, delivery: Delivery) -> bool:
    """The part gets the final name; False when there is no part: it has it already."""
    with _session(target) as sftp:
        return _rename(sftp, _path(target, delivery.part), _path(target, delivery.name))


COURIER = FileUploader(upload, publish)


def _path(target: SftpTarget, name: str) -> str:
    return str(PurePosixPath(target.directory) / name)


def _discard(sftp: paramiko.SFTPClient, path: str) -> None:
    with suppress(FileNotFoundError):
        sftp.remove(path)


def _same(sftp: paramiko.SFTPClient, path: str, local: PurePath) -> bool:
    with open(local, "rb") as ours:
        if _size(sftp, path) != ours.seek(0, 2):
            return False
        ours.seek(0)
        try:
            with sftp.open(path, "rb") as theirs:
                theirs.prefetch()
                return _digest(ours) == _digest(theirs)
        except FileNotFoundError:
            return False


def _digest(file: BinaryIO | paramiko.SFTPFile) -> bytes:
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.digest()


def _size(sftp: paramiko.SFTPClient, path: str) -> int | None:
    try:
        size: int | None = sftp.stat(path).st_size
    except FileNotFoundError:
        return None
    return size


def _rename(sftp: paramiko.SFTPClient, partial: str, final: str) -> bool:
    """Over what is there: OpenSSH's own rename, or the protocol's where a server lacks that.

    A rename that seems to have failed may have been done: the part is looked for first.
    """
    if _size(sftp, partial) is None:
        return False
    try:
        sftp.posix_rename(partial, final)
    except OSError:
        if _size(sftp, partial) is None:
            return True
        _discard(sftp, final)
        sftp.rename(partial, final)
    return True


@contextmanager
def _session(target: SftpTarget) -> Iterator[paramiko.SFTPClient]:
    """Raises NotDelivered for all that can go wrong, inside the block too."""
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    try:
        key = _host_key(target.host_key)
        client.get_host_keys().add(_name(target), key.get_name(), key)
        client.connect(
            target.host,
            port=target.port,
            username=target.user,
            password=target.password or None,
            key_filename=target.key_file or None,
            look_for_keys=False,
            allow_agent=False,
            timeout=TIMEOUT_S,
            banner_timeout=TIMEOUT_S,
            auth_timeout=TIMEOUT_S,
            channel_timeout=TIMEOUT_S,
        )
        sftp = client.open_sftp()
        sftp.get_channel().settimeout(TIMEOUT_S)
        yield sftp
    except paramiko.BadHostKeyException as error:
        told = f"{error.key.get_name()} {error.key.get_base64()}"
        raise NotDelivered(
            Says(
                "{host} shows another host key than sftp_host_key: {key}",
                host=target.host,
                key=told,
            )
        ) from error
    except paramiko.AuthenticationException as error:
        raise NotDelivered(
            Says(
                "{host} does not let {user} in: {error}",
                host=target.host,
                user=target.user,
                error=str(error),
            )
        ) from error
    except (paramiko.SSHException, OSError, EOFError) as error:
        where = f"{target.host}:{target.port}"
        raise NotDelivered(about(where, of_connection(error))) from error
    finally:
        client.close()


def _name(target: SftpTarget) -> str:
    """As in known_hosts."""
    return target.host if target.port == 22 else f"[{target.host}]:{target.port}"


def _host_key(text: str) -> paramiko.PKey:
    """``ssh-ed25519 AAAA...``; a comment may follow. Raises NotDelivered."""
    try:
        kind, body = text.split()[:2]
        return paramiko.PKey.from_type_string(kind, base64.b64decode(body, validate=True))
    except (ValueError, binascii.Error, paramiko.SSHException, paramiko.UnknownKeyType) as error:
        raise NotDelivered(
            Says("sftp_host_key is no public key: write it as ssh-ed25519 AAAA...")
        ) from error
