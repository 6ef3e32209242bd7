"""Engine and simulated switch of a checkout as processes, on a floor made for them."""

import os
import resource
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).parent
HERE = BENCH.parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
START_S = 6.0
"""Until engine and switch are up and know each other."""


@dataclass(frozen=True, slots=True)
class Floor:
    """So many people, called at ``cps`` calls a second; as many again for ``others``' speeds.

    ``shared`` is the speed over all, 0: nothing but theirs. ``real``: on a real switch, where the
    hours count.
    """

    records: int
    cps: float
    max_cps: float = 1000.0
    others: tuple[float, ...] = ()
    shared: float = 0.0
    real: bool = False


def floor(checkout: Path, data: Path, port: int, made: Floor) -> dict[str, str]:
    """A campaign in draft, in ``data``; returns the environment of its processes."""
    environ = os.environ | {
        "PYTHONPATH": str(checkout),
        "ESL_DIALER_DATA": str(data),
        "ESL_DIALER_SIMULATOR_PORT": str(port),
        "ESL_DIALER_LOG_LEVEL": "warning",
        "ESL_DIALER_MAX_CPS": str(made.max_cps),
    }
    speeds = ",".join(map(str, (made.cps, *made.others)))
    given = ["--records", str(made.records), "--cps", speeds, "--shared", str(made.shared)]
    make = [python(checkout), str(BENCH / "floor.py"), str(data), *given]
    subprocess.run([*make, *(["--real"] if made.real else [])], env=environ, check=True)
    put(data, "draft")
    return environ


def checkouts_of(against: Path | None) -> list[tuple[str, Path]]:
    """What is measured: this checkout, and another beside it, by name."""
    return [("here", HERE), *([(against.resolve().name, against.resolve())] if against else [])]


def python(checkout: Path) -> str:
    return str(checkout / ".venv/bin/python")


def start(environ: dict[str, str], *arguments: str) -> "subprocess.Popen[bytes]":
    """A command of that checkout, in its own directory: ``-m`` looks there first."""
    checkout = Path(environ["PYTHONPATH"])
    command = [python(checkout), "-m", "esl_dialer", *arguments]
    return subprocess.Popen(command, env=environ, cwd=checkout)


@contextmanager
def running(environ: dict[str, str], *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = start(environ, *arguments)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def cpu(pid: int) -> float:
    """Seconds of CPU of a process and its threads."""
    fields_ = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields_[11]) + int(fields_[12])) / TICKS


def spent(checkout: Path, data: Path, *arguments: str) -> float:
    """Seconds of CPU of a Python of that checkout, and of its children, until it ends."""
    environ = os.environ | {"PYTHONPATH": str(checkout), "ESL_DIALER_DATA": str(data)}
    before = _of_children()
    command = [python(checkout), *arguments]
    subprocess.run(command, env=environ, cwd=checkout, check=True, stdout=subprocess.DEVNULL)
    return _of_children() - before


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def put(data: Path, run_state: str) -> None:
    with closing(sqlite3.connect(data / "dialer.db", timeout=30)) as database:
        database.execute("UPDATE campaign SET run_state = ?", (run_state,))
        database.commit()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
