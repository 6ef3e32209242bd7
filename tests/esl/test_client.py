"""The client against a switch that behaves, and against many that do not."""

import json
from dataclasses import replace

import gevent
import pytest
from gevent.event import Event as Signal

from esl_dialer.core.events import Answered, Created, PlacementFailed
from esl_dialer.esl.commands import EVENTS
from esl_dialer.esl.link import Timing
from esl_dialer.esl.switch import (
    Channel,
    NotSent,
    Originate,
    SwitchInfo,
    SwitchLost,
    SwitchRefused,
    SwitchTimeout,
)
from tests.esl.scripted import CORE, FAST, PATIENCE, Peer, bench, event_frame, polite

LONG = Timing(connect=60, reply=60, query=60, look=0.01, backoff_first=0.001, backoff_most=0.005)
"""Deadlines no test can wait for: what returns was woken, not timed out."""


def call(attempt: str = "a-1", **variables: str) -> Originate:
    return Originate(attempt, "null/1", "link_back", variables)


@pytest.fixture(autouse=True)
def _ends():
    with gevent.Timeout(30):
        yield


# --- the link


def test_it_comes_up_and_knows_its_switch() -> None:
    heard: list[str] = []

    def script(peer: Peer) -> None:
        peer.send(b"Content-Type: auth/request\n\n")
        while command := peer.command():
            heard.append(command)
            peer.obey(command)

    with bench(script) as made:
        with pytest.raises(SwitchLost):
            made.switch.info()
        assert made.switch.up is False
        assert made.link() is True
        assert made.switch.up is True
        assert made.switch.info() == SwitchInfo(
            CORE, "FreeSWITCH Version 1.11.3-simulated~64bit ( 64bit)", simulated=True
        )
        assert heard[-1] == f"event json {' '.join(EVENTS)}"
    assert made.link() is False
    assert made.switch.up is False


def refuse_password(peer: Peer) -> None:
    peer.send(b"Content-Type: auth/request\n\n")
    peer.command()
    peer.reply("-ERR invalid")
    peer.send(b"Content-Type: text/disconnect-notice\nContent-Length: 8\n\nGoodbye\n")


def silent(peer: Peer) -> None:
    peer.sock.recv(1)


def rude(peer: Peer) -> None:
    peer.send(b"Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n")


def web_server(peer: Peer) -> None:
    peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def hang_up(peer: Peer) -> None:
    peer.sock.shutdown(2)


def no_core(peer: Peer) -> None:
    peer.send(b"Content-Type: auth/request\n\n")
    while command := peer.command():
        if "core_uuid" in command:
            peer.answer("-ERR no reply\n")
        else:
            peer.obey(command)


@pytest.mark.parametrize(
    "script",
    [refuse_password, silent, rude, web_server, hang_up, no_core],
    ids=lambda f: f.__name__,
)
def test_it_tries_again_until_the_switch_is_well(script) -> None:
    quick = Timing(connect=0.05, look=0.01, backoff_first=0.001, backoff_most=0.005)
    with bench(script, script, polite, timing=quick) as made:
        assert made.link() is True
        assert made.switch.stats().connects == 1
        assert made.switch.stats().losses == 0


def test_a_refused_password_is_told() -> None:
    tried = Signal()

    def second(peer: Peer) -> None:
        tried.set()
        refuse_password(peer)

    with bench(refuse_password, second) as made:
        assert tried.wait(PATIENCE)
        assert "password" in made.switch.stats().reason
        assert not made.switch.up
        with pytest.raises(NotSent, match="password"):
            made.switch.originate(call())
        assert made.links.empty()


def after_greeting(*pieces: bytes):
    def script(peer: Peer) -> None:
        peer.greet()
        for piece in pieces:
            peer.send(piece)

    return script


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "closed the connection"),
        (event_frame("DTMF")[:-5], "in the middle of a frame"),
        (b"Content-Type: text/event-json\nContent-Le", "in the middle of a frame"),
        (b"garbage\n\n", "not the event socket's protocol"),
        (b"Content-Type: api/response\nContent-Length: 99999999999\n\n", "protocol"),
        (b"x" * 100_000, "protocol"),
        (b"Content-Type: command/reply\nReply-Text: +OK\n\n", "a reply to nothing"),
        (b"Content-Type: text/disconnect-notice\nContent-Length: 4\n\nBye\n", "Bye"),
    ],
)
def test_a_lost_link_is_told_with_its_reason_and_made_anew(data: bytes, reason: str) -> None:
    reasons: list[str] = []
    with bench(after_greeting(data), polite) as made:
        made.switch.listen(
            made.events.put,
            lambda up: (reasons.append(made.switch.stats().reason), made.links.put(up)),
        )
        assert [made.link(), made.link(), made.link()] == [True, False, True]
        assert made.switch.stats().losses == 1
        assert made.switch.stats().connects == 2
    assert made.link() is False


def test_the_reason_of_a_loss_is_kept() -> None:
    gate = Signal()

    def held(peer: Peer) -> None:
        gate.wait(PATIENCE)
        polite(peer)

    with bench(after_greeting(b"garbage\n\n"), held) as made:
        assert [made.link(), made.link()] == [True, False]
        assert "protocol" in made.switch.stats().reason
        assert made.switch.stats().since is not None
        gate.set()


def test_a_restarted_switch_is_another_core() -> None:
    def restarted(peer: Peer) -> None:
        peer.send(b"Content-Type: auth/request\n\n")
        while command := peer.command():
            peer.obey(command, core="core-2")

    with bench(after_greeting(), restarted) as made:
        assert [made.link(), made.link(), made.link()] == [True, False, True]
        assert made.switch.info().core == "core-2"


# --- signs of life


SHORT_SILENCE = Timing(
    connect=2,
    reply=2,
    silence=0.03,
    probe=0.05,
    look=0.005,
    backoff_first=0.001,
    backoff_most=0.005,
)


def deaf(peer: Peer) -> None:
    """Alive for TCP, frozen otherwise."""
    peer.greet()
    while peer.command():
        pass


def test_a_frozen_switch_is_dropped() -> None:
    with bench(deaf, polite, timing=SHORT_SILENCE) as made:
        assert [made.link(), made.link(), made.link()] == [True, False, True]


def test_a_silent_switch_that_answers_is_kept() -> None:
    asked = Signal()

    def script(peer: Peer) -> None:
        peer.greet()
        for _ in range(5):
            peer.obey(peer.command())
        asked.set()
        peer.serve()

    with bench(script, timing=SHORT_SILENCE) as made:
        assert made.link() is True
        assert asked.wait(PATIENCE)
        assert made.switch.up
        assert made.links.empty()


def test_a_switch_that_sends_events_but_never_replies_is_dropped() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        peer.command()
        while True:
            peer.event("HEARTBEAT")
            gevent.sleep(0.001)

    with bench(script, polite, timing=SHORT_SILENCE) as made:
        assert made.link() is True
        with pytest.raises((SwitchLost, SwitchTimeout)):
            made.switch.originate(call())
        assert [made.link(), made.link()] == [False, True]


# --- commands


def test_an_originate_returns_when_taken_and_refuses_when_refused() -> None:
    heard: list[str] = []

    def script(peer: Peer) -> None:
        peer.greet()
        heard.append(peer.command())
        peer.obey(heard[0])
        peer.command()
        peer.reply("-ERR permission denied")
        peer.serve()

    with bench(script) as made:
        assert made.link() is True
        made.switch.originate(call("a-1", name="O'Neil"))
        assert heard[0].startswith("bgapi originate {origination_uuid=a-1,name=O")
        with pytest.raises(SwitchRefused, match="permission denied"):
            made.switch.originate(call("a-2"))
        made.switch.originate(call("a-3"))


def test_a_switch_that_does_not_answer_is_sent_nothing_more() -> None:
    heard: list[str] = []
    goes_on = Signal()

    def script(peer: Peer) -> None:
        peer.greet()
        heard.append(peer.command())
        goes_on.wait()
        peer.obey(heard[0])
        peer.serve()

    with bench(script, timing=replace(LONG, stall=0.0)) as made:
        assert made.link() is True
        first = gevent.spawn(made.switch.originate, call("a-1"))
        while not heard:
            gevent.sleep(0.001)
        assert made.switch.up is False
        with pytest.raises(NotSent, match="without a reply"):
            made.switch.originate(call("a-2"))
        goes_on.set()
        first.get()
        assert made.switch.up is True
        made.switch.originate(call("a-3"))
    assert len(heard) == 1


def test_what_cannot_be_a_command_is_refused_and_not_sent() -> None:
    with bench(polite) as made:
        assert made.link() is True
        with pytest.raises(SwitchRefused, match="not sendable"):
            made.switch.originate(call("a-1\n\napi shutdown"))
        made.switch.originate(call("a-2"))


def test_a_cut_between_command_and_reply_fails_at_once() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        for _ in range(20):
            peer.command()

    with bench(script, polite, timing=LONG) as made:
        assert made.link() is True
        waiting = [gevent.spawn(made.switch.originate, call(f"a-{n}")) for n in range(20)]
        assert len(gevent.joinall(waiting, timeout=PATIENCE)) == 20
        assert {type(greenlet.exception) for greenlet in waiting} == {SwitchLost}


def test_without_a_link_nothing_is_sent() -> None:
    gate = Signal()

    def held(peer: Peer) -> None:
        gate.wait(PATIENCE)
        polite(peer)

    with bench(after_greeting(), held) as made:
        assert [made.link(), made.link()] == [True, False]
        with pytest.raises(NotSent):
            made.switch.originate(call())
        gate.set()


def test_a_late_reply_is_a_timeout_and_does_not_answer_the_next() -> None:
    late = Signal()

    def script(peer: Peer) -> None:
        peer.greet()
        first = peer.command()
        late.wait(PATIENCE)
        peer.obey(first)
        peer.serve()

    slow = Timing(connect=2, reply=0.03, look=0.01, backoff_first=0.001, backoff_most=0.005)
    with bench(script, timing=slow) as made:
        assert made.link() is True
        with pytest.raises(SwitchTimeout):
            made.switch.originate(call("a-1"))
        late.set()
        made.switch.originate(call("a-2"))
        assert made.switch.up


def test_replies_out_of_step_lose_the_link() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        peer.command()
        peer.reply("+OK Job-UUID: other", "Job-UUID: other")
        peer.serve()

    with bench(script, polite) as made:
        assert made.link() is True
        with pytest.raises(SwitchLost, match="out of step"):
            made.switch.originate(call("a-1"))
        assert [made.link(), made.link()] == [False, True]


def test_a_write_that_stalls_half_way_loses_the_link_and_the_others_are_not_sent() -> None:
    gone = Signal()

    def full(peer: Peer) -> None:
        peer.greet()
        gone.wait(PATIENCE)

    slow = Timing(connect=2, reply=0.2, look=0.01, backoff_first=0.001, backoff_most=0.005)
    with bench(full, polite, timing=slow) as made:
        assert made.link() is True
        big = gevent.spawn(made.switch.originate, call("a-1", much="x" * 30_000_000))
        gevent.sleep(0)
        small = gevent.spawn(made.switch.originate, call("a-2"))
        gevent.joinall([big, small], timeout=PATIENCE)
        assert isinstance(big.exception, SwitchLost)
        assert isinstance(small.exception, NotSent)
        assert [made.link(), made.link()] == [False, True]
        gone.set()


def test_thousands_of_calls_in_flight_are_each_taken_once() -> None:
    taken: list[str] = []

    def script(peer: Peer) -> None:
        peer.greet()
        while command := peer.command():
            taken.append(command.partition("Job-UUID: ")[2])
            peer.obey(command)

    attempts = [f"a-{n}" for n in range(3000)]
    with bench(script, timing=LONG) as made:
        assert made.link() is True
        calls = [gevent.spawn(made.switch.originate, call(attempt)) for attempt in attempts]
        gevent.joinall(calls, raise_error=True, timeout=20)
        assert sorted(taken) == sorted(attempts)


# --- events


def test_a_burst_is_delivered_whole_in_order_and_others_run_meanwhile() -> None:
    count = 5000
    frames = b"".join(
        event_frame("CHANNEL_CREATE", Unique_ID=f"u-{n}", Event_Sequence=str(n), pad="x" * 3000)
        for n in range(count)
    )

    def script(peer: Peer) -> None:
        peer.greet()
        peer.send(frames)
        peer.serve()

    ticks = 0

    def tick() -> None:
        nonlocal ticks
        while True:
            gevent.sleep(0.001)
            ticks += 1

    with bench(script) as made:
        ticker = gevent.spawn(tick)
        assert made.link() is True
        assert [made.event().leg for _ in range(count)] == [f"u-{n}" for n in range(count)]
        ticker.kill()
        stats = made.switch.stats()
        assert (stats.events, stats.gaps, stats.missing, stats.late) == (count, 0, 0, 0)
        assert ticks > 10


def test_events_heard_before_a_loss_are_delivered_before_it_is_told() -> None:
    told: list[object] = []
    frames = [event_frame("CHANNEL_ANSWER", Unique_ID=f"u-{n}") for n in range(500)]
    with bench(after_greeting(*frames), polite) as made:
        made.switch.listen(told.append, lambda up: (told.append(up), made.links.put(up)))
        assert [made.link(), made.link()] == [True, False]
    lost = told.index(False)
    assert len([event for event in told[:lost] if isinstance(event, Answered)]) == 500


def test_a_full_queue_drops_the_link_and_it_comes_back_when_worked_off() -> None:
    gate = Signal()
    dropped = Signal()
    told: list[object] = []

    def script(peer: Peer) -> None:
        peer.greet()
        try:
            for n in range(200):
                peer.event("CHANNEL_CREATE", Unique_ID=f"u-{n}")
            peer.serve()
        finally:
            dropped.set()

    connected_again = Signal()

    def second(peer: Peer) -> None:
        connected_again.set()
        polite(peer)

    with bench(script, second, queue_limit=10) as made:

        def on_event(event: object) -> None:
            gate.wait(PATIENCE)
            told.append(event)

        made.switch.listen(on_event, lambda up: (told.append(up), made.links.put(up)))
        assert made.link() is True
        assert dropped.wait(PATIENCE)
        assert not made.switch.up
        assert not connected_again.is_set()
        gate.set()
        assert [made.link(), made.link()] == [False, True]
        assert made.switch.stats().overflows == 1
    created = [event for event in told if isinstance(event, Created)]
    assert [event.leg for event in created] == [f"u-{n}" for n in range(len(created))]
    assert 0 < len(created) <= 11
    assert told.index(False) > told.index(created[-1])


def test_an_unreadable_event_is_counted_and_the_link_stays() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        peer.send(b"Content-Type: text/event-json\nContent-Length: 3\n\n{x}")
        peer.event("CHANNEL_CREATE", Unique_ID="")
        peer.send(event_frame("CHANNEL_CREATE", variable_a="MRK").replace(b"MRK", b"\xff\xc3("))
        peer.serve()

    with bench(script) as made:
        assert made.link() is True
        assert isinstance(made.event(), Created)
        stats = made.switch.stats()
        assert (stats.unreadable, stats.events, stats.up) == (2, 3, True)


def test_a_forged_header_stays_inside_its_value() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        body = (
            b"Event-Name: CHANNEL_CREATE\nUnique-ID: u-1\nEvent-Date-Timestamp: 1795326893062089\n"
            b"variable_x: a%0AUnique-ID: forged%0A%0AEvent-Name: DTMF\n\n"
        )
        peer.send(b"Content-Length: %d\nContent-Type: text/event-plain\n\n%s" % (len(body), body))
        peer.serve()

    with bench(script) as made:
        assert made.event().leg == "u-1"


def test_a_callback_that_fails_stops_nothing() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        for n in range(3):
            peer.event("CHANNEL_CREATE", Unique_ID=f"u-{n}")
        peer.serve()

    with bench(script) as made:

        def on_event(event: Created) -> None:
            made.events.put(event)
            if event.leg == "u-1":
                raise RuntimeError("a poison event")

        made.switch.listen(on_event, made.links.put)
        assert [made.event().leg for _ in range(3)] == ["u-0", "u-1", "u-2"]
        assert made.switch.stats().failed == 1
        assert made.switch.up


def test_jobs_are_told_by_the_attempts_id() -> None:
    def script(peer: Peer) -> None:
        peer.greet()
        peer.obey(peer.command())
        peer.event("BACKGROUND_JOB", "-ERR USER_BUSY\n", Job_UUID="a-1", Job_Command="originate")
        peer.serve()

    with bench(script) as made:
        assert made.link() is True
        made.switch.originate(call("a-1"))
        failed = made.event()
        assert isinstance(failed, PlacementFailed)
        assert (failed.leg, failed.cause) == ("a-1", "USER_BUSY")


# --- questions, on the second connection


def asked(*answers: str, core: str = CORE):
    """A switch that gives those answers, one each, to the questions about channels."""

    def script(peer: Peer) -> None:
        peer.send(b"Content-Type: auth/request\n\n")
        left = list(answers)
        while command := peer.command():
            if left and ("show channels" in command or "uuid_" in command):
                peer.answer(left.pop(0))
            else:
                peer.obey(command, core)

    return script


ROW = {"uuid": "u-1", "state": "CS_EXECUTE", "callstate": "ACTIVE"}


def test_channels_are_asked_on_a_second_connection() -> None:
    rows = [ROW, {"uuid": "u-2", "state": "CS_CONSUME_MEDIA", "callstate": "RINGING"}]
    table = json.dumps({"row_count": 2, "rows": rows})
    with bench(polite, asked(table, '{"row_count":0}', "true", "false", "+OK\n")) as made:
        assert made.link() is True
        assert made.switch.channels() == [
            Channel("u-1", "CS_EXECUTE", answered=True),
            Channel("u-2", "CS_CONSUME_MEDIA", answered=False),
        ]
        assert made.switch.channels() == []
        assert made.switch.exists("u-1") is True
        assert made.switch.exists("u-2") is False
        assert made.switch.hangup("u-1", "USER_BUSY") is True
        made.switch.originate(call())


@pytest.mark.parametrize(
    "answer",
    [
        "-ERR SQL disabled, no data available!\n",
        "SQL disabled, no data available!\n",
        "uuid,direction\n\n0 total.\n",
        "",
        "{}",
        "[]",
        '{"row_count":2,"rows":[{"uuid":"u-1","state":"CS_EXECUTE"}]}',
        '{"row_count":1,"rows":[{"direction":"outbound"}]}',
        '{"row_count":1}',
    ],
)
def test_an_error_is_never_an_empty_list(answer: str) -> None:
    with bench(polite, asked(answer)) as made:
        assert made.link() is True
        with pytest.raises(SwitchRefused):
            made.switch.channels()


def test_hanging_up_nothing_is_false_and_another_error_is_one() -> None:
    with bench(polite, asked("-ERR No such channel!\n", "-ERR Failed\n", "maybe")) as made:
        assert made.link() is True
        assert made.switch.hangup("u-1") is False
        with pytest.raises(SwitchRefused, match="Failed"):
            made.switch.hangup("u-1")
        with pytest.raises(SwitchRefused, match="maybe"):
            made.switch.exists("u-1")


@pytest.mark.parametrize("uuid", ["", "a b", "a\n\napi shutdown", "a'"])
def test_what_is_no_uuid_is_refused_and_not_sent(uuid: str) -> None:
    with bench(polite, hang_up) as made:
        for ask in (made.switch.exists, made.switch.hangup):
            with pytest.raises(SwitchRefused, match="not sendable"):
                ask(uuid)


def test_another_switch_behind_the_second_connection_is_an_error() -> None:
    with bench(polite, asked("false", core="core-2"), asked("true")) as made:
        assert made.link() is True
        with pytest.raises(SwitchLost, match="another switch"):
            made.switch.exists("u-1")
        assert made.switch.exists("u-1") is True


def test_a_question_without_answer_ends_and_the_next_connects_anew() -> None:
    def frozen(peer: Peer) -> None:
        peer.send(b"Content-Type: auth/request\n\n")
        for _ in range(2):
            peer.obey(peer.command())
        while peer.command():
            pass

    quick = Timing(connect=2, query=0.03, look=0.01, backoff_first=0.001, backoff_most=0.005)
    with bench(polite, frozen, asked("true"), timing=quick) as made:
        assert made.link() is True
        with pytest.raises(SwitchTimeout):
            made.switch.exists("u-1")
        assert made.switch.exists("u-1") is True
        assert made.switch.up


def test_what_the_link_counts_is_told_as_numbers() -> None:
    with bench(polite) as made:
        assert made.link() is True
        counts = made.switch.stats().counts()
        assert counts["connects"] == 1
        assert {"events", "gaps", "missing", "waiting"} <= set(counts)
        assert not {"up", "since", "reason"} & set(counts)


def test_a_question_with_nobody_there_is_an_error() -> None:
    with bench(polite, hang_up, timing=FAST) as made:
        assert made.link() is True
        with pytest.raises(SwitchLost):
            made.switch.channels()
        assert made.switch.up
