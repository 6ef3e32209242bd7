"""How long a client may take: what it does not send or take in time ends its connection."""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds; bytes a second."""

    idle: float = 75.0
    """Between two requests on one connection, and before the first: a browser connects ahead."""
    head: float = 20.0
    """From a request's first byte to the end of its headers."""
    silence: float = 30.0
    """Without a byte of the body."""
    slowest: float = 2000.0
    """Bytes of the body, on average, once ``silence`` is over: a list of 200 MB over a bad line has
    its hours, one that trickles has not."""
    write: float = 60.0
    """To take a piece of the answer."""


BOUNDS = Bounds()


class PacedSocket(io.RawIOBase):
    """A socket to be read within bounds. Raises TimeoutError, and then for ever."""

    def __init__(
        self, sock: Any, bounds: Bounds = BOUNDS, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._sock, self._bounds, self._timer = sock, bounds, timer
        self.late = False
        """Whether it was too slow once: nothing more is read."""
        self.wait_for_request()

    def wait_for_request(self) -> None:
        self._waits, self._body_since, self._body = True, 0.0, 0
        self._until = self._timer() + self._bounds.idle

    def expect_body(self) -> None:
        """The headers are read."""
        self._waits, self._body_since, self._body = False, self._timer(), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._deadline() - self._timer()
        if self.late or left <= 0:
            self._be_late()
        self._sock.settimeout(left)
        try:
            got: int = self._sock.recv_into(buffer)
        except TimeoutError:
            self._be_late()
        self._note(got)
        return got

    def _deadline(self) -> float:
        if not self._body_since:
            return self._until
        bounds, now = self._bounds, self._timer()
        earned = self._body_since + bounds.silence + self._body / bounds.slowest
        return min(now + bounds.silence, earned)

    def _note(self, got: int) -> None:
        if self._body_since:
            self._body += got
        elif self._waits:
            self._waits, self._until = False, self._timer() + self._bounds.head

    def _be_late(self) -> None:
        self.late = True
        raise TimeoutError("a request came too slowly")
