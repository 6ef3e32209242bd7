"""What answers in place of a FreeSWITCH is named, with what to look at: to doctor and the log."""

import re
import socket

import gevent
import pytest
from gevent.event import Event as Signal
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.says import Says
from esl_dialer.esl import probe, strangers
from esl_dialer.esl.connection import Connection
from esl_dialer.esl.link import Timing
from esl_dialer.esl.strangers import (
    ACL,
    ASTERISK,
    CLOSED_EARLY,
    HTTP,
    MAIL,
    NO_ANSWER_TO_AUTH,
    NO_NAME,
    NOT_LISTENING,
    OTHER,
    SILENT,
    SSH,
    TLS,
    UNREACHABLE,
    WRONG_PASSWORD,
    stranger,
)
from esl_dialer.esl.switch import SwitchError
from tests.esl.scripted import PASSWORD, PATIENCE, Peer, bench, hang_up, polite, server

GREETING = b"Content-Type: auth/request\n\n"
PYTHONS = re.compile(r"\[['\"\]]|\(b?['\"]|object at|Errno|Error\(")
"""What a list, a tuple or an exception looks like."""


def says(data: bytes):
    def script(peer: Peer) -> None:
        peer.send(data)
        peer.command()

    return script


def silent(peer: Peer) -> None:
    """A FreeSWITCH that hangs: it takes what is sent, and says nothing."""
    while peer.sock.recv(1000):
        pass


def web_server(peer: Peer) -> None:
    """It waits to be asked."""
    if peer.sock.recv(1000).startswith(b"HEAD"):
        peer.send(b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n")


def refuses_the_address(peer: Peer) -> None:
    body = b"Access Denied, go away.\n"
    peer.send(b"Content-Type: text/rude-rejection\nContent-Length: %d\n\n%s" % (len(body), body))


def greets_and_hangs(peer: Peer) -> None:
    peer.send(GREETING)
    silent(peer)


def other_password(peer: Peer) -> None:
    peer.send(GREETING)
    peer.command()
    peer.reply("-ERR invalid")
    peer.send(b"Content-Type: text/disconnect-notice\nContent-Length: 8\n\nGoodbye\n")


THERE = [
    (says(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"), SSH),
    (says(b"220 mail.example.test ESMTP\r\n"), MAIL),
    (says(b"+OK POP3 ready\r\n"), MAIL),
    (says(b"Asterisk Call Manager/9.0.0\r\n"), ASTERISK),
    (says(b"\x15\x03\x03\x00\x02\x02\x28"), TLS),
    (says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), HTTP),
    (says(b"hello\n"), OTHER.of(said="'hello'")),
    (says(b"Content-Language: en\n\n"), OTHER.of(said="'Content-Language: en'")),
    (web_server, HTTP),
    (silent, SILENT),
    (hang_up, CLOSED_EARLY),
    (refuses_the_address, ACL),
    (greets_and_hangs, NO_ANSWER_TO_AUTH),
    (other_password, WRONG_PASSWORD),
]


def probed(port: int, host: str = "127.0.0.1") -> Says:
    with pytest.raises(SwitchError) as refused:
        probe.ask(Connection(host, port, PASSWORD, 0.2), ["version"], 0.2)
    return refused.value.says


@pytest.mark.parametrize(("script", "told"), THERE)
def test_who_asks_once_is_told_what_is_there(script, told):
    with server(script) as port:
        assert probed(port) == told


@pytest.mark.parametrize(("script", "told"), THERE)
def test_the_engines_link_says_the_same_and_goes_on_trying(script, told):
    quick = Timing(connect=0.2, look=0.01, backoff_first=0.001, backoff_most=0.002)
    played = Signal()

    def well(peer: Peer) -> None:
        played.wait(PATIENCE)
        polite(peer)

    with bench(*[script] * (3 if told in (SILENT, HTTP) else 1), well, timing=quick) as made:
        with gevent.Timeout(PATIENCE):
            while made.switch.stats().reason != str(told):
                gevent.sleep(0.01)
        with pytest.raises(SwitchError) as refused:
            made.switch.info()
        assert refused.value.says == told
        played.set()
        assert made.link() is True


def test_one_that_stays_silent_is_asked_once_who_it_is():
    """Whatever it is, it is not sent a request every few seconds."""
    asked: list[bytes] = []
    tries = 0

    def listens(peer: Peer) -> None:
        nonlocal tries
        tries += 1
        while data := peer.sock.recv(1000):
            asked.append(data)

    quick = Timing(connect=0.05, look=0.01, backoff_first=0.001, backoff_most=0.002)
    with bench(listens, timing=quick), gevent.Timeout(PATIENCE):
        while tries < 5:
            gevent.sleep(0.01)
    assert asked == [strangers.HTTP_REQUEST]


def test_an_address_at_which_nobody_is():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert probed(free.getsockname()[1]) == NOT_LISTENING


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionRefusedError(111, "Connection refused"), NOT_LISTENING),
        (OSError(113, "No route to host"), UNREACHABLE),
        (TimeoutError("timed out"), UNREACHABLE),
        (socket.gaierror(-2, "Name or service not known"), NO_NAME),
        (PermissionError(13, "Permission denied"),
         Says("no connection can be made: {error}", error=Says("Permission denied"))),
    ],
)  # fmt: skip
def test_why_no_connection_can_be_made(error, told):
    assert strangers.no_connection(error) == told


@given(st.binary(min_size=1, max_size=200))
def test_whatever_is_said_is_told_in_a_line(said):
    told = str(stranger(said) or strangers.other(said))
    assert told.isprintable()
    assert len(told) < 250


@given(st.integers(0, len(GREETING)), st.sampled_from([GREETING, b"Content-Type: text/rude-re"]))
def test_freeswitch_is_no_stranger_however_its_words_are_cut(length, words):
    assert stranger(words[:length]) is None


def test_no_sentence_shows_pythons_insides():
    every = [one for one in vars(strangers).values() if isinstance(one, Says)]
    assert len(every) > 12
    assert not [one for one in every if PYTHONS.search(str(one))]


def test_a_goodbye_is_told_as_a_line():
    body = b"Disconnected, goodbye.\nSee you at ClueCon!\n"
    notice = b"Content-Type: text/disconnect-notice\nContent-Length: %d\n\n%s" % (len(body), body)

    def leaves(peer: Peer) -> None:
        peer.greet()
        peer.send(notice)

    with bench(leaves, hang_up) as made:
        told: list[str] = []
        made.switch.listen(
            made.events.put, lambda _: (told.append(made.switch.stats().reason), made.links.put(1))
        )
        made.link(), made.link()
    assert told[1] == "the switch said goodbye: Disconnected, goodbye."
