"""A PostgreSQL server for the length of the tests, one for all processes of a run."""

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from esl_dialer.store.database import connected, open_beside
from tests.patience import PATIENCE_S

SAFE_TO_LOSE = "-c fsync=off -c synchronous_commit=off -c listen_addresses="
EMPTY = "template0"
MIGRATED = "migrated"
"""The name of a database with the schema and no rows."""

MEMORY, ROOM = Path("/dev/shm"), 1 << 30
"""Bytes that must be free there: a server takes 50 MB, each database in use 8 MB, its log 200."""

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Cluster:
    bin: Path
    data: Path

    def url(self, name: str) -> str:
        return f"postgresql:///{name}?host={self.data}&user=postgres"

    @contextmanager
    def database(self, template: str = EMPTY) -> Iterator[str]:
        """The address of one made as the ``template`` is, and deleted after its use: each is 300
        files, and those of a whole run took minutes to delete together."""
        name = f"dialer_{os.getpid()}_{next(_numbers)}"
        self.create(name, template)
        yield self.url(name)
        self._as_owner(f"DROP DATABASE {name} WITH (FORCE)")

    def create(self, name: str, template: str) -> None:
        self._as_owner(f"CREATE DATABASE {name} TEMPLATE {template}")

    def cut(self, backend: int) -> None:
        """End the connection with that process number, as a restart of the server does."""
        self._as_owner(f"SELECT pg_terminate_backend({backend}, 60000)")

    def _as_owner(self, sql: str) -> None:
        owner = connected(self.url("postgres"))
        owner.execute_sql(sql)
        owner.close()

    def control(self, *arguments: str) -> None:
        _run([str(self.bin / "pg_ctl"), "-D", str(self.data), "-w", *arguments], self.data)

    def stop(self) -> None:
        self.control("-m", "immediate", "stop")
        shutil.rmtree(self.data.parent)


@contextmanager
def shared_cluster(directory: Path) -> Iterator[Cluster | None]:
    """The server of a run, whose processes share ``directory``: the first that comes starts it, the
    last that goes stops it. None when there is no server on this machine that we can run.
    """
    guest = directory / f"guest-{os.getpid()}"
    with _alone_in(directory):
        cluster = _running(directory) or _started(directory)
        guest.touch()
    yield cluster
    with _alone_in(directory):
        guest.unlink()
        if cluster and not list(directory.glob("guest-*")):
            (directory / "server").unlink()
            cluster.stop()


@contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    directory.mkdir(exist_ok=True)
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _running(directory: Path) -> Cluster | None:
    note = directory / "server"
    return Cluster(*map(Path, note.read_text().splitlines())) if note.exists() else None


def _started(directory: Path) -> Cluster | None:
    cluster = start_cluster()
    if cluster:
        cluster.create(MIGRATED, EMPTY)
        open_beside(cluster.url(MIGRATED)).close()
        (directory / "server").write_text(f"{cluster.bin}\n{cluster.data}")
    return cluster


def start_cluster() -> Cluster | None:
    """None when there is no server on this machine that we can run.

    Not in pytest's own directory: it lets no other account in, and the server is not root's.
    """
    initdb, account = _initdb(), _account()
    if initdb is None or importlib.util.find_spec("psycopg") is None or account is None:
        return None
    directory = Path(tempfile.mkdtemp(prefix="dialer-postgresql-", dir=_roomy()))
    os.chown(directory, account.pw_uid, account.pw_gid)
    binaries, data = Path(initdb).resolve().parent, directory / "data"
    _run([initdb, "-D", str(data), "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8"], directory)
    cluster = Cluster(binaries, data)
    cluster.control("-l", str(data / "log"), "-o", f"{SAFE_TO_LOSE} -k {data}", "start")
    return cluster


def _roomy() -> Path | None:
    """In memory, where there is room: making and deleting databases is then ten times as quick."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return None


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
        timeout=PATIENCE_S,
        **who,
    )
