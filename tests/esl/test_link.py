"""The link to the switch: made, lost, made anew, watched for signs of life."""

import gevent
import pytest
from gevent.event import Event as Signal

from esl_dialer.esl.commands import EVENTS
from esl_dialer.esl.link import Timing
from esl_dialer.esl.switch import (
    NotSent,
    SwitchInfo,
    SwitchLost,
    SwitchTimeout,
)
from tests.esl.scripted import (
    CORE,
    PATIENCE,
    Peer,
    after_greeting,
    bench,
    call,
    event_frame,
    hang_up,
    polite,
)


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
