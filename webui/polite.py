"""How many connections are served at once, and what is said to those beyond."""

import errno
import logging
import os
import resource
import socket
from contextlib import suppress
from typing import Any

import gevent
from gevent.pywsgi import WSGIServer

from esl_dialer.core.says import Says
from esl_dialer.runtime.languages import LANGUAGES, catalogue
from esl_dialer.runtime.logs import Changes, line
from webui.pace import BOUNDS

log = logging.getLogger(__name__)

KEPT_BACK = 64
"""File descriptors that no connection gets: files of the process, threads' databases, uploads."""

OF_ONE = 4
"""File descriptors of one connection: its own, and its SQLite database's with its log and index."""

LEAST = 8
"""Connections, however few descriptors there are."""

REFUSAL_S = 1.0
NONE_LEFT = frozenset({errno.EMFILE, errno.ENFILE})

REST_S = 0.5
"""Without a descriptor even to refuse with."""

TOO_MANY = Says("Too many pages are open at this moment: try again in a few seconds.")


def too_many() -> bytes:
    """The whole answer, in every language: the request that tells its reader's is not read."""
    text = "\n".join(TOO_MANY.told(catalogue(language)) for language in LANGUAGES) + "\n"
    body = text.encode()
    head = (
        "HTTP/1.1 503 Service Unavailable", "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}", "Retry-After: 5", "Connection: close", "", "",
    )  # fmt: skip
    return "\r\n".join(head).encode() + body


class PoliteServer(WSGIServer):  # type: ignore[misc]
    """No more than ``most`` connections are served at once; who comes beyond is told so, at once,
    as are all while there is no file descriptor left to hear them with."""

    bounds = BOUNDS

    def __init__(self, *given: Any, most: int, **more: Any) -> None:
        super().__init__(*given, **more)
        self.most = most
        self._served = 0
        self._refusal = too_many()
        self._spare: int | None = os.open(os.devnull, os.O_RDONLY)
        self._told = Changes()

    def handle(self, sock: Any, address: Any) -> None:
        if self._served >= self.most:
            self._refuse(sock)
            return
        self._served += 1
        try:
            super().handle(sock, address)
        finally:
            self._served -= 1
            if self._served < self.most // 2 and self._told.is_news():
                log.info(line("web.room_again", connections=self._served))

    def do_read(self) -> Any:
        """In the loop itself, where nothing may wait."""
        try:
            return super().do_read()
        except OSError as error:
            if error.errno not in NONE_LEFT:
                raise
        self._refuse_with_the_spare()
        return None

    def _refuse_with_the_spare(self) -> None:
        """The one descriptor that is kept for this is let go, and taken again."""
        self._tell()
        if self._spare is not None:
            os.close(self._spare)
            self._spare = None
        with suppress(OSError):
            connection, _ = self.socket._accept()
            _answer_at_once(connection, self._refusal)
        try:
            self._spare = os.open(os.devnull, os.O_RDONLY)
        except OSError:
            self._rest()

    def _rest(self) -> None:
        """Hear nobody for a moment, as gevent does after any error."""
        self.stop_accepting()
        self._timer = self.loop.timer(REST_S)
        self._timer.start(self._start_accepting_if_started)

    def _refuse(self, sock: Any) -> None:
        """And read what was sent, for a moment: to close on it would cut off the answer."""
        self._tell()
        with suppress(OSError), gevent.Timeout(REFUSAL_S, False):
            sock.sendall(self._refusal)
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(1 << 16):
                pass
        sock.close()

    def _tell(self) -> None:
        if self._told.is_news("full"):
            log.warning(line("web.too_many_connections", most=self.most))


def _answer_at_once(descriptor: int, answer: bytes) -> None:
    """A new connection has room for it; what was sent is read as far as it is here."""
    connection = socket.socket(fileno=descriptor)
    connection.setblocking(False)
    with suppress(OSError):
        connection.send(answer)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1 << 16)
    connection.close()


def descriptors() -> int:
    """How many file descriptors this process may have: all that the system lets it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return now if now != resource.RLIM_INFINITY else 1 << 20


def most_connections(descriptors: int) -> int:
    return max(LEAST, (descriptors - KEPT_BACK) // OF_ONE)
