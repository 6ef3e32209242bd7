"""What others of the machine may read of an installation."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from esl_dialer.runtime.config import Config
from esl_dialer.runtime.data_dir import what_to_do
from tests.patience import PATIENCE_S

PERSONAL = ("lists", "uploads", "exports", "rehearsals", "dialer.db")


def modes(data: Path, **more: str) -> dict[str, int]:
    """By name what others, and the group, may do with it after a first command."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ESL_DIALER_")}
    environ |= {"ESL_DIALER_DATA": str(data)} | more
    command = [sys.executable, "-m", "esl_dialer", "campaign", "list"]
    subprocess.run(command, env=environ, check=True, capture_output=True, timeout=PATIENCE_S)
    return {path.name: path.stat().st_mode & 0o077 for path in (data, *data.iterdir())}


def test_lists_copies_of_campaigns_and_detail_records_are_the_dialers_users_alone(
    tmp_path: Path,
) -> None:
    found = modes(tmp_path / "data")
    assert found["data"] == 0o011
    assert {name: found[name] for name in (*PERSONAL, "cdr")} == dict.fromkeys(
        (*PERSONAL, "cdr"), 0
    )


def test_bytes_that_are_no_text_are_refused_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "esl_dialer", "campaign", "show", b"\xff\xfe"]
    environ = os.environ | {"ESL_DIALER_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        command, env=environ, capture_output=True, timeout=PATIENCE_S, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"esl-dialer: what is given must be UTF-8")
    assert done.stderr.count(b"\n") == 1


def test_a_directory_that_is_not_the_dialers_alone_keeps_its_mode(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    (shared / "of_somebody").mkdir(parents=True)
    shared.chmod(0o777)
    for _ in range(2):
        assert modes(shared)["shared"] == 0o077


@pytest.mark.parametrize("name", ["cdr", "records"])
def test_a_directory_to_which_the_switch_writes_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    data = tmp_path / "data"
    (data / name).mkdir(parents=True)
    (data / name).chmod(0o775)
    assert modes(data, ESL_DIALER_CDR=str(data / name))[name] == 0o075


def test_a_full_disk_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "look at the data directory" in what_to_do(Config(data=tmp_path))
    monkeypatch.setattr("esl_dialer.runtime.data_dir.FULL_BYTES", 1 << 62)
    assert what_to_do(Config(data=tmp_path)) == f"the disk of {tmp_path} is full: make room"
    elsewhere = Config(data=tmp_path, database="postgresql://u:p@127.0.0.1/dialer")
    assert "full" not in what_to_do(elsewhere)
