"""What an engineer types about a call: it is found by its mark, read, held, recorded, ended."""

import json
from collections.abc import Callable
from uuid import uuid4
from xml.etree import ElementTree

import pytest

from tests.contract.client import ContractClient
from tests.contract.placed import LISTENS, Call, parked, ringing
from tests.contract.switches import SwitchUnderTest

MARK = "presence_data=dialer-c2-r1-,accountcode=dialer-c2-r1"
TENTH = "presence_data=dialer-c2-r10-,accountcode=dialer-c2-r10"


def tree_of(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - the switch is ours


def uuids(client: ContractClient, wanted: str) -> set[str]:
    listed = json.loads(client.api(f"show channels like {wanted} as json"))
    return {row["uuid"] for row in listed.get("rows", [])}


def test_calls_are_found_by_campaign_and_by_record(client: ContractClient) -> None:
    first, tenth = ringing(client, MARK), ringing(client, TENTH)
    both = {first.uuid, tenth.uuid}
    client.wait_until(lambda: uuids(client, "dialer-c2-") == both)
    assert uuids(client, "dialer-c2-r1-") == {first.uuid}
    assert uuids(client, "DIALER-C2-R1-") == {first.uuid}
    assert uuids(client, "dialer-c2-r1") == both, "without its end a mark is found in others"
    assert uuids(client, "dialer-c2-r%") == both
    assert uuids(client, "%r1-") == {first.uuid}
    assert uuids(client, "dialer-c2_r1-") == {first.uuid}
    assert uuids(client, first.uuid[:13]) == {first.uuid}
    assert uuids(client, "dialer-c20-") == set()
    first.end()
    tenth.end()


def test_only_the_calls_with_those_variables_are_hung_up(client: ContractClient) -> None:
    first, tenth = parked(client, f",{MARK}"), parked(client, f",{TENTH}")
    hung_up = (
        "+OK hangup all channels matching [accountcode]=[dialer-c2-r1] with cause: USER_BUSY\n"
    )
    assert client.api("hupall USER_BUSY accountcode dialer-c2-r1") == hung_up
    end = client.happened(first.uuid, "CHANNEL_HANGUP_COMPLETE")
    assert end.get("Hangup-Cause") == "USER_BUSY"
    assert client.api(f"uuid_exists {tenth.uuid}") == "true"
    client.api("hupall USER_BUSY AccountCode dialer-c2-r10 nosuch x")
    assert client.api(f"uuid_exists {tenth.uuid}") == "true"
    client.api(f"hupall USER_BUSY AccountCode dialer-c2-r10 origination_uuid {tenth.uuid}")
    client.ended(tenth.uuid)


def test_a_list_has_three_forms(client: ContractClient) -> None:
    call = parked(client, f",{MARK}")
    found = f"show channels like {call.uuid}"

    def rows() -> list[dict[str, str]]:
        listed: list[dict[str, str]] = json.loads(client.api(f"{found} as json")).get("rows", [])
        return listed

    client.wait_until(lambda: any(row["application"] == "park" for row in rows()))
    (row,) = rows()
    table = tree_of(client.api(f"{found} as xml"))
    assert table.attrib == {"row_count": "1"}
    assert {cell.tag: cell.text or "" for cell in table[0]} == row
    titles, values, _, total, *_ = client.api(found).split("\n")
    assert dict(zip(titles.split(","), values.split(","), strict=True)) == row
    assert total == "1 total."
    assert (row["callstate"], row["application"], row["dest"]) == ("ACTIVE", "park", "14165550178")
    calls = json.loads(client.api("show calls as json"))["rows"]
    (own,) = (row for row in calls if row["uuid"] == call.uuid)
    assert (own["accountcode"], own["b_uuid"]) == ("dialer-c2-r1", "")
    assert client.api("show channels as delim |").startswith("uuid|direction|created|")
    assert client.api(f"{found} as delim |").startswith("uuidasdirectionascreatedas")
    call.end()


def test_a_bridged_pair_is_one_call(client: ContractClient) -> None:
    first, second = str(uuid4()), str(uuid4())
    leg = f"[origination_uuid={second}]{LISTENS}"
    client.bgapi(f"originate {{origination_uuid={first}}}{LISTENS} &bridge({leg})", first)
    client.happened(first, "CHANNEL_BRIDGE")

    def pairs() -> dict[str, str]:
        rows = json.loads(client.api("show bridged_calls as json")).get("rows", [])
        return {row["uuid"]: row["b_uuid"] for row in rows}

    client.wait_until(lambda: pairs().get(first) == second)
    assert second not in pairs()
    Call(client, first).end()
    client.ended(second)


def test_a_channel_is_dumped_in_each_form(client: ContractClient) -> None:
    call = parked(client)
    assert client.api(f"uuid_setvar {call.uuid} said é <&> %41") == "+OK\n"
    dumped = json.loads(client.api(f"uuid_dump {call.uuid} json"))
    assert dumped["variable_said"] == "é <&> %41"
    text = client.api(f"uuid_dump {call.uuid}")
    assert "\nvariable_said: %C3%A9%20%3C%26%3E%20%41\n" in text
    bare = client.api(f"uuid_dump {call.uuid} plain")
    assert "\nvariable_said: [é <&> %41]\n" in bare
    tree = tree_of(client.api(f"uuid_dump {call.uuid} xml"))
    assert tree.findtext("headers/variable_said") == "%C3%A9%20%3C%26%3E%20%41"
    assert tree.findtext("headers/Unique-ID") == call.uuid
    call.end()


def test_variables_are_named_in_any_case_and_expanded(client: ContractClient) -> None:
    call = parked(client, ",dialer_said=yes")
    assert client.api(f"uuid_getvar {call.uuid} Dialer_Said") == "yes"
    asked = f"eval uuid:{call.uuid}"
    assert client.api(f"{asked} ${{variable_dialer_said}} ${{Unique-ID}}") == f"yes {call.uuid}"
    assert client.api(f"{asked} ${{unique-id:0:8}}") == call.uuid[:8]
    assert client.api(f"{asked} ${{uuid_getvar({call.uuid} dialer_said)}}") == "yes"
    assert client.api(f"{asked} ${{dialer_said}}.") == "."
    assert client.api(f"expand uuid:{call.uuid} echo ${{variable_dialer_said}}") == "yes"
    call.end()


def test_a_call_is_held_and_taken_back(client: ContractClient) -> None:
    call = parked(client)
    client.ask("event json CHANNEL_HOLD CHANNEL_UNHOLD CHANNEL_CALLSTATE")
    replies = [
        *((f"uuid_hold off {call.uuid}", "-ERR Operation failed\n"),),
        *((f"uuid_hold {call.uuid}", "+OK Success\n"),),
        *((f"uuid_hold {call.uuid}", "-ERR Operation failed\n"),),
        *((f"uuid_hold toggle {call.uuid}", "+OK Success\n"),),
    ]
    for command, reply in replies:
        assert client.api(command) == reply

    def states() -> list[str]:
        return [e.get("Channel-Call-State") for e in client.of(call.uuid) if "STATE" in e.name]

    client.wait(lambda: states()[-1:] == ["ACTIVE"])
    call.end()
    assert states() == ["HELD", "UNHELD", "ACTIVE", "HANGUP"]


def test_a_call_is_recorded_until_it_is_told_to_stop_or_ends(
    client: ContractClient, switch: SwitchUnderTest
) -> None:
    call = parked(client)
    client.ask("event json RECORD_START RECORD_STOP")
    path = str(switch.directory / "recordings" / f"{call.uuid}.wav")
    record = f"uuid_record {call.uuid}"
    assert client.api(f"{record} stop {path}") == "-ERR Cannot stop record session!\n"
    assert client.api(f"{record} mask {path}") == "-ERR Cannot mask recording session!\n"
    assert client.api(f"{record} start {path}") == "+OK Success\n"
    assert client.happened(call.uuid, "RECORD_START").get("Record-File-Path") == path
    for action in ("start", "pause", "resume", "mask", "unmask", "stop"):
        assert client.api(f"{record} {action} {path}") == "+OK Success\n"
    client.wait(lambda: names(client, call.uuid, "RECORD").count("RECORD_STOP") == 1)
    assert client.api(f"{record} start {path}") == "+OK Success\n"
    client.wait(lambda: names(client, call.uuid, "RECORD").count("RECORD_START") == 2)
    call.end()
    assert names(client, call.uuid, "RECORD") == ["RECORD_START", "RECORD_STOP"] * 2
    stop = client.happened(call.uuid, "RECORD_STOP")
    assert stop.get("Record-File-Path") == path


def names(client: ContractClient, uuid: str, prefix: str) -> list[str]:
    return [event.name for event in client.of(uuid) if event.name.startswith(prefix)]


def test_keys_sounds_and_volume_are_taken(client: ContractClient, switch: SwitchUnderTest) -> None:
    call = parked(client)
    usage = "-USAGE: <uuid> [start [read|write] [mute|level <level>]|stop]\n"
    for command, reply in (
        ("send_dtmf {} 12w3@500", "+OK {} sent DTMF 12w3@500.\n"),
        ("send_dtmf {} xyz", "-ERR Operation failed\n"),
        ("recv_dtmf {} 1@500+2", "+OK {} received DTMF 1@500+2.\n"),
        ("recv_dtmf {} xyz", "-USAGE: <uuid> <dtmf_data>\n"),
        ("audio {} start read mute 1", "+OK\n"),
        ("audio {} start write level 2", "+OK\n"),
        ("audio {} start both mute 1", usage),
        ("audio {} stop", "+OK\n"),
        ("displace {} start /nowhere/no.wav", "-ERR Cannot displace session!\n"),
        (f"displace {{}} start {switch.message}", "+OK Success\n"),
        (f"displace {{}} stop {switch.message}", "+OK Success\n"),
        (f"displace {{}} stop {switch.message}", "-ERR Cannot stop displace session!\n"),
        ("display {} somebody", "+OK Success\n"),
    ):
        assert client.api(f"uuid_{command.format(call.uuid)}") == reply.format(call.uuid), command
    client.wait(lambda: names(client, call.uuid, "DTMF") == ["DTMF", "DTMF"])
    call.end()


def test_a_call_is_parked_away_from_what_it_hears(
    client: ContractClient, switch: SwitchUnderTest
) -> None:
    uuid = str(uuid4())
    client.ask("event json CHANNEL_STATE")
    play = f"&playback({switch.message})"
    client.bgapi(f"originate {{origination_uuid={uuid}}}{LISTENS} {play}", uuid)
    client.happened(uuid, "PLAYBACK_START")
    assert client.api(f"uuid_park {uuid}") == "+OK\n"
    parked_event = client.happened(uuid, "CHANNEL_PARK")
    assert parked_event.get("Channel-State") == "CS_PARK"
    assert client.api(f"uuid_transfer {uuid} park inline") == "+OK\n"
    client.wait(lambda: names(client, uuid, "CHANNEL_PARK") == ["CHANNEL_PARK"] * 2)
    Call(client, uuid).end()


@pytest.mark.parametrize("name", ["UUID_Exists", "uuid_EXISTS"])
def test_commands_are_named_in_any_case(client: ContractClient, name: str) -> None:
    assert client.api(f"{name} nobody") == "false"


def test_what_the_simulated_switch_does_not_do_it_says(
    client: ContractClient, switch: SwitchUnderTest
) -> None:
    if not switch.simulated:
        pytest.skip("a real one does it")
    asked: list[Callable[[], str]] = [
        lambda: client.api("fsctl shutdown elegant"),
        lambda: client.api("fsctl send_sighup"),
        lambda: client.api("sofia profile external restart"),
        lambda: client.api("show codec"),
    ]
    assert {ask() for ask in asked} == {"-ERR the simulated switch does not do this\n"}
    said = client.api("uuid_deflect x sip:y")
    assert said == "-ERR uuid_deflect Command not found!\n"
