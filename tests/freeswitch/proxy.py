"""A wire between the dialer and the switch that tests cut where they like."""

from collections.abc import Callable
from contextlib import suppress

import gevent
from gevent import socket
from gevent.server import StreamServer

Cut = Callable[[bytes], str]
"""Given what the dialer sends: ``before`` (cut, and nothing of it arrives), ``after`` (it arrives,
and its reply does not come back) or nothing."""


class Wire:
    """Listens on ``port``; each connection goes on to the switch."""

    def __init__(self, target: int) -> None:
        self._target = target
        self.cut_at: Cut = lambda data: ""
        self.cuts = 0
        self._open: list[socket.socket] = []
        self._server = StreamServer(("127.0.0.1", 0), self._serve)
        self._server.start()
        self.port = int(self._server.server_port)

    def cut(self) -> None:
        """Every connection, now."""
        self.cuts += 1
        while self._open:
            _end(self._open.pop())

    def close(self) -> None:
        self._server.stop()
        self.cut()

    def _serve(self, near: socket.socket, _address: object) -> None:
        far = socket.create_connection(("127.0.0.1", self._target))
        self._open += [near, far]
        back = gevent.spawn(_carry, far, near)
        try:
            self._forward(near, far)
        except OSError:
            pass
        finally:
            back.kill()
            _end(near)
            _end(far)

    def _forward(self, near: socket.socket, far: socket.socket) -> None:
        while data := near.recv(65_536):
            where = self.cut_at(data)
            if where != "before":
                far.sendall(data)
            if where:
                self.cuts += 1
                return


def _carry(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65_536):
            target.sendall(data)
    except OSError:
        pass
    finally:
        _end(target)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
