"""What is done to a call: placed, limited, listed, played to, bridged, ended; on both switches."""

import json
from uuid import uuid4

import pytest

from tests.contract.client import ContractClient
from tests.contract.placed import LISTENS, REFUSED, RINGS_OUT, Call, parked, ringing
from tests.contract.switches import SwitchUnderTest


def test_a_uuid_in_use_is_refused_without_a_trace(client: ContractClient) -> None:
    call = ringing(client)
    job = str(uuid4())
    client.bgapi(f"originate {{origination_uuid={call.uuid}}}{LISTENS} &park", job)
    assert client.job(job) == REFUSED
    assert client.api(f"uuid_exists {call.uuid}") == "true"
    call.end()
    created = [event for event in client.of(call.uuid) if event.name == "CHANNEL_CREATE"]
    assert len(created) == 1


def refused(client: ContractClient) -> bool:
    """Whether an originate is refused; one that is not is killed."""
    uuid = str(uuid4())
    client.bgapi(f"originate {{origination_uuid={uuid}}}{RINGS_OUT} &park", uuid)
    client.wait(lambda: bool(client.of(uuid) or client.heard_of(uuid)))
    if client.of(uuid):
        Call(client, uuid).end()
        return False
    return client.job(uuid) == REFUSED


def test_pause_refuses_and_resume_does_not(client: ContractClient) -> None:
    assert client.api("fsctl pause outbound") == "+OK\n"
    try:
        assert refused(client)
    finally:
        assert client.api("fsctl resume outbound") == "+OK\n"
    assert not refused(client)


def test_a_limit_of_one_session_per_second_refuses_all(client: ContractClient) -> None:
    before = client.api("fsctl sps").strip().removeprefix("+OK sessions per second: ")
    assert client.api("fsctl sps 1") == "+OK sessions per second: 1\n"
    try:
        client.wait_until(lambda: refused(client))
        assert refused(client)
    finally:
        assert client.api(f"fsctl sps {before}") == f"+OK sessions per second: {before}\n"
        client.wait_until(lambda: not refused(client))


def test_killing_a_ringing_call_fails_its_originate(client: ContractClient) -> None:
    call = ringing(client)
    assert client.api(f"uuid_kill {call.uuid} ORIGINATOR_CANCEL") == "+OK\n"
    assert client.api(f"uuid_kill {call.uuid}") == "-ERR No such channel!\n"
    assert client.job(call.uuid) == "-ERR ORIGINATOR_CANCEL\n"
    end = client.happened(call.uuid, "CHANNEL_HANGUP_COMPLETE")
    assert end.get("Hangup-Cause") == "ORIGINATOR_CANCEL"
    assert end.variable("answer_uepoch") == "0"


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        ("", "NORMAL_CLEARING"),
        ("USER_BUSY", "USER_BUSY"),
        ("NO_SUCH_CAUSE", "NORMAL_CLEARING"),
        ("41", "NORMAL_TEMPORARY_FAILURE"),
        ("MANAGER_REQUEST", "MANAGER_REQUEST"),
    ],
)
def test_uuid_kill_takes_a_cause(client: ContractClient, given: str, cause: str) -> None:
    call = ringing(client)
    assert client.api(f"uuid_kill {call.uuid} {given}".strip()) == "+OK\n"
    end = client.happened(call.uuid, "CHANNEL_HANGUP_COMPLETE")
    assert end.get("Hangup-Cause") == cause


def test_a_hangup_at_a_set_time_is_scheduled_and_told(client: ContractClient) -> None:
    client.ask("event json ADD_SCHEDULE DEL_SCHEDULE")
    call = parked(client)
    for seconds, cause in ((300, "USER_BUSY"), (1, "CALL_REJECTED")):
        assert client.api(f"sched_hangup +{seconds} {call.uuid} {cause}") == "+OK\n"
    end = client.happened(call.uuid, "CHANNEL_HANGUP_COMPLETE")
    assert end.get("Hangup-Cause") == "CALL_REJECTED"

    def told(name: str) -> list[tuple[str, str, str]]:
        return sorted(
            (event.get("Task-ID"), event.get("Task-Desc"), event.get("Task-Runtime"))
            for event in client.events
            if event.name == name and event.get("Task-Group") == call.uuid
        )

    client.wait(lambda: len(told("DEL_SCHEDULE")) == 2)
    added = told("ADD_SCHEDULE")
    assert told("DEL_SCHEDULE") == added
    assert {what for _, what, _ in added} == {"switch_ivr_schedule_hangup"}
    late, soon = sorted((int(runtime) for _, _, runtime in added), reverse=True)
    assert late - soon >= 298


def rows(client: ContractClient) -> dict[str, dict[str, str]]:
    listed = json.loads(client.api("show channels as json"))
    return {row["uuid"]: row for row in listed.get("rows", [])}


def test_a_live_channel_is_listed_and_a_dead_one_is_not(client: ContractClient) -> None:
    call = ringing(client)
    client.wait_until(lambda: rows(client).get(call.uuid, {}).get("callstate") == "RINGING")
    row = rows(client)[call.uuid]
    assert row["direction"] == "outbound"
    assert row["call_uuid"] == call.uuid
    assert row["dest"] == "14165550100"
    assert call.uuid in client.api("show channels")
    assert client.api("show channels count").endswith(" total.\n")
    call.end()
    client.wait_until(lambda: call.uuid not in rows(client))
    assert client.api(f"uuid_exists {call.uuid}") == "false"


def test_a_ringing_call_is_found_by_its_campaign(client: ContractClient) -> None:
    """Where ``show channels like`` looks; ``accountcode`` is filled as the call executes."""
    own = "presence_data=dialer-c7-r42,accountcode=dialer-c7-r42"
    call = ringing(client, own)
    client.wait_until(lambda: rows(client).get(call.uuid, {}).get("callstate") == "RINGING")
    row = rows(client)[call.uuid]
    assert (row["presence_data"], row["accountcode"]) == ("dialer-c7-r42", "")
    call.end()


def test_no_channel_at_all_is_an_empty_list(client: ContractClient) -> None:
    call = ringing(client)
    listed = json.loads(client.api("show channels as json"))
    call.end()
    assert set(listed) <= {"row_count", "rows"}
    client.api("hupall")
    client.wait_until(lambda: not rows(client))
    assert json.loads(client.api("show channels as json")) == {"row_count": 0}
    assert client.api("show channels") == "\n0 total.\n"


def test_variables_can_be_set_and_read(client: ContractClient) -> None:
    call = parked(client)
    assert client.api(f"uuid_setvar {call.uuid} greeting two words") == "+OK\n"
    assert client.api(f"uuid_getvar {call.uuid} greeting") == "two words"
    assert client.api(f"uuid_getvar {call.uuid} nosuch") == "_undef_"
    several = "one=1;two=b c;three='3;3';greeting=;four=a=b"
    assert client.api(f"uuid_setvar_multi {call.uuid} {several}") == "+OK\n"
    read = {
        name: client.api(f"uuid_getvar {call.uuid} {name}")
        for name in ("one", "two", "three", "greeting", "four")
    }
    assert list(read.values()) == ["1", "b c", "3;3", "_undef_", "a=b"]
    assert client.api(f"uuid_setvar {call.uuid} greeting two words") == "+OK\n"
    dumped = json.loads(client.api(f"uuid_dump {call.uuid} json"))
    assert dumped["variable_greeting"] == "two words"
    assert dumped["Answer-State"] == "answered"
    call.end()


def test_a_key_breaks_a_playback_only_if_it_is_a_terminator(
    client: ContractClient, switch: SwitchUnderTest
) -> None:
    call = parked(client, ",playback_terminators=1")
    assert client.api(f"uuid_broadcast {call.uuid} {switch.message} aleg") == "+OK Message sent\n"
    client.happened(call.uuid, "PLAYBACK_START")
    for key in "51":
        reply = client.api(f"uuid_recv_dtmf {call.uuid} {key}")
        assert reply == f"+OK {call.uuid} received DTMF {key}.\n"
    stop = client.happened(call.uuid, "PLAYBACK_STOP")
    assert stop.get("Playback-Status") == "break"
    keys = [event.get("DTMF-Digit") for event in client.of(call.uuid) if event.name == "DTMF"]
    assert keys == ["5", "1"]
    call.end()
    end = client.happened(call.uuid, "CHANNEL_HANGUP_COMPLETE")
    assert end.variable("digits_dialed") == "51"
    assert end.variable("playback_terminator_used") == "1"


def test_a_missing_file_is_executed_and_not_played(client: ContractClient) -> None:
    call = parked(client)
    client.api(f"uuid_broadcast {call.uuid} /nowhere/no.wav aleg")
    client.wait(lambda: "playback" in applications(client, call.uuid))
    assert "PLAYBACK_START" not in {event.name for event in client.of(call.uuid)}
    call.end()


def applications(client: ContractClient, uuid: str) -> list[str]:
    events = client.of(uuid)
    return [e.get("Application") for e in events if e.name == "CHANNEL_EXECUTE_COMPLETE"]


def test_a_missing_message_leaves_its_silence(
    client: ContractClient, switch: SwitchUnderTest
) -> None:
    call = parked(client)
    client.api(f"uuid_broadcast {call.uuid} file_string:///nowhere/no.wav!{switch.short} aleg")
    stop = client.happened(call.uuid, "PLAYBACK_STOP")
    assert 900 <= int(stop.variable("playback_ms")) <= 1300
    call.end()


def test_a_second_playback_clears_the_terminator(
    client: ContractClient, switch: SwitchUnderTest
) -> None:
    call = parked(client, ",playback_terminators=1")
    client.api(f"uuid_setvar {call.uuid} playback_terminator_used 1")
    client.api(f"uuid_broadcast {call.uuid} {switch.short} aleg")
    client.happened(call.uuid, "PLAYBACK_STOP")
    assert client.api(f"uuid_getvar {call.uuid} playback_terminator_used") == "_undef_"
    call.end()


def test_a_transfer_goes_to_the_flow_and_to_nowhere(client: ContractClient) -> None:
    call = parked(client)
    assert client.api(f"uuid_transfer {call.uuid} nowhere XML dialer") == "+OK\n"
    end = client.happened(call.uuid, "CHANNEL_HANGUP_COMPLETE")
    assert end.get("Hangup-Cause") == "NO_ROUTE_DESTINATION"


def test_two_parked_calls_are_bridged_and_end_together(client: ContractClient) -> None:
    first, second = parked(client), parked(client)
    assert client.api(f"uuid_bridge {first.uuid} {second.uuid}") == f"+OK {second.uuid}\n"
    client.happened(first.uuid, "CHANNEL_BRIDGE")
    first.end()
    client.ended(second.uuid)


def test_sendmsg_executes_and_hangs_up(client: ContractClient) -> None:
    call = parked(client)
    reply = client.ask(
        f"sendmsg {call.uuid}",
        call_command="execute",
        execute_app_name="set",
        execute_app_arg="said=yes",
    )
    assert reply.reply == "+OK"
    client.wait_until(lambda: client.api(f"uuid_getvar {call.uuid} said") == "yes")
    reply = client.ask(f"sendmsg {call.uuid}", call_command="hangup", hangup_cause="USER_BUSY")
    assert reply.reply.startswith("+OK")
    end = client.happened(call.uuid, "CHANNEL_HANGUP_COMPLETE")
    assert end.get("Hangup-Cause") == "USER_BUSY"


def test_an_api_originate_blocks_its_connection(
    client: ContractClient, plain: ContractClient
) -> None:
    uuid = str(uuid4())
    before = len(plain.answers)
    plain.send(f"api originate {{origination_uuid={uuid}}}{LISTENS} &park")
    plain.send(f"api uuid_exists {uuid}")
    client.happened(uuid, "CHANNEL_PROGRESS")
    assert len(plain.answers) == before
    plain.wait(lambda: len(plain.answers) == before + 2)
    assert [frame.reply for frame in plain.answers[before:]] == [f"+OK {uuid}\n", "true"]
    Call(client, uuid).end()


RINGS_LONG = "sofia/gateway/carrier/14165550178"
EARLY = "sofia/gateway/carrier/14165550197"


@pytest.mark.parametrize(
    ("target", "variables", "before"),
    [
        (RINGS_LONG, "return_ring_ready=true", "CHANNEL_PROGRESS"),
        (EARLY, "ignore_early_media=false", "CHANNEL_PROGRESS_MEDIA"),
    ],
    ids=["when it rings", "at early media"],
)
def test_an_originate_may_be_done_before_the_answer(
    client: ContractClient, target: str, variables: str, before: str
) -> None:
    uuid = str(uuid4())
    client.bgapi(f"originate {{origination_uuid={uuid},{variables}}}{target} &park", uuid)
    assert client.job(uuid) == f"+OK {uuid}\n"
    client.happened(uuid, "CHANNEL_ANSWER")
    told = [event.name for event in client.of(uuid)]
    assert told.index(before) < told.index("CHANNEL_PARK") < told.index("CHANNEL_ANSWER")
    Call(client, uuid).end()
