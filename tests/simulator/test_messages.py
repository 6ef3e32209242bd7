"""Applications over applications: what ``sendmsg`` and ``uuid_broadcast`` ask is done, in order."""

from esl_dialer.simulator.socket.connection import Connection
from tests.simulator.crank import ATTEMPT, Crank

LISTENS = "sofia/gateway/carrier/14165550178"
ACK, APOLOGY = "/audio/ack.wav", "/audio/apology.wav"
"""3 and 4 seconds."""


class Asked:
    """A call that runs something, and a client that asks things of it."""

    def __init__(self, what: str = "&park") -> None:
        self.crank = Crank()
        self.crank.switch.bgapi(f"originate {{origination_uuid={ATTEMPT}}}{LISTENS} {what}")
        self.crank.seconds(16)
        self.client: Connection = self.crank.switch.connect()
        self.client.receive(b"auth secret\n\n")
        self.seen = len(self.crank.events)

    def execute(self, app: str, data: str = "", *headers: str) -> None:
        lines = [f"execute-app-name: {app}", f"execute-app-arg: {data}", *headers]
        asked = "\n".join([f"sendmsg {ATTEMPT}", "call-command: execute", *lines, "\n"])
        self.client.take_output()
        self.client.receive(asked.encode())
        assert b"+OK" in self.client.take_output()
        self.crank.seconds(0)

    def broadcast(self, what: str) -> None:
        assert self.crank.ask(f"uuid_broadcast {ATTEMPT} {what}") == "+OK Message sent\n"

    def seconds(self, seconds: float) -> None:
        self.crank.seconds(seconds)

    def ran(self) -> list[str]:
        """Begun and complete, in order: ``>playback /audio/ack.wav``, ``<playback ...``."""
        marks = {"CHANNEL_EXECUTE": ">", "CHANNEL_EXECUTE_COMPLETE": "<"}
        new = [event for event in self.crank.events[self.seen :] if event.name in marks]
        return [
            f"{marks[event.name]}{event.headers['Application']} "
            f"{event.headers.get('Application-Data', '')}".rstrip()
            for event in new
        ]


def test_a_message_is_done_over_a_playback_which_then_goes_on() -> None:
    asked = Asked(f"&playback({APOLOGY})")
    begun = asked.crank.event("PLAYBACK_START").headers["Event-Date-Timestamp"]
    asked.execute("playback", ACK)
    asked.seconds(20)
    assert asked.ran() == [f">playback {ACK}", f"<playback {ACK}", f"<playback {APOLOGY}"]
    stops = [event for event in asked.crank.events if event.name == "PLAYBACK_STOP"]
    assert [event.headers["variable_playback_ms"] for event in stops] == ["3000", "4000"]
    lasted = int(stops[1].headers["Event-Date-Timestamp"]) - int(begun)
    assert lasted == 7_000_000


def test_the_id_of_a_message_becomes_that_of_its_application() -> None:
    asked = Asked()
    asked.execute("set", "a=b", "Event-UUID: mine", "Event-UUID-Name: name")
    *applications, command = asked.crank.events[asked.seen :]
    for event in applications:
        assert event.headers["Application-UUID"] == "mine"
        assert event.headers["Application-UUID-Name"] == "name"
    assert command.name == "PRIVATE_COMMAND"
    assert command.headers["Event-UUID"] == "mine"
    assert asked.ran() == [">set a=b", "<set a=b"]


def test_a_body_can_be_what_the_application_is_given() -> None:
    asked = Asked()
    head = "call-command: execute\nexecute-app-name: set\ncontent-type: text/plain"
    asked.client.receive(f"sendmsg {ATTEMPT}\n{head}\nContent-Length: 3\n\na=b".encode())
    asked.seconds(0)
    assert asked.crank.ask(f"uuid_getvar {ATTEMPT} a") == "b"


def test_broadcasts_wait_for_each_other_and_messages_wait_for_them() -> None:
    asked = Asked()
    asked.broadcast(ACK)
    asked.broadcast(APOLOGY)
    asked.execute("set", "a=b")
    asked.seconds(20)
    assert asked.ran() == [
        *(f">playback {ACK}", f"<playback {ACK}", f">playback {APOLOGY}", f"<playback {APOLOGY}"),
        *(">set a=b", "<set a=b"),
    ]


def test_a_message_that_locks_keeps_the_next_waiting() -> None:
    asked = Asked()
    asked.execute("playback", ACK, "event-lock: true")
    asked.execute("playback", APOLOGY, "event-lock: true")
    asked.seconds(20)
    assert asked.ran() == [
        *(f">playback {ACK}", f"<playback {ACK}", f">playback {APOLOGY}", f"<playback {APOLOGY}"),
    ]


def test_a_message_is_done_as_often_as_it_says_if_it_takes_its_time() -> None:
    asked = Asked()
    asked.execute("playback", ACK, "loops: 3")
    asked.execute("set", "a=b", "loops: 3")
    asked.seconds(20)
    assert asked.ran().count(f">playback {ACK}") == 3
    assert asked.ran().count(">set a=b") == 1
    assert asked.crank.switch.live() == [ATTEMPT]


def test_a_sleep_goes_on_beneath_a_message_and_ends_after_it() -> None:
    asked = Asked("'sleep:5000,park' inline")
    asked.execute("playback", ACK)
    asked.seconds(20)
    assert asked.ran() == [f">playback {ACK}", f"<playback {ACK}", "<sleep 5000", ">park"]


def test_hundreds_of_messages_at_once_are_all_done() -> None:
    asked = Asked()
    for number in range(400):
        asked.client.receive(
            f"sendmsg {ATTEMPT}\ncall-command: execute\nexecute-app-name: set\n"
            f"execute-app-arg: n={number}\n\n".encode()
        )
    asked.seconds(1)
    assert asked.crank.ask(f"uuid_getvar {ATTEMPT} n") == "399"


def test_messages_that_never_end_are_stacked_only_so_high() -> None:
    asked = Asked()
    for _ in range(100):
        asked.execute("park")
    assert asked.ran().count(">park") == 31
    asked.crank.ask(f"uuid_kill {ATTEMPT}")
    assert asked.ran().count("<park") == 32


def test_a_transfer_ends_what_runs_over_one_another() -> None:
    asked = Asked(f"&playback({APOLOGY})")
    asked.execute("playback", ACK)
    asked.execute("sleep", "60000")
    asked.crank.ask(f"uuid_transfer {ATTEMPT} park inline")
    asked.seconds(1)
    assert asked.ran() == [
        *(f">playback {ACK}", ">sleep 60000"),
        *("<sleep 60000", f"<playback {ACK}", f"<playback {APOLOGY}", ">park"),
    ]
    asked.execute("set", "a=b")
    assert asked.ran()[-1] == "<set a=b"


def test_a_hang_up_forgets_what_waits() -> None:
    asked = Asked()
    asked.broadcast(ACK)
    asked.broadcast(APOLOGY)
    asked.seconds(1)
    asked.client.receive(f"sendmsg {ATTEMPT}\ncall-command: hangup\n\n".encode())
    asked.seconds(1)
    assert asked.crank.switch.live() == [ATTEMPT], "a broadcast locks"
    asked.crank.ask(f"uuid_kill {ATTEMPT}")
    asked.seconds(20)
    assert asked.ran() == [f">playback {ACK}", f"<playback {ACK}", "<park"]


def test_a_message_to_a_call_that_rings_needs_no_media_or_is_passed_over() -> None:
    asked = Asked("&park")
    asked.crank.switch.bgapi(
        "originate {origination_uuid=r}sofia/gateway/carrier/14165550100 &park"
    )
    asked.seconds(1)
    for app, data in (("playback", ACK), ("set", "a=b")):
        asked.client.receive(
            f"sendmsg r\ncall-command: execute\nexecute-app-name: {app}\n"
            f"execute-app-arg: {data}\n\n".encode()
        )
    asked.seconds(1)
    assert asked.ran() == [">set a=b", "<set a=b"]
    assert asked.crank.ask("uuid_getvar r a") == "b"
    assert asked.crank.ask("uuid_exists r") == "true"


def test_a_break_ends_what_is_played_and_nothing_beneath_it() -> None:
    asked = Asked()
    asked.broadcast(ACK)
    asked.broadcast(APOLOGY)
    asked.seconds(1)
    asked.crank.ask(f"uuid_break {ATTEMPT}")
    asked.seconds(1)
    assert asked.ran() == [f">playback {ACK}", f"<playback {ACK}", f">playback {APOLOGY}"]
    asked.broadcast(ACK)
    asked.crank.ask(f"uuid_break {ATTEMPT} all")
    asked.seconds(10)
    assert asked.ran()[-1] == f"<playback {APOLOGY}"
    stops = [event for event in asked.crank.events if event.name == "PLAYBACK_STOP"]
    assert [event.headers["Playback-Status"] for event in stops] == ["break", "break"]
    assert asked.crank.switch.live() == [ATTEMPT]


def test_a_broadcast_may_name_an_application_and_a_cause() -> None:
    asked = Asked()
    asked.broadcast("set::a=b")
    asked.seconds(1)
    assert asked.crank.ask(f"uuid_getvar {ATTEMPT} a") == "b"
    asked.broadcast(f"playback!user_busy::{ACK}")
    asked.seconds(20)
    assert asked.crank.event("CHANNEL_HANGUP").headers["Hangup-Cause"] == "USER_BUSY"


def test_the_other_leg_of_a_bridge_is_played_to_and_stays() -> None:
    crank = Crank()
    uuids = ("one", "two")
    for uuid in uuids:
        crank.switch.bgapi(f"originate {{origination_uuid={uuid}}}{LISTENS} &park")
    crank.seconds(20)
    crank.ask("uuid_bridge one two")
    for leg in ("aleg", "bleg", "both"):
        assert crank.ask(f"uuid_broadcast one {ACK} {leg}") == "+OK Message sent\n"
        crank.seconds(5)
    played = [e.headers["Unique-ID"] for e in crank.events if e.name == "PLAYBACK_START"]
    assert played == ["one", "two", "two", "one"]
    assert sorted(crank.switch.live()) == ["one", "two"]


def test_a_bridge_beneath_a_message_may_end() -> None:
    """The other leg answers after 8 seconds and hangs up 2 seconds later."""
    leg = "[origination_uuid=b,dialer_role=transfer]sofia/gateway/carrier/14165550193"
    asked = Asked(f"&bridge({leg})")
    asked.seconds(5)
    assert asked.crank.event("CHANNEL_BRIDGE").headers["Bridge-B-Unique-ID"] == "b"
    asked.execute("playback", APOLOGY)
    asked.seconds(3)
    assert asked.ran() == [f">playback {APOLOGY}", f"<playback {APOLOGY}", f"<bridge {leg}"]
    assert asked.crank.switch.live() == []
