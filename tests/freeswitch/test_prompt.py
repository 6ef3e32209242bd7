"""``dialer`` at the prompt of fs_cli, and what the dialer tells those who listen there."""

import time
from collections.abc import Iterator

import pytest

from tests.contract.client import ContractClient
from tests.freeswitch.faults import install, kill
from tests.freeswitch.machine import Dialer, RealSwitch, until

pytestmark = pytest.mark.freeswitch


@pytest.fixture
def prompt(running: RealSwitch) -> Iterator[ContractClient]:
    connected = running.connect()
    connected.ask("event plain CUSTOM dialer::attempt")
    yield connected
    connected.close()


def typed(client: ContractClient, line: str) -> str:
    """As fs_cli sends it: aliases are expanded."""
    count = len(client.answers)
    client.send_bytes(f"api {line}\nconsole_execute: true\n\n".encode())
    client.wait(lambda: len(client.answers) > count)
    return client.answers[count].reply


def test_without_a_dialer_it_says_so_within_two_seconds(prompt: ContractClient) -> None:
    began = time.monotonic()
    assert "the dialer does not answer" in typed(prompt, "dialer status")
    assert 1.9 < time.monotonic() - began < 3


def test_the_dialer_answers_and_tells_of_its_attempts(
    prompt: ContractClient, dialer: Dialer
) -> None:
    install(dialer, 6)
    engine = dialer.engine(ESL_DIALER_REHEARSAL="1")
    try:
        until(lambda: "nobody is called" in typed(prompt, "dialer status"))
        assert "Rehearsal: " in typed(prompt, "dialer campaigns")
        began = time.monotonic()
        assert "dialer hangup ATTEMPT" in typed(prompt, "dialer")
        assert time.monotonic() - began < 2
        until(lambda: any(e.get("Dialer-Outcome") for e in prompt.events))
        assert typed(prompt, "dialer pause Rehearsal").strip().endswith("live calls finish")
    finally:
        kill(engine)
    states = {event.get("Dialer-State") for event in prompt.events}
    assert states >= {"claimed", "ringing", "ended"}
    ended = next(event for event in prompt.events if event.get("Dialer-Outcome"))
    assert len(ended.get("Dialer-Attempt")) == 36
    assert (ended.get("Dialer-Campaign"), ended.get("Event-Subclass")) == ("1", "dialer::attempt")
