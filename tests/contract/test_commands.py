"""Commands, replies and errors: the same on both switches, to the letter where it matters."""

from uuid import uuid4

import pytest

from esl_dialer.esl.commands import originate
from esl_dialer.esl.switch import Originate
from tests.contract.client import ContractClient
from tests.contract.conftest import EVENTS
from tests.contract.placed import NOBODY, RINGS_OUT, Call
from tests.contract.replies import API_REPLIES, COMMAND_REPLIES
from tests.contract.switches import SwitchUnderTest


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


def test_the_switch_has_variables_of_its_own(plain: ContractClient) -> None:
    assert plain.api("global_setvar contract=a b") == "+OK"
    assert plain.api("global_getvar contract") == "a b"
    assert plain.api("eval ${contract} $${contract}") == "a b a b"
    assert "\ncontract=a b\n" in plain.api("global_getvar")
    assert plain.api("global_setvar contract=") == "+OK"
    assert plain.api("global_getvar contract") == "-ERR no reply\n"


def test_help_lists_the_commands(plain: ContractClient) -> None:
    listed = plain.api("help").splitlines()
    assert listed[1] == "Valid Commands:"
    uuid_kill = next(line for line in listed if line.startswith("uuid_kill,"))
    assert uuid_kill.split(",")[1] == "<uuid> [cause]"
    assert uuid_kill.split(",")[3] == "mod_commands"
    for table in ("show api uuid_kill", "show modules mod_commands"):
        assert "uuid_kill" in plain.api(table)


@pytest.mark.parametrize("line", ["exit", "Exit", "exited", "..."])
def test_exit_needs_no_password(switch: SwitchUnderTest, line: str) -> None:
    client = ContractClient(switch.port)
    client.wait(lambda: bool(client.answers))
    assert client.ask(line).reply == "+OK bye"
    client.wait(lambda: client.closed)
    client.close()


@pytest.mark.parametrize("length", ["-1", "16777217", "99999999999"])
def test_a_body_beyond_the_bounds_ends_the_connection(switch: SwitchUnderTest, length: str) -> None:
    client = ContractClient(switch.port)
    client.wait(lambda: bool(client.answers))
    client.send_bytes(f"auth x\nContent-Length: {length}\n\n".encode())
    client.wait(lambda: client.closed)
    assert client.answers[-1].body.startswith(b"Disconnected, goodbye.\n")
    client.close()


@pytest.mark.parametrize("length", ["²", "abc", "0", "2x"])
def test_digits_that_are_no_digits_announce_nothing(plain: ContractClient, length: str) -> None:
    announced = "ab" if length == "2x" else ""
    plain.send_bytes(f"noevents\nContent-Length: {length}\n\n{announced}".encode())
    before = len(plain.answers)
    plain.send("api module_exists mod_sofia")
    plain.wait(lambda: bool(plain.answers[before:]) and plain.answers[-1].reply == "true")


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
