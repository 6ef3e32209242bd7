"""``scripts/switch start`` waits for a FreeSWITCH that is slow, and for nothing else."""

import socket
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "switch"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    monkeypatch.setenv("SWITCH_DIRECTORY", str(tmp_path / "switch"))
    monkeypatch.setenv("FREESWITCH_BIN", "/nowhere/freeswitch")
    loader = SourceFileLoader("switch_script", str(SCRIPT))
    module = module_from_spec(spec_from_loader("switch_script", loader))
    loader.exec_module(module)
    return module


class Process:
    """A FreeSWITCH that comes up ``after`` so many seconds of a clock that only sleeping moves."""

    def __init__(self, script: ModuleType, monkeypatch: pytest.MonkeyPatch, after: float) -> None:
        self.now, self.after, self.ended, self.killed = 0.0, after, None, False
        clock = SimpleNamespace(monotonic=lambda: self.now, sleep=self._sleep)
        monkeypatch.setattr(script, "time", clock)
        monkeypatch.setattr(script, "listens", lambda: self.now >= self.after)

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def poll(self) -> Any:
        return self.ended

    def kill(self) -> None:
        self.killed = True


def test_keys_may_take_minutes(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    process = Process(script, monkeypatch, after=400)
    script.wait_for(process)
    assert not process.killed
    said = capsys.readouterr().err
    assert "it is starting, for 30 s" in said
    assert len(said.splitlines()) == 13


def test_one_that_comes_at_once_is_not_talked_about(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script.wait_for(Process(script, monkeypatch, after=3))
    assert capsys.readouterr().err == ""


def test_one_that_ended_is_not_waited_for(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = Process(script, monkeypatch, after=400)
    process.ended = 1
    with pytest.raises(script.Failed, match=r"ended at once: .*freeswitch\.log"):
        script.wait_for(process)


def test_one_that_never_comes_is_killed_in_the_end(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = Process(script, monkeypatch, after=1e9)
    with pytest.raises(script.Failed, match="no connection for 900 s"):
        script.wait_for(process)
    assert process.killed


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_that_is_taken_is_said_before_anything_is_laid_out(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, taken: int, tmp_path: Path
) -> None:
    monkeypatch.setenv("DIALER_FS_PORT", str(taken))
    with pytest.raises(script.Failed, match=f"listens on port {taken}: set DIALER_FS_PORT"):
        script.start()
    assert not (tmp_path / "switch").exists()
