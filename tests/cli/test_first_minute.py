"""A new installation, by its commands alone: nothing but the tables is there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def esl_dialer(tmp_path: Path):
    environ = os.environ | {"ESL_DIALER_DATA": str(tmp_path / "data")}

    def run(*words: str, stdin: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "esl_dialer", *words]
        return subprocess.run(
            command, env=environ | more, input=stdin, capture_output=True, text=True, check=False
        )

    return run


def test_the_first_user_is_made(esl_dialer):
    words = ("user", "add", "ann", "--role", "super_admin", "--password-stdin")
    made = esl_dialer(*words, stdin="correct horse battery\n")
    assert (made.returncode, made.stdout, made.stderr) == (0, "ann: made\n", "")
    again = esl_dialer(*words, stdin="correct horse battery\n")
    assert (again.returncode, again.stdout) == (3, "")
    assert again.stderr == "esl-dialer: username: there is already a user 'ann'\n"


def test_a_refusal_is_one_line_and_exit_code_3(esl_dialer):
    refused = esl_dialer("campaign", "start", "Spring")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert refused.stderr.startswith("esl-dialer: no campaign 'Spring'")
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("database", ["/proc/nowhere/dialer.db", "{none}"])
def test_a_database_that_is_none_is_told_in_one_line_with_exit_code_4(
    esl_dialer, tmp_path, database
):
    none = tmp_path / "none.db"
    none.write_bytes(b"no database at all" * 100)
    url = f"sqlite:///{database.format(none=none)}"
    broken = esl_dialer("campaign", "list", ESL_DIALER_DATABASE=url)
    assert (broken.returncode, broken.stdout) == (4, "")
    assert broken.stderr.startswith("esl-dialer: ")
    assert broken.stderr.count("\n") == 1
