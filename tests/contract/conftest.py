"""Each contract test runs on the simulator and, where there is one, on a real FreeSWITCH."""

from collections.abc import Iterator

import pytest

from tests.contract.client import ContractClient, logged_in
from tests.contract.switches import (
    PASSWORD,
    SwitchUnderTest,
    freeswitch,
    freeswitch_binary,
    simulator,
)

EVENTS = (
    "CHANNEL_CREATE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_ANSWER CHANNEL_BRIDGE "
    "CHANNEL_UNBRIDGE CHANNEL_EXECUTE CHANNEL_EXECUTE_COMPLETE CHANNEL_HANGUP "
    "CHANNEL_HANGUP_COMPLETE CHANNEL_DESTROY CHANNEL_PARK PLAYBACK_START PLAYBACK_STOP DTMF "
    "BACKGROUND_JOB HEARTBEAT"
)


@pytest.fixture(
    scope="session",
    params=["simulator", pytest.param("freeswitch", marks=pytest.mark.freeswitch)],
)
def switch(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SwitchUnderTest]:
    if request.param == "simulator":
        with simulator(tmp_path_factory.mktemp("simulator")) as started:
            yield started
        return
    binary = freeswitch_binary()
    if binary is None:
        pytest.skip("no FreeSWITCH: FREESWITCH_BIN is not set and none is on the path")
    with freeswitch(binary) as started:
        yield started


@pytest.fixture
def client(switch: SwitchUnderTest) -> Iterator[ContractClient]:
    """Logged in and subscribed to the events of the contract."""
    connected = logged_in(switch.port, PASSWORD)
    assert connected.ask(f"event json {EVENTS}").reply == "+OK event listener enabled json"
    yield connected
    connected.close()


@pytest.fixture
def plain(switch: SwitchUnderTest) -> Iterator[ContractClient]:
    """Logged in, subscribed to nothing."""
    connected = logged_in(switch.port, PASSWORD)
    yield connected
    connected.close()
