"""Real processes: the database's file is replaced while the engine dials."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from esl_dialer.simulator.witness import read_witness
from tests.engine.processes import Processes
from tests.engine.test_kill9 import install
from tests.patience import PATIENCE_S
from tests.ports import free_port


def said(processes: Processes, text: str) -> str:
    while text not in (line := processes.hear(PATIENCE_S)):
        pass
    return line


@pytest.mark.slow
def test_it_places_no_call_any_more_doctor_says_so_and_no_second_engine_starts(
    tmp_path: Path,
) -> None:
    path = tmp_path / "dialer.db"
    install(tmp_path, f"sqlite:///{path}")
    processes = Processes(tmp_path, free_port(), f"sqlite:///{path}")
    try:
        processes.start("switch")
        processes.start("engine")
        said(processes, "call.placed")
        os.replace(_copy_of(path), path)
        kept = said(processes, "database.replaced").partition("kept_aside=")[2]
        placed = invites(tmp_path)
        told = processes.command("doctor")
        assert told.returncode == 4
        assert "was replaced while the engine" in told.stdout
        assert "put the right file in its place" in told.stdout
        again = processes.command("serve", "--role", "engine")
        assert (again.returncode, again.stdout) == (4, "")
        assert "was replaced while the engine" in again.stderr
        assert "put the right file in its place" in again.stderr
        assert invites(tmp_path) == placed
        assert Path(kept).stat().st_size > 100_000
        processes.kill("engine")
        assert processes.command("campaign", "list").returncode == 0
    finally:
        processes.close()


def invites(data: Path) -> int:
    """A call that was being handed over as the file was replaced has come by now."""
    return sum(entry.event == "INVITE" for entry in read_witness(data / "switch.jsonl"))


def _copy_of(path: Path) -> Path:
    """As it was, whole: what somebody takes for a backup."""
    copy = path.with_name("other.db")
    with closing(sqlite3.connect(path)) as database:
        database.execute("VACUUM INTO ?", [str(copy)])
    return copy
