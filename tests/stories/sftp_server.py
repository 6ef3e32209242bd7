"""A real SFTP server as a program: ``python -m tests.stories.sftp_server ROOT FAULT``.

Prints its port and its public host key, then serves ROOT to ``dialer`` with ``secret`` or with the
key in ROOT/../client_key.pub. FAULT, one or several with ``+`` between: ``none``; ``dies`` after
1,000 bytes of a file are written; ``plain`` has no rename over an existing file; ``takes`` moves a
file to ROOT/../taken the moment it has its name, as receivers do.
"""

import asyncio
import os
import sys
from pathlib import Path

import asyncssh

USER, PASSWORD = "dialer", "secret"
DIES_AFTER = 1000


class Server(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)


def files(root: str, fault: str):
    class Files(asyncssh.SFTPServer):
        def __init__(self, channel) -> None:
            super().__init__(channel, chroot=root.encode())

        def write(self, file, offset, data):
            if "dies" in fault and offset + len(data) > DIES_AFTER:
                super().write(file, offset, data[: max(0, DIES_AFTER - offset)])
                os._exit(9)
            return super().write(file, offset, data)

        def posix_rename(self, oldpath, newpath):
            if "plain" in fault:
                raise asyncssh.SFTPOpUnsupported("no such thing here")
            done = super().posix_rename(oldpath, newpath)
            self.taken(newpath)
            return done

        def rename(self, oldpath, newpath, flags=0):
            done = super().rename(oldpath, newpath)
            self.taken(newpath)
            return done

        def taken(self, path):
            if "takes" in fault:
                name = path.decode()
                taken = Path(root).parent / "taken"
                taken.mkdir(exist_ok=True)
                number = len(list(taken.iterdir())) + 1
                (Path(root) / name.lstrip("/")).rename(taken / f"{number}-{Path(name).name}")

    return Files


async def main(root: str, fault: str) -> None:
    kept = Path(root).parent / "host_key"
    if not kept.exists():
        asyncssh.generate_private_key("ssh-ed25519").write_private_key(kept)
    key = asyncssh.read_private_key(kept)
    public = Path(root).parent / "client_key.pub"
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_host_keys=[key],
        server_factory=Server,
        authorized_client_keys=str(public) if public.exists() else None,
        sftp_factory=files(root, fault),
    )
    host_key = key.export_public_key().decode().strip()
    print(server.get_port(), host_key, flush=True)
    await server.wait_closed()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
