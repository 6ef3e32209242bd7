"""A wire between the dialer and the switch that tests cut, or make lossy, where they like."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import gevent
from gevent import socket
from gevent.server import StreamServer

Cut = Callable[[bytes], str]
"""Given what the dialer sends: ``before`` (cut, and nothing of it arrives), ``after`` (it arrives,
and its reply does not come back) or nothing."""


Loss = Callable[[bytes], bool]
"""Whether a frame of the switch is lost on the way."""


class Wire:
    """Listens on ``port``; each connection goes on to the switch."""

    def __init__(self, target: int) -> None:
        self._target = target
        self.cut_at: Cut = lambda data: ""
        self.cuts = 0
        self.loses: Loss = lambda frame: False
        self.lost: list[bytes] = []
        """Frames of the switch that never arrived."""
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
        back = gevent.spawn(self._back, far, near)
        try:
            self._forward(near, far)
        except OSError:
            pass
        finally:
            back.kill()
            _end(near)
            _end(far)

    def _back(self, far: socket.socket, near: socket.socket) -> None:
        try:
            for frame in _frames(far):
                if self.loses(frame):
                    self.lost.append(frame)
                else:
                    near.sendall(frame)
        except OSError:
            pass
        finally:
            _end(near)

    def _forward(self, near: socket.socket, far: socket.socket) -> None:
        while data := near.recv(65_536):
            where = self.cut_at(data)
            if where != "before":
                far.sendall(data)
            if where:
                self.cuts += 1
                return


def _frames(source: socket.socket) -> Iterator[bytes]:
    """What the switch says, frame by frame: headers, an empty line, as much body as they say."""
    data = b""
    while received := source.recv(65_536):
        data += received
        while b"\n\n" in data:
            head = data.index(b"\n\n") + 2
            length = re.search(rb"^Content-Length: *(\d+)", data[:head], re.MULTILINE)
            whole = head + (int(length[1]) if length else 0)
            if len(data) < whole:
                break
            yield data[:whole]
            data = data[whole:]


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
