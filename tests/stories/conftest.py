"""A context that may do everything, and SFTP servers."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from esl_dialer.core.reports.delivery import SftpTarget
from esl_dialer.runtime.config import Config
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.store.system import settings
from tests.fakes import START, World
from tests.stories.sftp_server import PASSWORD, USER


@pytest.fixture
def ctx(world: World) -> Context:
    return Context(Config(data=world.directory), world.clock, OPERATOR)


@dataclass
class Running:
    """A server of its own process, serving ``root``."""

    root: Path
    target: SftpTarget
    process: "subprocess.Popen[str]"

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.root.iterdir()}


@pytest.fixture
def serve(tmp_path: Path):
    """Starts servers by their fault; the same host key and directory for all of a test."""
    root = tmp_path / "sftp" / "root"
    root.mkdir(parents=True)
    started: list[subprocess.Popen[str]] = []

    def start(fault: str = "none") -> Running:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.stories.sftp_server", str(root), fault],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        port, _, host_key = process.stdout.readline().strip().partition(" ")
        target = SftpTarget("127.0.0.1", int(port), USER, PASSWORD, "", host_key, ".")
        return Running(root, target, process)

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def point_to(target: SftpTarget) -> None:
    for name in ("host", "port", "user", "password", "host_key", "directory"):
        settings.put(f"sftp_{name}", getattr(target, name), START, "test")
