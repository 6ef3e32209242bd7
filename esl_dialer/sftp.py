"""Files to an SFTP server: the host's key is checked, a file appears whole or not at all."""

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath, PurePosixPath

import paramiko

from esl_dialer.core.delivery import NotDelivered, SftpTarget

TIMEOUT_S = 30.0


def deliver(target: SftpTarget, local: PurePath, name: str) -> bool:
    """Upload under a temporary name, then rename; False when the same file is there already."""
    final = str(PurePosixPath(target.directory) / name)
    partial = str(PurePosixPath(target.directory) / f".{name}.part")
    with _session(target) as sftp:
        size = _local_size(local)
        if _size(sftp, final) == size:
            return False
        sftp.put(str(local), partial, confirm=True)
        _rename(sftp, partial, final)
        return True


def _local_size(local: PurePath) -> int:
    with open(local, "rb") as file:
        return file.seek(0, 2)


def _size(sftp: paramiko.SFTPClient, path: str) -> int | None:
    try:
        size: int | None = sftp.stat(path).st_size
    except FileNotFoundError:
        return None
    return size


def _rename(sftp: paramiko.SFTPClient, partial: str, final: str) -> None:
    """Over what is there: OpenSSH's own rename, or the protocol's where a server lacks that."""
    try:
        sftp.posix_rename(partial, final)
    except OSError:
        if _size(sftp, final) is not None:
            sftp.remove(final)
        sftp.rename(partial, final)


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
            f"{target.host} shows another host key than sftp_host_key: {told}"
        ) from error
    except paramiko.AuthenticationException as error:
        raise NotDelivered(f"{target.host} does not let {target.user} in: {error}") from error
    except (paramiko.SSHException, OSError, EOFError) as error:
        raise NotDelivered(
            f"{target.host}:{target.port}: {error or type(error).__name__}"
        ) from error
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
            "sftp_host_key is no public key: write it as ssh-ed25519 AAAA..."
        ) from error
