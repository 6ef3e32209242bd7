"""Commands, replies and errors: the same on both switches, to the letter where it matters."""

import json
from uuid import uuid4

import pytest

from esl_dialer.esl.commands import originate
from esl_dialer.esl.switch import Originate
from tests.contract.client import ContractClient
from tests.contract.conftest import EVENTS
from tests.contract.switches import PASSWORD, SwitchUnderTest

NOBODY = "00000000-0000-0000-0000-000000000000"
LISTENS = "sofia/gateway/carrier/14165550178"
RINGS_OUT = "sofia/gateway/carrier/14165550100"
REFUSED = "-ERR DESTINATION_OUT_OF_ORDER\n"
USAGE = (
    "-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] "
    "[<cid_name>] [<cid_num>] [<timeout_sec>]\n"
)

API_REPLIES = [
    ("nosuch", "-ERR nosuch Command not found!\n"),
    ("originate", USAGE),
    ("originate foo", USAGE),
    ("originate nope/1 &park", "-ERR CHAN_NOT_IMPLEMENTED\n"),
    ("originate sofia/gateway/nope/1 &park", "-ERR INVALID_GATEWAY\n"),
    ("originate sofia/nope/1@127.0.0.1 &park", "-ERR INVALID_PROFILE\n"),
    ("originate {bad sofia/external/1@127.0.0.1 &park", REFUSED),
    (r"originate {a=b}\s{c=d}sofia/gateway/carrier/1 &park", "-ERR CHAN_NOT_IMPLEMENTED\n"),
    ("uuid_kill", "-USAGE: <uuid> [cause]\n"),
    (f"uuid_kill {NOBODY}", "-ERR No such channel!\n"),
    (f"uuid_bridge {NOBODY} {NOBODY}", "-ERR Invalid uuid\n"),
    (f"uuid_bridge {NOBODY}", "-USAGE: <uuid> <other_uuid>\n"),
    (f"uuid_transfer {NOBODY} park inline", "-ERR No such channel!\n"),
    (
        f"uuid_transfer {NOBODY}",
        "-USAGE: <uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]\n",
    ),
    (f"uuid_broadcast {NOBODY} x.wav", "-ERR invalid uuid\n"),
    (f"uuid_broadcast {NOBODY}", "-USAGE: <uuid> <path> [aleg|bleg|holdb|both]\n"),
    (f"uuid_getvar {NOBODY} foo", "-ERR No such channel!\n"),
    (f"uuid_setvar {NOBODY} foo bar", "-ERR No such channel!\n"),
    (f"uuid_dump {NOBODY}", "-ERR No such channel!\n"),
    (f"uuid_break {NOBODY}", "-ERR No such channel!\n"),
    (f"uuid_recv_dtmf {NOBODY} 1", "-ERR Cannot locate session!\n"),
    (f"uuid_exists {NOBODY}", "false"),
    (f"sched_hangup +5 {NOBODY}", "-ERR No such channel!\n"),
    ("global_getvar nosuch", "-ERR no reply\n"),
    ("module_exists mod_sofia", "true"),
    ("module_exists mod_amd", "false"),
    ("reloadxml", "+OK [Success]\n"),
]
COMMAND_REPLIES = [
    ("foo", "-ERR command not found"),
    ("api", "-ERR command not found"),
    ("bgapi", "-ERR command not found"),
    ("event", "-ERR no keywords supplied"),
    ("event plain NOSUCH", "-ERR no keywords supplied"),
    ("event plain CHANNEL_ANSWER NOSUCH", "+OK event listener enabled plain"),
    ("event bogusformat CHANNEL_ANSWER", "+OK event listener enabled plain"),
    ("event json CHANNEL_ANSWER", "+OK event listener enabled json"),
    ("event plain CUSTOM dialer::test", "+OK event listener enabled plain"),
    ("event CHANNEL_HANGUP", "+OK event listener enabled plain"),
    ("nixevent NOSUCH", "-ERR no keywords supplied"),
    ("nixevent CHANNEL_ANSWER", "+OK events nixed"),
    ("noevents", "-ERR not listening for events"),
    ("filter", "-ERR command not found"),
    ("filter Event-Name", "-ERR invalid syntax"),
    ("filter Event-Name HEARTBEAT", "+OK filter added. [Event-Name]=[HEARTBEAT]"),
    ("filter delete Event-Name HEARTBEAT", "+OK filter deleted. [Event-Name][HEARTBEAT]"),
    ("filter delete all", "+OK filter deleted. [all][]"),
    ("sendmsg", "-ERR invalid session id []"),
    (f"sendmsg {NOBODY}", f"-ERR invalid session id [{NOBODY}]"),
    ("linger", "-ERR not controlling a session"),
    ("connect", "-ERR command not found"),
    (f"auth {PASSWORD}", "-ERR command not found"),
]


@pytest.mark.parametrize(("command", "reply"), API_REPLIES, ids=lambda text: text[:40].strip())
def test_api(plain: ContractClient, command: str, reply: str) -> None:
    assert plain.api(command) == reply


@pytest.mark.parametrize(("command", "reply"), COMMAND_REPLIES, ids=lambda text: text[:40])
def test_command(plain: ContractClient, command: str, reply: str) -> None:
    assert plain.ask(command).reply == reply


def test_a_wrong_password_is_refused_and_the_socket_closed(switch: SwitchUnderTest) -> None:
    client = ContractClient(switch.port)
    client.wait(lambda: bool(client.answers))
    assert client.answers[0].content_type == "auth/request"
    assert client.ask("auth wrong").reply == "-ERR invalid"
    client.wait(lambda: client.closed)
    assert client.answers[-1].content_type == "text/disconnect-notice"
    assert client.answers[-1].body.startswith(b"Disconnected, goodbye.\n")
    client.close()


def test_nothing_works_before_the_password(switch: SwitchUnderTest) -> None:
    client = ContractClient(switch.port)
    client.wait(lambda: bool(client.answers))
    assert client.ask("api status").reply == "-ERR command not found"
    client.close()


def test_exit_says_goodbye_and_closes(plain: ContractClient) -> None:
    assert plain.ask("exit").reply == "+OK bye"
    plain.wait(lambda: plain.closed)


def test_commands_sent_together_are_answered_in_order(plain: ContractClient) -> None:
    before = len(plain.answers)
    plain.send_bytes(
        b"api global_getvar nosuch\n\nbgapi status\nJob-UUID: j\n\napi module_exists x\r\n\r\n"
    )
    plain.wait(lambda: len(plain.answers) >= before + 3)
    replies = [frame.reply for frame in plain.answers[before:]]
    assert replies == ["-ERR no reply\n", "+OK Job-UUID: j", "false"]


def test_a_job_has_the_id_its_client_chose(client: ContractClient) -> None:
    job = str(uuid4())
    answer = client.bgapi(f"uuid_kill {NOBODY}", job)
    assert answer.reply == f"+OK Job-UUID: {job}"
    assert answer.headers["Job-UUID"] == job
    assert client.job(job) == "-ERR No such channel!\n"
    event = next(event for event in client.events if event.get("Job-UUID") == job)
    assert event.get("Job-Command") == "uuid_kill"
    assert event.get("Job-Command-Arg") == NOBODY


def test_a_job_without_an_id_gets_one(client: ContractClient) -> None:
    answer = client.ask("bgapi status")
    job = answer.reply.removeprefix("+OK Job-UUID: ")
    assert client.job(job).startswith("UP ")


def test_every_client_hears_of_every_job(client: ContractClient, plain: ContractClient) -> None:
    other = plain
    other.ask("event plain BACKGROUND_JOB")
    job = str(uuid4())
    client.bgapi("module_exists nosuch", job)
    assert other.job(job) == client.job(job) == "false"


def test_a_job_with_no_reply_has_an_empty_body(client: ContractClient) -> None:
    job = str(uuid4())
    client.bgapi("global_getvar nosuch", job)
    assert client.job(job) == ""
    event = next(event for event in client.events if event.get("Job-UUID") == job)
    assert event.get("Content-Length") == "0"


def test_who_it_is(client: ContractClient, switch: SwitchUnderTest) -> None:
    version, status = client.api("version"), client.api("status")
    assert version.startswith("FreeSWITCH Version 1.")
    assert ("simulated" in version) is switch.simulated
    assert status.startswith("UP 0 years, 0 days, ")
    assert " is ready\n" in status
    core = client.api("global_getvar core_uuid").strip()
    job = str(uuid4())
    client.bgapi("status", job)
    client.job(job)
    assert {event.get("Core-UUID") for event in client.events} == {core}


def test_a_bad_gateway_is_a_destroy_without_a_create(client: ContractClient) -> None:
    uuid = str(uuid4())
    client.bgapi(f"originate {{origination_uuid={uuid}}}sofia/gateway/nope/1 &park", uuid)
    assert client.job(uuid) == "-ERR INVALID_GATEWAY\n"
    assert [event.name for event in client.ended(uuid)] == ["CHANNEL_DESTROY"]


class Call:
    """A call that answers and is parked, or rings."""

    def __init__(self, client: ContractClient, uuid: str) -> None:
        self.client, self.uuid = client, uuid

    def end(self) -> None:
        assert self.client.api(f"uuid_kill {self.uuid}") == "+OK\n"
        self.client.ended(self.uuid)


def parked(client: ContractClient, variables: str = "") -> Call:
    uuid = str(uuid4())
    braces = f"{{origination_uuid={uuid},ignore_early_media=true{variables}}}"
    client.bgapi(f"originate {braces}{LISTENS} &park", uuid)
    client.happened(uuid, "CHANNEL_PARK")
    return Call(client, uuid)


def ringing(client: ContractClient, variables: str = "dialer_role=contact") -> Call:
    uuid = str(uuid4())
    braces = f"{{origination_uuid={uuid},ignore_early_media=true,{variables}}}"
    client.bgapi(f"originate {braces}{RINGS_OUT} &park", uuid)
    client.happened(uuid, "CHANNEL_PROGRESS")
    return Call(client, uuid)


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


def test_a_filter_lets_only_its_own_through(client: ContractClient, plain: ContractClient) -> None:
    uuid = str(uuid4())
    plain.ask(f"event json {EVENTS}")
    plain.ask(f"filter Unique-ID {uuid}")
    client.bgapi(f"originate {{origination_uuid={uuid}}}{RINGS_OUT} &park", uuid)
    plain.happened(uuid, "CHANNEL_PROGRESS")
    Call(client, uuid).end()
    plain.ended(uuid)
    assert {event.get("Unique-ID") for event in plain.events} == {uuid}


HOSTILE = {
    "quotes": "O'Brien said \"no\" 'twice",
    "commas": "a,b,,c",
    "equals": "a=b=c",
    "brackets": "[x]<y>(z)",
    "carets": "^^:a:b",
    "backslashes": "a\\b\\\\c\\n\\",
    "newlines": "two\nlines\rthree\tfour",
    "forged": "x\nHangup-Cause: FORGED\n\nUnique-ID: forged",
    "percent": "%0AHangup-Cause: X %25",
    "pipes": "a|b:_:c&d;e!f",
    "spaces": "  both  ends  ",
    "french": "Renée Ðüß — « l'été » 日本",
    "dollar": "$a $1",
    "long": "x'," * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_variables_arrive_as_they_were(client: ContractClient, name: str) -> None:
    uuid = str(uuid4())
    variables = {"dialer_hostile": HOSTILE[name], "dialer_after": "still here"}
    call = Originate(uuid, "sofia/gateway/carrier/14165550170", "key_", variables)
    client.bgapi(originate(call).line.removeprefix("bgapi "), uuid)
    end = client.happened(uuid, "CHANNEL_HANGUP_COMPLETE")
    assert end.variable("dialer_hostile") == HOSTILE[name]
    assert end.variable("dialer_after") == "still here"
    assert end.get("Hangup-Cause") == "UNALLOCATED_NUMBER"


BLOCKS = {
    "quotes are gone before the commas": ("{a='b,c',d=e}", {"a": "b", "d": "e"}),
    "a quoted comma": (r"{a=\'b,c\',d=e}", {"a": "b,c", "d": "e"}),
    "an escaped comma": (r"{a=b\\,c,d=e}", {"a": "b,c", "d": "e"}),
    "another delimiter": ("{^^:a=b,c:d=e}", {"a": "b,c", "d": "e"}),
    "two blocks": ("{a=b}{d=e}", {"a": "b", "d": "e"}),
    "a leg's own": ("{a=b}[d=e]", {"a": "b", "d": "e"}),
    "the braces win": ("{a=b,d=e}[d=x]", {"a": "b", "d": "e"}),
    "a leg's quoted comma": (r"{d=e}[a=\\\'b,c\\\']", {"a": "b,c", "d": "e"}),
    "nested braces": ("{a=x(b),d=e}", {"a": "x(b)", "d": "e"}),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_of_variables_are_read_alike(client: ContractClient, name: str) -> None:
    text, expected = BLOCKS[name]
    uuid = str(uuid4())
    target = f"{{origination_uuid={uuid}}}{text}sofia/gateway/carrier/14165550170"
    client.bgapi(f"originate {target} &park", uuid)
    end = client.happened(uuid, "CHANNEL_HANGUP_COMPLETE")
    assert {name: end.variable(name) for name in expected} == expected


def test_plain_events_say_what_json_says_but_for_what_looks_encoded(
    client: ContractClient, plain: ContractClient
) -> None:
    uuid = str(uuid4())
    plain.ask("event plain CHANNEL_HANGUP_COMPLETE")
    braces = f"{{origination_uuid={uuid},dialer_said='Renée %41 x=y'}}"
    client.bgapi(f"originate {braces}sofia/gateway/carrier/14165550170 &park", uuid)
    in_json = client.happened(uuid, "CHANNEL_HANGUP_COMPLETE")
    in_plain = plain.happened(uuid, "CHANNEL_HANGUP_COMPLETE")
    told = dict(in_plain.headers)
    assert told.pop("Hangup-Cause") == ["UNALLOCATED_NUMBER"] * 2
    assert told.pop("variable_dialer_said") == "Renée A x=y"
    expected = dict(in_json.headers)
    assert expected.pop("Hangup-Cause") == "UNALLOCATED_NUMBER"
    assert expected.pop("variable_dialer_said") == "Renée %41 x=y"
    assert told == expected


def test_the_heart_beats(client: ContractClient) -> None:
    client.wait(lambda: any(event.name == "HEARTBEAT" for event in client.events), 30)
    beat = next(event for event in client.events if event.name == "HEARTBEAT")
    assert beat.get("Event-Info") == "System Ready"
    assert beat.get("FreeSWITCH-Version").startswith("1.")
    assert {"Up-Time", "Session-Count", "Max-Sessions", "Session-Per-Sec"} <= set(beat.headers)
