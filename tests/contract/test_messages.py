"""What is asked of a channel while it does something else: in which order it is done and told."""

from uuid import uuid4

import pytest

from esl_dialer.esl.frames import Event
from tests.contract.client import ContractClient
from tests.contract.placed import LISTENS, RINGS_OUT, Call, parked
from tests.contract.switches import SwitchUnderTest

MARKS = {"CHANNEL_EXECUTE": ">", "CHANNEL_EXECUTE_COMPLETE": "<"}


def execute(client: ContractClient, uuid: str, app: str, data: str, **headers: str) -> None:
    asked = {"call_command": "execute", "execute_app_name": app, "execute_app_arg": data}
    assert client.ask(f"sendmsg {uuid}", **(asked | headers)).reply == "+OK"


def ran(client: ContractClient, uuid: str) -> list[str]:
    """Applications begun (``>``) and complete (``<``), with the name of the file or their data."""
    return [f"{MARKS[e.name]}{shown(e)}" for e in client.of(uuid) if e.name in MARKS]


def shown(event: Event) -> str:
    app, data = event.get("Application"), event.get("Application-Data")
    return data.rpartition("/")[2] if app == "playback" else f"{app} {data}".strip()


def playing(client: ContractClient, file: str) -> Call:
    """A call that hears a file, and would then hang up."""
    uuid = str(uuid4())
    client.bgapi(f"originate {{origination_uuid={uuid}}}{LISTENS} &playback({file})", uuid)
    client.happened(uuid, "PLAYBACK_START")
    return Call(client, uuid)


def until(client: ContractClient, uuid: str, mark: str) -> list[str]:
    client.wait(lambda: mark in ran(client, uuid))
    return ran(client, uuid)


def test_a_message_is_done_over_a_playback_which_then_goes_on(
    client: ContractClient, switch: SwitchUnderTest
) -> None:
    call = playing(client, switch.message)
    execute(client, call.uuid, "playback", switch.short, event_uuid="mine", event_uuid_name="name")
    client.ended(call.uuid)
    assert ran(client, call.uuid) == [">message.wav", ">short.wav", "<short.wav", "<message.wav"]
    own = [e for e in client.of(call.uuid) if e.get("Application-UUID") == "mine"]
    assert [event.name for event in own] == ["CHANNEL_EXECUTE", "CHANNEL_EXECUTE_COMPLETE"]
    assert {event.get("Application-UUID-Name") for event in own} == {"name"}
    stops = [e for e in client.of(call.uuid) if e.name == "PLAYBACK_STOP"]
    assert [event.get("Playback-Status") for event in stops] == ["done", "done"]
    assert abs(int(stops[1].variable("playback_ms")) - 6000) < 500


def test_broadcasts_wait_for_each_other_and_messages_for_them(
    client: ContractClient, switch: SwitchUnderTest
) -> None:
    call = parked(client)
    for _ in range(2):
        client.api(f"uuid_broadcast {call.uuid} {switch.short}")
    execute(client, call.uuid, "set", "a=b")
    said = until(client, call.uuid, "<set a=b")
    assert said == [">park", *[">short.wav", "<short.wav"] * 2, ">set a=b", "<set a=b"]
    call.end()


def test_messages_that_lock_wait_for_each_other(
    client: ContractClient, switch: SwitchUnderTest
) -> None:
    call = parked(client)
    for app, data in (("playback", switch.short), ("set", "a=b")):
        execute(client, call.uuid, app, data, event_lock="true")
    said = until(client, call.uuid, "<set a=b")
    assert said == [">park", ">short.wav", "<short.wav", ">set a=b", "<set a=b"]
    call.end()


def test_loops_are_done_of_what_takes_its_time(
    client: ContractClient, switch: SwitchUnderTest
) -> None:
    call = parked(client)
    execute(client, call.uuid, "playback", switch.short, loops="2", event_lock="true")
    execute(client, call.uuid, "set", "a=b", loops="3")
    said = until(client, call.uuid, "<set a=b")
    assert said == [">park", *[">short.wav", "<short.wav"] * 2, ">set a=b", "<set a=b"]
    call.end()


def test_a_message_comes_to_a_call_that_rings(client: ContractClient) -> None:
    uuid = str(uuid4())
    client.bgapi(f"originate {{origination_uuid={uuid}}}{RINGS_OUT} &park", uuid)
    client.happened(uuid, "CHANNEL_PROGRESS")
    execute(client, uuid, "set", "a=b")
    assert until(client, uuid, "<set a=b") == [">set a=b", "<set a=b"]
    assert client.api(f"uuid_getvar {uuid} a") == "b"
    Call(client, uuid).end()


def test_a_break_ends_one_playback_or_all(client: ContractClient, switch: SwitchUnderTest) -> None:
    call = parked(client)
    for _ in range(2):
        client.api(f"uuid_broadcast {call.uuid} {switch.message}")
    until(client, call.uuid, ">message.wav")
    client.happened(call.uuid, "PLAYBACK_START")
    assert client.api(f"uuid_break {call.uuid}") == "+OK\n"
    client.wait(lambda: ran(client, call.uuid).count(">message.wav") == 2)
    execute(client, call.uuid, "playback", switch.message)
    assert client.api(f"uuid_break {call.uuid} all") == "+OK\n"
    client.wait(lambda: ran(client, call.uuid).count("<message.wav") == 2)
    execute(client, call.uuid, "set", "a=b")
    said = until(client, call.uuid, "<set a=b")
    assert said == [">park", *[">message.wav", "<message.wav"] * 2, ">set a=b", "<set a=b"]
    call.end()


def test_an_application_that_nobody_knows_ends_the_call(client: ContractClient) -> None:
    call = parked(client)
    execute(client, call.uuid, "nosuch", "x")
    end = client.happened(call.uuid, "CHANNEL_HANGUP_COMPLETE")
    assert end.get("Hangup-Cause") == "DESTINATION_OUT_OF_ORDER"


def test_a_broadcast_may_end_the_call_with_a_cause(
    client: ContractClient, switch: SwitchUnderTest
) -> None:
    call = parked(client)
    client.api(f"uuid_broadcast {call.uuid} playback!user_busy::{switch.short}")
    end = client.happened(call.uuid, "CHANNEL_HANGUP_COMPLETE")
    assert end.get("Hangup-Cause") == "USER_BUSY"
    assert "<short.wav" in ran(client, call.uuid)


def test_a_body_is_what_the_application_is_given(client: ContractClient) -> None:
    call = parked(client)
    head = "call-command: execute\nexecute-app-name: set\ncontent-type: text/plain"
    client.send_bytes(f"sendmsg {call.uuid}\n{head}\nContent-Length: 3\n\na=b".encode())
    until(client, call.uuid, "<set a=b")
    call.end()


@pytest.mark.parametrize("data", ["sleep(abc)", "sleep()", "transfer()", "set()", "hangup(x)"])
def test_odd_data_of_an_application_ends_its_own_call(client: ContractClient, data: str) -> None:
    uuid = str(uuid4())
    client.bgapi(f"originate {{origination_uuid={uuid}}}{LISTENS} &{data}", uuid)
    end = client.ended(uuid)[-1]
    assert end.get("Hangup-Cause") == "NORMAL_CLEARING"
