"""The two switches under contract: the simulator, and a FreeSWITCH found on the machine."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import wave
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import gevent

from esl_dialer.runtime.clock import ScaledClock
from esl_dialer.simulator.process import Options, start_server
from tests.patience import PATIENCE_S
from tests.ports import free_port

CONFIGURATION = Path(__file__).parents[2] / "freeswitch" / "conf"
PASSWORD = "contract-test"
MESSAGE_MS = 6000
SHORT_MS = 1000
FACTOR = 25
DIRECTORIES = ("log", "db", "run", "scripts", "storage", "recordings", "sounds", "cache", "temp")
UNPRIVILEGED = ("freeswitch", "nobody")


@dataclass(frozen=True, slots=True)
class SwitchUnderTest:
    """``directory`` is readable by the switch; its detail records are in ``cdr``."""

    name: str
    port: int
    directory: Path

    @property
    def simulated(self) -> bool:
        return self.name == "simulator"

    @property
    def cdr(self) -> Path:
        return self.directory / "cdr"

    @property
    def message(self) -> str:
        return str(self.directory / "message.wav")

    @property
    def short(self) -> str:
        return str(self.directory / "short.wav")


@contextmanager
def simulator(directory: Path) -> Iterator[SwitchUnderTest]:
    """The simulated switch, much faster than time."""
    _write_sounds(directory)
    options = Options(PASSWORD, directory / "witness.jsonl", 0, directory / "cdr")
    server = start_server(options, ScaledClock(FACTOR, time.time()))
    try:
        yield SwitchUnderTest("simulator", server.port, directory)
    finally:
        server.stop()


def freeswitch_binary() -> str | None:
    """``FREESWITCH_BIN``, else ``freeswitch`` on the path, else None."""
    return os.environ.get("FREESWITCH_BIN") or shutil.which("freeswitch")


@contextmanager
def freeswitch(binary: str) -> Iterator[SwitchUnderTest]:
    """A real one with this repository's configuration, on loopback, as an unprivileged user.

    ``FREESWITCH_USER`` names that user when the tests run as root; ``FREESWITCH_LIBRARIES`` is the
    LD_LIBRARY_PATH the binary needs, if any.
    """
    with tempfile.TemporaryDirectory(prefix="dialer-contract-") as name:
        directory = Path(name)
        process, port = _start(directory, binary)
        try:
            _wait_for(port, process, directory)
            yield SwitchUnderTest("freeswitch", port, directory)
        finally:
            process.kill()
            process.wait()


def _start(directory: Path, binary: str) -> tuple[subprocess.Popen[bytes], int]:
    for name in (*DIRECTORIES, "cdr"):
        (directory / name).mkdir()
    for name in ("conf", "scripts"):
        shutil.copytree(CONFIGURATION.parent / name, directory / name, dirs_exist_ok=True)
    _write_sounds(directory)
    port, *ports = (free_port() for _ in range(3))
    user = _user()
    if user is not None:
        _give_away(directory, user)
    process = subprocess.Popen(
        _command(binary, directory),
        env=_environment(directory, port, ports),
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        cwd=directory,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return process, port


def _command(binary: str, directory: Path) -> list[str]:
    modules = Path(binary).resolve().parents[1] / "lib" / "freeswitch" / "mod"
    places = {name: directory / name for name in (*DIRECTORIES, "conf")}
    places |= dict.fromkeys(("htdocs", "grammar", "certs"), directory / "temp")
    places |= {"mod": modules} if modules.is_dir() else {}
    where = [text for name, path in places.items() for text in (f"-{name}", str(path))]
    return [binary, "-nc", "-nf", "-nonat", "-nonatmap", "-nort", *where]


def _environment(directory: Path, port: int, ports: list[int]) -> Mapping[str, str]:
    libraries = os.environ.get("FREESWITCH_LIBRARIES")
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(directory),
        "DIALER_FS_PASSWORD": PASSWORD,
        "DIALER_FS_PORT": str(port),
        "DIALER_FS_SIP_PORT": str(ports[0]),
        "DIALER_FS_REHEARSAL_PORT": str(ports[1]),
        "DIALER_FS_RTP_FIRST": "37000",
        "DIALER_FS_RTP_LAST": "37998",
        "DIALER_FS_CDR": str(directory / "cdr"),
    } | ({"LD_LIBRARY_PATH": libraries} if libraries else {})


def _user() -> pwd.struct_passwd | None:
    """Whom to run as; None: as who we are, who is not root."""
    if os.getuid():
        return None
    names = [os.environ["FREESWITCH_USER"]] if "FREESWITCH_USER" in os.environ else UNPRIVILEGED
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in names if name in known)


def _give_away(directory: Path, user: pwd.struct_passwd) -> None:
    for path in (directory, *directory.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid)


def _wait_for(port: int, process: subprocess.Popen[bytes], directory: Path) -> None:
    """Until it takes connections, the last thing it does. Fails when it ends or takes too long."""
    with gevent.Timeout(PATIENCE_S):
        while not _listens(port):
            assert process.poll() is None, f"FreeSWITCH ended at once: {_log(directory)}"
            gevent.sleep(0.1)


def _log(directory: Path) -> str:
    path = directory / "log" / "freeswitch.log"
    return path.read_text(errors="replace")[-2000:] if path.exists() else "it left no log"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _write_sounds(directory: Path) -> None:
    for name, milliseconds in (("message", MESSAGE_MS), ("short", SHORT_MS)):
        with wave.open(str(directory / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(b"\x00\x10\x00\xf0" * (4 * milliseconds))
