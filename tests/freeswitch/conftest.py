"""Tests that need a real FreeSWITCH start one with ``scripts/switch``; without one they say so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.switches import freeswitch_binary
from tests.freeswitch.machine import Dialer, RealSwitch, readable_directory


@pytest.fixture(scope="session")
def machine() -> Iterator[Path]:
    """A directory that the switch's user can read."""
    if freeswitch_binary() is None:
        pytest.skip("no FreeSWITCH: FREESWITCH_BIN is not set and none is on the path")
    with readable_directory() as directory:
        yield directory


@pytest.fixture(scope="session")
def running(machine: Path) -> Iterator[RealSwitch]:
    switch = RealSwitch(machine)
    switch.start()
    yield switch
    if switch.pid:
        switch.stop()


@pytest.fixture
def dialer(running: RealSwitch, machine: Path, tmp_path: Path) -> Dialer:
    """An empty installation. The switch has one directory of detail records for all tests: what
    another left there, without the mark of its database, would make this one a restored one."""
    for record in running.cdr.glob("*.json"):
        record.unlink()
    data = machine / f"data-{tmp_path.name}"
    data.mkdir()
    return Dialer(data, running)
