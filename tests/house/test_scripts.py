"""The scripts people run are scripts that run."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = [p for folder in ("scripts", ".ci") for p in sorted((ROOT / folder).rglob("*"))
           if p.is_file() and "__pycache__" not in p.parts]  # fmt: skip
STARTED_BY_HAND = [p for p in SCRIPTS if p.suffix == ""]


@pytest.mark.parametrize("path", STARTED_BY_HAND, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_script_is_executable_and_says_what_runs_it(path):
    assert os.access(path, os.X_OK)
    assert path.read_text(encoding="utf-8").startswith("#!/usr/bin/env ")


@pytest.mark.parametrize("path", STARTED_BY_HAND, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_shell_script_parses(path):
    if "bash" not in path.read_text(encoding="utf-8").splitlines()[0]:
        compile(path.read_text(encoding="utf-8"), str(path), "exec")
        return
    done = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_scripts_of_the_readme_are_there():
    assert {p.name for p in STARTED_BY_HAND} >= {"run", "test", "setup"}


def test_the_lock_file_pins_versions_and_names_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+.*", entry["version"]), name
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name


LOCKED = (
    "E: Could not get lock /var/lib/dpkg/lock-frontend. "
    "It is held by process 412 (unattended-upgr)\n"
    "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process "
    "using it?\n"
)


def apt(tmp_path, *answers: str, wait_s: int = 600) -> "subprocess.CompletedProcess[str]":
    """What ``apt install sox`` says where apt-get fails with these answers, one after the other,
    and then does it."""
    for number, answer in enumerate(answers):
        (tmp_path / f"answer{number}").write_text(answer)
    fakes = {
        "apt-get": f"""echo "$*" >> {tmp_path}/asked
            next=$(ls {tmp_path}/answer* 2>/dev/null | head -1)
            [[ -z $next ]] && exit 0
            cat "$next" >&2; rm "$next"; exit 100""",
        "sleep": f"echo $1 >> {tmp_path}/slept",
    }
    (tmp_path / "bin").mkdir()
    for name, body in fakes.items():
        (tmp_path / "bin" / name).write_text(f"#!/usr/bin/env bash\n{body}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    script = 'say() { echo "setup: $*" >&2; }; source scripts/apt.sh; apt install sox'
    path = f"{tmp_path}/bin:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=ROOT, text=True, capture_output=True,
        env={**os.environ, "PATH": path, "LOCK_WAIT_S": str(wait_s)}, check=False,
    )  # fmt: skip


def test_setup_waits_for_another_that_holds_dpkgs_lock_and_says_so_once(tmp_path):
    done = apt(tmp_path, LOCKED, LOCKED, LOCKED)
    assert done.returncode == 0
    assert (tmp_path / "asked").read_text() == "-qq install sox\n" * 4
    assert (tmp_path / "slept").read_text() == "5\n" * 3
    said = done.stderr.splitlines()
    assert len(said) == 1
    assert said[0].startswith("setup: waiting for another process, for 10 minutes at the most")
    assert "held by process 412 (unattended-upgr)" in said[0]


def test_it_does_not_wait_for_ever(tmp_path):
    done = apt(tmp_path, *[LOCKED] * 9, wait_s=10)
    assert done.returncode == 1
    assert (tmp_path / "slept").read_text() == "5\n" * 2
    assert "is another process using it?" in done.stderr


def test_what_fails_for_another_reason_fails_at_once(tmp_path):
    done = apt(tmp_path, "E: Unable to locate package sox\n")
    assert (done.returncode, done.stderr) == (1, "E: Unable to locate package sox\n")
    assert not (tmp_path / "slept").exists()


def test_setup_asks_apt_in_this_way_only():
    text = (ROOT / "scripts" / "setup").read_text(encoding="utf-8")
    assert "source scripts/apt.sh" in text
    assert not re.search(r"^\s*apt-get (update|install)", text, re.MULTILINE)
