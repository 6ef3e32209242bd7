"""A PostgreSQL server for the length of the tests."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from peewee import PostgresqlDatabase

SAFE_TO_LOSE = "-c fsync=off -c synchronous_commit=off -c listen_addresses="


@dataclass
class Cluster:
    bin: Path
    data: Path
    count: int = field(default=0)

    def url(self, name: str) -> str:
        return f"postgresql:///{name}?host={self.data}&user=postgres"

    def new_database(self) -> str:
        """Make an empty database; returns its address."""
        self.count += 1
        name = f"dialer_{self.count}"
        owner = PostgresqlDatabase(
            "postgres", host=str(self.data), user="postgres", prefer_psycopg3=True, autoconnect=True
        )
        owner.connection().autocommit = True
        owner.connection().execute(f"CREATE DATABASE {name}")
        owner.close()
        return self.url(name)

    def control(self, *arguments: str) -> None:
        _run([str(self.bin / "pg_ctl"), "-D", str(self.data), "-w", *arguments], self.data)

    def stop(self) -> None:
        self.control("-m", "immediate", "stop")
        shutil.rmtree(self.data.parent)


def start_cluster() -> Cluster | None:
    """None when there is no server on this machine that we can run.

    Not in pytest's own directory: it lets no other account in, and the server is not root's.
    """
    initdb, account = _initdb(), _account()
    if initdb is None or importlib.util.find_spec("psycopg") is None or account is None:
        return None
    directory = Path(tempfile.mkdtemp(prefix="dialer-postgresql-"))
    os.chown(directory, account.pw_uid, account.pw_gid)
    binaries, data = Path(initdb).resolve().parent, directory / "data"
    _run([initdb, "-D", str(data), "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8"], directory)
    cluster = Cluster(binaries, data)
    cluster.control("-l", str(data / "log"), "-o", f"{SAFE_TO_LOSE} -k {data}", "start")
    return cluster


def _initdb() -> str | None:
    """On the path, or where Debian puts it, the newest version."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return shutil.which("initdb") or (str(installed[-1]) if installed else None)


def _account() -> pwd.struct_passwd | None:
    """Who runs the server: it refuses to be root."""
    if os.getuid():
        return pwd.getpwuid(os.getuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


def _run(command: list[str], directory: Path) -> None:
    account = _account()
    as_other = account is not None and account.pw_uid != os.getuid()
    who = {"user": account.pw_uid, "group": account.pw_gid} if account and as_other else {}
    subprocess.run(
        command,
        check=True,
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=60,
        **who,
    )
