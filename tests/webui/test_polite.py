"""The server itself: too many connections, too few descriptors, requests that come half."""

import errno
import fcntl
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import gevent
import gevent.socket
import pytest
from gevent.event import Event

from tests.patience import PATIENCE_S
from webui import polite, server
from webui.pace import Bounds
from webui.polite import KEPT_BACK, LEAST, PoliteServer, descriptors, most_connections
from webui.server import PromptHandler

GET = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
QUICK = Bounds(idle=0.2, head=0.05, silence=0.05, slowest=1e9, write=0.2)


def app(environ, start_response):
    length = len(environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"read %d" % length]


@contextmanager
def running(bounds=None, most=100, application=app) -> Iterator[PoliteServer]:
    made = PoliteServer(
        ("127.0.0.1", 0), application, handler_class=PromptHandler, log=None, error_log=None,
        most=most,
    )  # fmt: skip
    made.bounds = bounds or made.bounds
    made.start()
    try:
        yield made
    finally:
        made.stop(timeout=1)


def connect(made):
    return gevent.socket.create_connection(("127.0.0.1", made.server_port), timeout=PATIENCE_S)


def all_of(client):
    """What comes until the connection is closed."""
    told = b""
    while data := client.recv(1 << 16):
        told += data
    return told


# --- too many ----------------------------------------------------------------------------------


def test_who_comes_beyond_the_most_is_told_so_at_once_and_the_others_are_served(caplog):
    with running(most=2) as made, ExitStack() as kept:
        served = [kept.enter_context(connect(made)) for _ in range(2)]
        for client in served:
            client.sendall(GET)
            assert b"200 OK" in client.recv(1000)
        for _ in range(3):
            with connect(made) as beyond:
                beyond.sendall(GET)
                told = all_of(beyond)
            assert told.startswith(b"HTTP/1.1 503")
            assert b"Retry-After: 5\r\n" in told
            assert b"try again in a few seconds" in told
            assert "Réessayez".encode() in told
        served.pop().close()
        with gevent.Timeout(PATIENCE_S):
            while made._served > 1:
                gevent.sleep(0.001)
        with connect(made) as again:
            again.sendall(GET)
            assert b"200 OK" in again.recv(1000)
    said = [one.getMessage() for one in caplog.records]
    assert said.count("web.too_many_connections most=2") == 1


def test_a_refusal_does_not_wait_for_a_client_that_says_nothing(monkeypatch):
    monkeypatch.setattr(polite, "REFUSAL_S", 0.05)
    with running(most=0) as made, connect(made) as mute:
        assert all_of(mute).startswith(b"HTTP/1.1 503")


def test_without_a_descriptor_the_one_kept_for_it_says_so(monkeypatch, caplog):
    """As when accepting fails with "too many open files"."""
    with running() as made:
        real, full = made.socket, [True, True]

        class NoneLeft:
            def __getattr__(self, name):
                return getattr(real, name)

            def _accept(self):
                if full and made._spare is not None:
                    full.pop()
                    raise OSError(errno.EMFILE, "Too many open files")
                return real._accept()

        made.socket = NoneLeft()
        for _ in range(2):
            with connect(made) as client:
                client.sendall(GET)
                assert all_of(client).startswith(b"HTTP/1.1 503")
        with connect(made) as client:
            client.sendall(GET)
            assert b"200 OK" in client.recv(1000)
        made.socket = real
    assert [one.getMessage() for one in caplog.records].count(
        "web.too_many_connections most=100"
    ) == 1


def test_without_even_that_one_it_rests_and_goes_on(monkeypatch):
    monkeypatch.setattr(polite, "REST_S", 0.01)
    with running() as made:
        gone = [True]
        real_open = polite.os.open

        def none_left(*given):
            if gone:
                gone.pop()
                raise OSError(errno.EMFILE, "Too many open files")
            return real_open(*given)

        monkeypatch.setattr(polite.os, "open", none_left)
        made._refuse_with_the_spare()
        assert made._spare is None
        with connect(made) as client:
            client.sendall(GET)
            assert b"200 OK" in client.recv(1000)


def test_connections_are_as_many_as_descriptors_allow():
    assert most_connections(64) == LEAST
    assert most_connections(KEPT_BACK + 400) == 100
    assert descriptors() >= 64


# --- half a request ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"", b""),
        (b"GET / HT", b""),
        (b"GET / HTTP/1.1\r\nHost: he", b"HTTP/1.1 408 "),
        (b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nhalf", b"HTTP/1.1 500 "),
    ],
)
def test_what_is_sent_half_ends(sent, told, capfd):
    with running(QUICK) as made, connect(made) as client:
        client.sendall(sent)
        assert all_of(client).startswith(told)


def test_a_head_that_comes_half_is_no_fault_of_ours(capfd):
    with running(QUICK) as made, connect(made) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: he")
        all_of(client)
    assert "Traceback" not in capfd.readouterr().err


def test_after_half_a_body_nothing_more_is_read_on_that_connection():
    """What the application answered on its own account is sent, and the rest is no request."""

    def reads_nothing(_environ, start_response):
        start_response("403 Forbidden", [("Content-Length", "0")])
        return [b""]

    with running(QUICK, application=reads_nothing) as made, connect(made) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nhalf")
        assert all_of(client).startswith(b"HTTP/1.1 403 ")


def test_who_does_not_take_the_answer_is_let_go():
    over = Event()

    def endless(_environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        try:
            while True:
                yield b"x" * (1 << 20)
        finally:
            over.set()

    with running(QUICK, application=endless) as made, connect(made) as client:
        client.sendall(GET)
        assert over.wait(PATIENCE_S)


def test_requests_one_after_the_other_are_served_on_one_connection():
    with running() as made, connect(made) as client:
        for _ in range(3):
            client.sendall(GET)
            assert b"200 OK" in client.recv(1000)


@pytest.mark.parametrize("kind", [socket, gevent.socket])
def test_whether_a_connection_is_closed_is_asked_of_open_and_closed_ones(kind):
    here, there = kind.socketpair()
    with here, there:
        assert not server._closed_by_peer(here)
        there.sendall(b"x")
        assert not server._closed_by_peer(here)
        here.recv(1)
        there.close()
        assert server._closed_by_peer(here)
        here.close()
        assert server._closed_by_peer(here)


def test_a_descriptor_beyond_1024_is_looked_at_as_any():
    here, there = socket.socketpair()
    with here, there, socket.socket(fileno=fcntl.fcntl(here, fcntl.F_DUPFD, 1100)) as high:
        assert high.fileno() >= 1100
        assert not server._closed_by_peer(high)
        there.close()
        assert server._closed_by_peer(high)
