"""The end of a switch, each time its own: told when it is shut down, and not when it is killed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import uuid4

import pytest

from tests.contract.client import logged_in
from tests.contract.conftest import EVENTS
from tests.contract.switches import (
    PASSWORD,
    SwitchUnderTest,
    freeswitch,
    freeswitch_binary,
    simulator,
)

Start = Callable[[], AbstractContextManager[SwitchUnderTest]]


@pytest.fixture(params=["simulator", pytest.param("freeswitch", marks=pytest.mark.freeswitch)])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Start:
    """How to start a switch that nobody else uses."""
    if request.param == "simulator":
        return lambda: simulator(tmp_path)
    binary = freeswitch_binary()
    if binary is None:
        pytest.skip("no FreeSWITCH: FREESWITCH_BIN is not set and none is on the path")
    return lambda: freeswitch(binary)


def test_a_shutdown_ends_the_calls_and_is_told(start: Start) -> None:
    uuid = str(uuid4())
    with start() as switch:
        client = logged_in(switch.port, PASSWORD)
        client.ask(f"event json {EVENTS}")
        braces = f"{{origination_uuid={uuid}}}"
        client.bgapi(f"originate {braces}sofia/gateway/carrier/14165550100 &park", uuid)
        client.happened(uuid, "CHANNEL_PROGRESS")
        client.send("api fsctl shutdown")
        client.wait(lambda: client.closed)
        end = client.happened(uuid, "CHANNEL_HANGUP_COMPLETE")
        assert end.get("Hangup-Cause") == "SYSTEM_SHUTDOWN"
        notice = client.answers[-1]
        assert notice.content_type == "text/disconnect-notice"
        assert notice.body == b"The system is being shut down.\n"
        client.close()


def test_another_start_is_another_core(start: Start) -> None:
    cores = []
    for _ in range(2):
        with start() as switch:
            client = logged_in(switch.port, PASSWORD)
            cores.append(client.api("global_getvar core_uuid"))
            client.close()
    assert len(set(cores)) == 2


def test_a_reload_of_the_socket_shows_every_client_out(start: Start) -> None:
    with start() as switch:
        client = logged_in(switch.port, PASSWORD)
        assert client.ask("bgapi reload mod_event_socket").reply.startswith("+OK Job-UUID: ")
        client.wait(lambda: client.closed)
        assert client.answers[-1].body == b"The system is being shut down.\n"
        client.close()
