"""Checkouts of this project side by side: a module under each name that it has had."""

import importlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def module(*names: str) -> Any:
    """The first of these that the measured checkout has: today's name, then earlier ones."""
    for name in names:
        try:
            return importlib.import_module(f"esl_dialer.{name}")
        except ModuleNotFoundError:
            continue
    raise SystemExit(f"none of {', '.join(names)} is there")


def measured(checkout: Path, script: str, given: Sequence[str]) -> Any:
    """What the script prints, as JSON, in a process of its own, which imports that checkout."""
    command = [sys.executable, script, *given]
    environment = {"PYTHONPATH": str(checkout)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)
