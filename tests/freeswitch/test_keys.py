"""Key 1 by RFC 2833, SIP INFO and in-band, pressed by SIPp: each is transferred."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from esl_dialer.core.flows import LINK_BACK
from esl_dialer.core.words import DtmfMode
from esl_dialer.esl.commands import originate
from esl_dialer.esl.switch import Originate
from ivr.variables import CallPlan, call_variables, entry_of
from tests.contract.client import ContractClient
from tests.engine.test_kill9 import write_sounds
from tests.freeswitch.machine import RealSwitch, until
from tests.freeswitch.sipp import Parties, missing, parties

pytestmark = [
    pytest.mark.freeswitch,
    pytest.mark.skipif(bool(missing()), reason=missing()),
]
WITH_KEY = {DtmfMode.RFC2833: "11", DtmfMode.INFO: "12", DtmfMode.INBAND: "14"}
SOURCE = {DtmfMode.RFC2833: "RTP", DtmfMode.INFO: "ENDPOINT", DtmfMode.INBAND: "INBAND_AUDIO"}
TICK_US = 20_000
START_S = 0.1
EVENTS = "CHANNEL_ANSWER PLAYBACK_START DTMF CHANNEL_BRIDGE CHANNEL_HANGUP_COMPLETE CHANNEL_DESTROY"


@pytest.fixture
def called(tmp_path: Path) -> Iterator[Parties]:
    with parties(tmp_path) as started:
        until(lambda: started.runs)
        yield started


@pytest.fixture
def client(running: RealSwitch) -> Iterator[ContractClient]:
    connected = running.connect()
    connected.ask(f"event json {EVENTS}")
    yield connected
    connected.close()


def place(client: ContractClient, called: Parties, digits: str, keys: DtmfMode, at: Path) -> str:
    """A Link Back call to SIPp's party with these last two digits; the attempt's id."""
    attempt = str(uuid4())
    to = f"sofia/external/{{number}}@127.0.0.1:{called.port}"
    plan = CallPlan(
        attempt=attempt, campaign_id=1, record_id=1, flow=LINK_BACK, caller_id="18005550100",
        caller_name="Acme", message=str(at / "message.wav"), ring_timeout=10, longest_call=60,
        transfer_leg=str(uuid4()), transfer_dial_string=to.format(number="14165550199"),
        apology=str(at / "apology.wav"), acknowledgement=str(at / "acknowledgement.wav"),
        keys=keys,
    )  # fmt: skip
    dialed = to.format(number=f"141655501{digits}")
    call = Originate(attempt, dialed, entry_of(plan).name, call_variables(plan))
    client.send_bytes(originate(call).encode())
    return attempt


@pytest.fixture
def sounds(running: RealSwitch, tmp_path: Path) -> Path:
    directory = running.directory / f"sounds-{tmp_path.name}"
    write_sounds(directory, ["message.wav", "apology.wav", "acknowledgement.wav"])
    return directory


@pytest.mark.parametrize("mode", DtmfMode)
def test_key_1_is_transferred_however_it_comes(
    client: ContractClient, called: Parties, sounds: Path, mode: DtmfMode
) -> None:
    attempt = place(client, called, WITH_KEY[mode], mode, sounds)
    events = client.ended(attempt)
    keys = [event for event in events if event.name == "DTMF"]
    assert [(key.get("DTMF-Digit"), key.get("DTMF-Source")) for key in keys] == [
        ("1", SOURCE[mode])
    ]
    assert any(event.name == "CHANNEL_BRIDGE" for event in events)
    end = next(event for event in events if event.name == "CHANNEL_HANGUP_COMPLETE")
    told = [end.variable(n) for n in ("digits_dialed", "playback_terminator_used", "dialer_step")]
    assert told == ["1", "1", "transfer"]
    first = {event.name: int(event.get("Event-Date-Timestamp")) for event in reversed(events)}
    assert first["PLAYBACK_START"] - first["CHANNEL_ANSWER"] <= START_S * 1e6 + TICK_US


def test_tones_are_no_keys_where_the_gateway_does_not_send_them_so(
    client: ContractClient, called: Parties, sounds: Path
) -> None:
    """What would be heard in a voice as well."""
    events = client.ended(place(client, called, "14", DtmfMode.RFC2833, sounds))
    assert not [event for event in events if event.name == "DTMF"]
    end = next(event for event in events if event.name == "CHANNEL_HANGUP_COMPLETE")
    assert end.variable("dialer_step") == "heard"
