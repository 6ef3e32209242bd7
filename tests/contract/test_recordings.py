"""What a recording leaves on both switches: a WAV file with what was played, as long as it took."""

import wave
from array import array
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from esl_dialer.esl.frames import Event
from tests.contract.client import ContractClient
from tests.contract.placed import LISTENS, Call, parked
from tests.contract.switches import SwitchUnderTest

LOUD = 1000
"""The sounds of the tests are louder, silence and what an encoder makes of it are not."""


@pytest.fixture
def path(switch: SwitchUnderTest) -> str:
    """In a directory that is not there yet."""
    return str(switch.directory / "recordings" / str(uuid4()) / "call.wav")


def recorded(client: ContractClient, call: Call, path: str, do: Callable[[], None]) -> Event:
    """What is told at the end of a recording, during which ``do`` was done."""
    client.ask("event json RECORD_START RECORD_STOP")
    assert client.api(f"uuid_record {call.uuid} start {path}") == "+OK Success\n"
    do()
    assert client.api(f"uuid_record {call.uuid} stop {path}") == "+OK Success\n"
    return client.happened(call.uuid, "RECORD_STOP")


def played(client: ContractClient, call: Call, file: str) -> None:
    """From its beginning to its end."""
    before = names(client, call).count("PLAYBACK_STOP")
    client.api(f"uuid_broadcast {call.uuid} {file}")
    client.wait(lambda: names(client, call).count("PLAYBACK_STOP") > before)


def names(client: ContractClient, call: Call) -> list[str]:
    return [event.name for event in client.of(call.uuid)]


def tracks(path: str) -> list[array]:  # type: ignore[type-arg]
    """The samples of each channel."""
    with wave.open(path, "rb") as file:
        assert (file.getframerate(), file.getsampwidth()) == (8000, 2)
        count = file.getnchannels()
        samples = array("h", file.readframes(file.getnframes()))
    return [samples[number::count] for number in range(count)]


def loud_ms(samples: array) -> int:  # type: ignore[type-arg]
    return sum(abs(sample) > LOUD for sample in samples) // 8


def test_what_is_played_is_in_the_file(
    client: ContractClient, switch: SwitchUnderTest, path: str
) -> None:
    call = parked(client)
    stop = recorded(client, call, path, lambda: played(client, call, switch.short))
    assert stop.get("Record-Completion-Cause") == "success-maxtime"
    assert stop.get("Record-File-Path") == path
    (heard,) = tracks(path)
    assert int(stop.variable("record_samples")) == len(heard)
    assert int(stop.variable("record_ms")) == len(heard) // 8
    assert int(stop.variable("record_seconds")) == len(heard) // 8000
    assert 900 <= loud_ms(heard) <= 1050
    call.end()


def test_the_end_of_a_call_ends_its_recording(
    client: ContractClient, switch: SwitchUnderTest, path: str
) -> None:
    call = parked(client)
    client.ask("event json RECORD_STOP")
    assert client.api(f"uuid_record {call.uuid} start {path}") == "+OK Success\n"
    played(client, call, switch.short)
    call.end()
    stop = client.happened(call.uuid, "RECORD_STOP")
    assert stop.get("Record-Completion-Cause") == "success-silence"
    assert len(tracks(path)[0]) == int(stop.variable("record_samples")) >= 7000
    told = names(client, call)
    assert told.index("CHANNEL_HANGUP") < told.index("RECORD_STOP")
    assert told.index("RECORD_STOP") < told.index("CHANNEL_HANGUP_COMPLETE")


@pytest.mark.parametrize(
    ("option", "loud"),
    [
        ("RECORD_STEREO", [False, True]),
        ("RECORD_STEREO_SWAP", [True, False]),
        ("RECORD_READ_ONLY", [False]),
        ("RECORD_WRITE_ONLY", [True]),
    ],
)
def test_the_two_ends_may_be_apart(
    client: ContractClient, switch: SwitchUnderTest, path: str, option: str, loud: list[bool]
) -> None:
    """A real one that does not listen to the far end loses a quarter of what is said to it."""
    call = parked(client, f",{option}=true")
    recorded(client, call, path, lambda: played(client, call, switch.short))
    assert [loud_ms(samples) > 500 for samples in tracks(path)] == loud
    assert [loud_ms(samples) < 50 for samples in tracks(path)] == [not one for one in loud]
    call.end()


@pytest.mark.parametrize(("doing", "undoing"), [("pause", "resume"), ("mask", "unmask")])
def test_a_part_may_be_left_out_or_silenced(
    client: ContractClient, switch: SwitchUnderTest, path: str, doing: str, undoing: str
) -> None:
    call = parked(client)

    def do() -> None:
        assert client.api(f"uuid_record {call.uuid} {doing} {path}") == "+OK Success\n"
        played(client, call, switch.short)
        assert client.api(f"uuid_record {call.uuid} {undoing} {path}") == "+OK Success\n"
        played(client, call, switch.short)

    stop = recorded(client, call, path, do)
    (heard,) = tracks(path)
    assert 900 <= loud_ms(heard) <= 1100
    lasted = instant(stop) - instant(client.happened(call.uuid, "RECORD_START"))
    if doing == "pause":
        assert len(heard) * 125 <= lasted - 900_000
    else:
        assert len(heard) >= 15_000
    call.end()


def instant(event: Event) -> int:
    return int(event.get("Event-Date-Timestamp"))


def test_what_comes_before_a_bridge_may_be_left_out(
    client: ContractClient, switch: SwitchUnderTest, path: str
) -> None:
    first, second = parked(client, ",RECORD_BRIDGE_REQ=true"), parked(client)
    client.ask("event json RECORD_STOP")
    assert client.api(f"uuid_record {first.uuid} start {path}") == "+OK Success\n"
    played(client, first, switch.short)
    assert client.api(f"uuid_bridge {first.uuid} {second.uuid}") == f"+OK {second.uuid}\n"
    client.happened(first.uuid, "CHANNEL_BRIDGE")
    played(client, first, switch.short)
    second.end()
    stop = client.happened(first.uuid, "RECORD_STOP")
    (heard,) = tracks(path)
    assert len(heard) == int(stop.variable("record_samples"))
    assert 500 <= loud_ms(heard) <= 1100
    client.ended(first.uuid)


def test_what_is_too_short_is_thrown_away(client: ContractClient, path: str) -> None:
    call = parked(client, ",RECORD_MIN_SEC=300")
    stop = recorded(client, call, path, lambda: None)
    assert stop.get("Record-Completion-Cause") in ("input-too-short", "empty-file")
    assert stop.variable("RECORD_DISCARDED") == "true"
    assert not Path(path).exists()
    call.end()


def test_a_recording_has_a_longest_time_and_variables_of_its_own(
    client: ContractClient, path: str
) -> None:
    call = parked(client)
    client.ask("event json RECORD_START RECORD_STOP")
    start = f"uuid_record {call.uuid} start {path} 2 {{RECORD_STEREO=true,why=quality}}"
    assert client.api(start) == "+OK Success\n"
    for name in ("RECORD_START", "RECORD_STOP"):
        assert client.happened(call.uuid, name).get("Recording-Variable-why") == "quality"
    stop = client.happened(call.uuid, "RECORD_STOP")
    assert stop.get("Record-Completion-Cause") == "success-maxtime"
    assert len(tracks(path)) == 2
    assert 500 <= int(stop.variable("record_ms")) <= 2100
    again = client.api(f"uuid_record {call.uuid} stop {path}")
    assert again == "-ERR Cannot stop record session!\n"
    call.end()


def test_a_flow_may_record_its_call(
    client: ContractClient, switch: SwitchUnderTest, path: str
) -> None:
    uuid = str(uuid4())
    client.ask("event json RECORD_START RECORD_STOP")
    steps = (
        f"record_session:{path} +600,playback:{switch.short},record_session_mask:{path},"
        f"playback:{switch.short},stop_record_session:{path},park"
    )
    client.bgapi(f"originate {{origination_uuid={uuid}}}{LISTENS} '{steps}' inline", uuid)
    client.happened(uuid, "CHANNEL_PARK")
    stop = client.happened(uuid, "RECORD_STOP")
    assert stop.get("Record-File-Path") == path
    assert 900 <= loud_ms(tracks(path)[0]) <= 1050
    assert len(tracks(path)[0]) >= 15_000
    Call(client, uuid).end()


@pytest.mark.parametrize("where", ["/proc/nowhere/x.wav", "/dev/null/x.wav"])
def test_where_no_file_can_be_nothing_is_recorded(client: ContractClient, where: str) -> None:
    call = parked(client)
    said = client.api(f"uuid_record {call.uuid} start {where}")
    assert said == "-ERR Cannot record session!\n"
    assert client.api(f"uuid_getvar {call.uuid} record_completion_cause") == "uri-failure"
    call.end()
