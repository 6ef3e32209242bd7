"""One client of the event socket, without a socket: replies as recorded, in any cuts."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.simulator.core import Settings
from esl_dialer.simulator.socket.connection import Connection
from esl_dialer.simulator.switch import SimulatedSwitch
from tests.contract.replies import COMMAND_REPLIES
from tests.simulator.crank import START, Crank

NOTICE = (
    "Content-Type: text/disconnect-notice\nContent-Length: 67\n\n"
    "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n"
)


def connected(crank: Crank | None = None) -> Connection:
    """A client that has given its password and been answered."""
    connection = (crank or Crank()).switch.connect()
    connection.receive(b"auth secret\n\n")
    connection.take_output()
    return connection


def said(connection: Connection, command: str) -> str:
    connection.receive(f"{command}\n\n".encode())
    return connection.take_output().decode()


def reply(text: str) -> str:
    return f"Content-Type: command/reply\nReply-Text: {text}\n\n"


def test_the_right_password_is_accepted() -> None:
    connection = Crank().switch.connect()
    assert connection.take_output() == b"Content-Type: auth/request\n\n"
    assert said(connection, "auth secret") == reply("+OK accepted")
    assert said(connection, "auth secret") == reply("-ERR command not found")


def test_a_wrong_password_is_refused_and_the_client_shown_out() -> None:
    connection = Crank().switch.connect()
    connection.take_output()
    assert said(connection, "auth wrong") == reply("-ERR invalid") + NOTICE
    assert connection.closed


def test_nothing_works_before_the_password() -> None:
    connection = Crank().switch.connect()
    connection.take_output()
    assert said(connection, "api status") == reply("-ERR command not found")


@pytest.mark.parametrize(
    ("command", "answer"),
    COMMAND_REPLIES,
)
def test_replies_are_those_of_the_recordings(command: str, answer: str) -> None:
    goodbye = NOTICE if answer == "+OK bye" else ""
    assert said(connected(), command) == reply(answer) + goodbye


def test_noevents_after_event() -> None:
    connection = connected()
    said(connection, "event plain ALL")
    assert said(connection, "noevents") == reply("+OK no longer listening for events")


def test_exit_says_goodbye() -> None:
    connection = connected()
    assert said(connection, "exit") == reply("+OK bye") + NOTICE
    assert connection.closed


def test_an_api_reply_is_a_body_with_its_length() -> None:
    answered = said(connected(), "api nosuch")
    assert answered == (
        "Content-Type: api/response\nContent-Length: 31\n\n-ERR nosuch Command not found!\n"
    )


def test_a_job_has_the_id_its_client_chose() -> None:
    crank = Crank()
    connection = connected(crank)
    said(connection, "event plain BACKGROUND_JOB")
    taken = said(connection, "bgapi uuid_exists x\nJob-UUID: mine")
    assert taken == reply("+OK Job-UUID: mine\nJob-UUID: mine")
    crank.seconds(0)
    event = connection.take_output().decode()
    assert "\nJob-UUID: mine\nJob-Command: uuid_exists\nJob-Command-Arg: x\n" in event
    assert event.endswith("Content-Length: 5\n\nfalse")


def test_every_client_hears_every_job() -> None:
    crank = Crank()
    first, second = connected(crank), connected(crank)
    said(second, "event plain BACKGROUND_JOB")
    said(first, "bgapi status")
    crank.seconds(0)
    assert b"BACKGROUND_JOB" in second.take_output()
    assert first.take_output() == b""


def test_a_filter_lets_only_its_own_through() -> None:
    crank = Crank()
    connection = connected(crank)
    said(connection, "event plain ALL")
    said(connection, "filter Event-Name CHANNEL_ANSWER")
    crank.call("4165550189")
    crank.until_idle()
    output = connection.take_output()
    assert output.count(b"Event-Name: ") == 1
    assert b"Event-Name: CHANNEL_ANSWER" in output


def test_an_api_originate_holds_back_commands_and_events_until_it_is_answered() -> None:
    crank = Crank()
    connection = connected(crank)
    said(connection, "event plain CHANNEL_ANSWER")
    dial = "api originate {origination_uuid=u}sofia/gateway/carrier/14165550178 &park"
    assert said(connection, f"{dial}\n\napi uuid_exists u") == ""
    crank.seconds(20)
    output = connection.take_output().decode()
    answered, event, exists = (
        output.index("+OK u\n"),
        output.index("CHANNEL_ANSWER"),
        output.index("\n\ntrue"),
    )
    assert answered < event < exists


def test_sendmsg_executes_and_hangs_up() -> None:
    crank = Crank()
    crank.switch.bgapi("originate {origination_uuid=u}sofia/gateway/carrier/14165550178 &park")
    crank.seconds(20)
    connection = connected(crank)
    execute = "call-command: execute\nexecute-app-name: set\nexecute-app-arg: a=b"
    assert said(connection, f"sendmsg u\n{execute}") == reply("+OK")
    crank.seconds(0)
    assert crank.ask("uuid_getvar u a") == "b"
    assert said(connection, "sendmsg u\ncall-command: hangup\nhangup-cause: USER_BUSY") == reply(
        "+OK"
    )
    crank.seconds(0)
    assert crank.event("CHANNEL_HANGUP").headers["Hangup-Cause"] == "USER_BUSY"


def test_a_shutdown_is_told() -> None:
    crank = Crank()
    connection = connected(crank)
    said(connection, "api fsctl shutdown")
    crank.seconds(0)
    assert connection.take_output().endswith(
        b"Content-Type: text/disconnect-notice\nContent-Length: 31\n\n"
        b"The system is being shut down.\n"
    )
    assert connection.closed


def test_a_client_that_does_not_read_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esl_dialer.simulator.socket.connection.MOST_UNSENT", 100)
    crank = Crank()
    connection = connected(crank)
    said(connection, "event plain CUSTOM a::b")
    for _ in range(101):
        crank.switch._core.emit("CUSTOM", given={"Event-Subclass": "a::b"})
    assert connection.closed
    assert connection.take_output() == b""


def test_several_commands_may_be_typed_in_a_line() -> None:
    typed = said(connected(), "api echo a;;echo b;;nosuch\nconsole_execute: true")
    assert typed.endswith("\n\nab-ERR nosuch Command not found!\n")


PIPELINE = (
    b"auth secret\r\n\r\nevent plain ALL\n\napi uuid_exists x\n\n\n\nbgapi status\nJob-UUID: j\n\n"
    b"sendmsg x\nContent-Length: 5\n\nhelloapi global_getvar nosuch\n\nexit\n\n"
)


@given(st.lists(st.integers(1, len(PIPELINE)), max_size=30))
def test_commands_may_come_in_any_cuts(cuts: list[int]) -> None:
    def answers(pieces: list[bytes]) -> bytes:
        switch = SimulatedSwitch(Settings("secret"), START, new_id=lambda: "id")
        connection = switch.connect()
        for piece in pieces:
            connection.receive(piece)
        return connection.take_output()

    edges = [0, *sorted(set(cuts)), len(PIPELINE)]
    pieces = [PIPELINE[start:end] for start, end in itertools.pairwise(edges)]
    assert answers(pieces) == answers([PIPELINE])
    assert answers([PIPELINE]).endswith(NOTICE.encode())


@given(st.binary(max_size=200))
def test_no_bytes_break_a_connection(data: bytes) -> None:
    connection = connected()
    connection.receive(data)
    connection.receive(b"\n\n")
    connection.take_output()
