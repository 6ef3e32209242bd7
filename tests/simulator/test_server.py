"""The simulated switch on TCP, driven by the dialer's own client and by a bare socket."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest

from esl_dialer.runtime.clock import RealClock, ScaledClock
from esl_dialer.simulator.process import Options, start_server
from esl_dialer.simulator.server import SimulatorServer
from esl_dialer.simulator.witness import read_witness
from tests.patience import PATIENCE_S

PASSWORD = "secret"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SimulatorServer]:
    options = Options(PASSWORD, tmp_path / "witness.jsonl", 0, tmp_path / "cdr")
    clock = ScaledClock(50, RealClock().now().timestamp())
    server = start_server(options, clock)
    yield server
    server.stop()


class Client:
    """A bare socket, authenticated."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self._seen = b""
        self.say(f"auth {PASSWORD}")
        self.until(b"+OK accepted\n\n")

    def say(self, command: str) -> None:
        self._socket.sendall(f"{command}\n\n".encode())

    def until(self, marker: bytes) -> bytes:
        """Everything up to ``marker``; fails when it does not come."""
        while marker not in self._seen:
            data = self._socket.recv(65_536)
            assert data, f"closed before {marker!r}"
            self._seen += data
        found, _, self._seen = self._seen.partition(marker)
        return found + marker

    def closes(self) -> bool:
        while self._socket.recv(65_536):
            pass
        self._socket.close()
        return True

    def close(self) -> None:
        self._socket.close()


def test_a_call_is_placed_told_witnessed_and_recorded(
    server: SimulatorServer, tmp_path: Path
) -> None:
    client = Client(server.port)
    client.say("event plain CHANNEL_HANGUP_COMPLETE CHANNEL_DESTROY BACKGROUND_JOB")
    client.say("bgapi originate {origination_uuid=u-1}sofia/gateway/carrier/14165550189 &park")
    told = client.until(b"Event-Name: CHANNEL_DESTROY")
    assert told.index(b"+OK u-1") < told.index(b"Event-Name: CHANNEL_HANGUP_COMPLETE")
    events = [entry.event for entry in read_witness(tmp_path / "witness.jsonl")]
    assert events == ["INVITE", "RING", "ANSWER", "HANGUP"]
    record = json.loads((tmp_path / "cdr" / "a_u-1.cdr.json").read_text(encoding="utf-8"))
    assert record["variables"]["hangup_cause"] == "NORMAL_CLEARING"
    client.close()


def test_a_restarted_switch_goes_on_counting(tmp_path: Path) -> None:
    counts = []
    for _ in range(2):
        options = Options(PASSWORD, tmp_path / "witness.jsonl", 0)
        server = start_server(options, ScaledClock(50, RealClock().now().timestamp()))
        client = Client(server.port)
        client.say("event plain CHANNEL_DESTROY")
        client.say("bgapi originate sofia/gateway/carrier/14165550146 &park")
        client.until(b"Event-Name: CHANNEL_DESTROY")
        client.close()
        server.stop()
        entries = read_witness(tmp_path / "witness.jsonl")
        counts.append([entry.fields["nth"] for entry in entries if entry.event == "INVITE"])
    assert counts == [[1], [1, 2]]


def test_exit_closes_the_socket(server: SimulatorServer) -> None:
    client = Client(server.port)
    client.say("exit")
    client.until(b"+OK bye\n\n")
    assert client.closes()


def test_a_shutdown_is_told_and_ends_the_server(server: SimulatorServer) -> None:
    client = Client(server.port)
    client.say("api fsctl shutdown")
    client.until(b"The system is being shut down.\n")
    assert client.closes()
    with gevent.Timeout(PATIENCE_S):
        server.wait()


def test_a_client_that_vanishes_leaves_the_others_alone(server: SimulatorServer) -> None:
    gone, stays = Client(server.port), Client(server.port)
    gone.say("event plain ALL")
    gone.close()
    stays.say("event plain HEARTBEAT")
    stays.until(b"Event-Name: HEARTBEAT")
    stays.close()


def flood(stranger: socket.socket) -> None:
    """Bytes without an end, until the other side closes."""
    for _ in range(1000):
        stranger.sendall(b"x" * 65_536)


def test_a_stranger_that_floods_the_socket_keeps_nobody_waiting(server: SimulatorServer) -> None:
    client = Client(server.port)
    stranger = socket.create_connection(("127.0.0.1", server.port), PATIENCE_S)
    with pytest.raises(ConnectionError):
        flood(stranger)
    client.say("event plain HEARTBEAT")
    client.until(b"Event-Name: HEARTBEAT")
    stranger.close()
    client.close()
