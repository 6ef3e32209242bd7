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
