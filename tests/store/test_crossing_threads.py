"""What greenlets and native threads share never leaves one of them waiting for ever."""

import subprocess
import sys
from pathlib import Path

from tests.house.layers import ROOT
from tests.patience import PATIENCE_S


def test_greenlets_and_native_threads_connect_and_log_side_by_side(tmp_path: Path):
    command = [sys.executable, "-m", "tests.store.crossing", f"sqlite:///{tmp_path / 'dialer.db'}"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=True
    )
    assert done.stderr.count(" turn\n") == 8 * 300
