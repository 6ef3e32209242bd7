"""The process that reads lists, as ``serve`` runs it: killed, and started again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from esl_dialer.store.lists import lists
from tests.services.lists.helpers import NOW, begin_import, rows, write_list


@contextmanager
def worker(data_dir: Path) -> Iterator[Iterator[str]]:
    """What it says, line by line; killed with -9 at the end of the block."""
    command = [sys.executable, "-m", "esl_dialer", "serve", "--role", "worker"]
    environ = os.environ | {"ESL_DIALER_DATA": str(data_dir)}
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        yield iter(process.stderr)
        process.kill()


@pytest.mark.slow
def test_a_list_goes_on_where_a_killed_reader_left_it(data_dir: Path, campaign: int) -> None:
    path = write_list(data_dir / "sent.csv", rows(3000, first=2000))
    begun = begin_import(campaign, path, "killed", data_dir=data_dir, now=NOW)
    with worker(data_dir) as said:
        assert any("import.started" in line for line in said)
    assert lists.get(begun.list_id).status != "done"
    with worker(data_dir) as said:
        assert any("import.finished" in line for line in said)
    done = lists.get(begun.list_id)
    assert (done.status, done.rows_read, done.rows_good) == ("done", 3000, 3000)
