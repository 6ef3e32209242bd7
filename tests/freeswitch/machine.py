"""A real FreeSWITCH for tests, started as a person would with ``scripts/switch``, and a dialer."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gevent

from tests.contract.client import ContractClient, logged_in
from tests.contract.switches import freeswitch_binary
from tests.patience import PATIENCE_S
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "freeswitch-test"
COMMAND_SECONDS = 400


class RealSwitch:
    """Its files in a directory that its unprivileged user can read; ports of its own."""

    def __init__(self, directory: Path, **environ: str) -> None:
        self.directory = directory
        self.port, self.sip_port, self.rehearsal_port = (free_port() for _ in range(3))
        self.environ = os.environ | {
            "SWITCH_DIRECTORY": str(directory / "switch"),
            "FREESWITCH_BIN": str(freeswitch_binary()),
            "DIALER_FS_PASSWORD": PASSWORD,
            "DIALER_FS_PORT": str(self.port),
            "DIALER_FS_SIP_PORT": str(self.sip_port),
            "DIALER_FS_REHEARSAL_PORT": str(self.rehearsal_port),
            "DIALER_FS_RTP_FIRST": "40000",
            "DIALER_FS_RTP_LAST": "41998",
        } | environ  # fmt: skip

    @property
    def cdr(self) -> Path:
        return self.directory / "switch" / "cdr"

    @property
    def pid(self) -> int:
        return int((self.directory / "switch" / "pid").read_text())

    def start(self) -> None:
        self.script("start")

    def stop(self) -> None:
        self.script("stop")

    def script(self, verb: str) -> str:
        done = subprocess.run(
            [str(ROOT / "scripts" / "switch"), verb],
            env=self.environ, capture_output=True, text=True, check=False,
            timeout=PATIENCE_S,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        pid = self.pid
        os.kill(pid, signal.SIGKILL)
        until(lambda: _gone(pid))

    def processor_s(self) -> float:
        """Seconds of processor time it has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def connect(self) -> ContractClient:
        return logged_in(self.port, PASSWORD)

    def api(self, command: str) -> str:
        client = self.connect()
        try:
            return client.api(command)
        finally:
            client.close()

    def calls(self) -> int:
        """Live channels, both ends of each."""
        return int(json.loads(self.api("show channels as json"))["row_count"])


class Dialer:
    """The command ``esl-dialer`` in an installation of its own, on a real switch."""

    def __init__(self, data: Path, switch: RealSwitch, **environ: str) -> None:
        self.data = data
        self.environ = os.environ | {
            "ESL_DIALER_DATA": str(data),
            "ESL_DIALER_SWITCH": f"esl://:{PASSWORD}@127.0.0.1:{switch.port}",
            "ESL_DIALER_CDR": str(switch.cdr),
            "ESL_DIALER_SIMULATOR_PORT": str(free_port()),
        } | environ  # fmt: skip

    def __call__(self, *arguments: str, **environ: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "esl_dialer", *arguments],
            env=self.environ | environ, capture_output=True, text=True, check=False,
            timeout=COMMAND_SECONDS,
        )  # fmt: skip
        assert done.returncode == 0, (arguments, done.stdout, done.stderr[-3000:])
        return done.stdout

    def json(self, *arguments: str, **environ: str) -> Any:
        return json.loads(self(*arguments, "--json", **environ))

    def engine(self, **environ: str) -> "subprocess.Popen[bytes]":
        """An engine process; the test ends it."""
        with (self.data / "engine.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "esl_dialer", "serve", "--role", "engine"],
                env=self.environ | environ, stdout=log, stderr=log,
            )  # fmt: skip

    @property
    def log(self) -> str:
        return (self.data / "engine.log").read_text(errors="replace")


@contextmanager
def readable_directory() -> Iterator[Path]:
    """A temporary directory that everybody can read: the switch runs as another user."""
    directory = Path(tempfile.mkdtemp(prefix="dialer-freeswitch-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def until(ready: Any, told: Any = None) -> None:
    """Look again and again for what surely comes; gevent.Timeout when it does not, or an error with
    what ``told()`` says then."""
    try:
        with gevent.Timeout(PATIENCE_S):
            while not ready():
                gevent.sleep(0.05)
    except gevent.Timeout:
        assert told is None, told()
        raise


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except OSError:
        return True


def stamp() -> str:
    return f"{time.time():.0f}"
