"""One connection to the event socket, used once: greenswitch's, with what it lacks.

greenswitch 0.0.19 waits for ever, dies silently and reads no JSON; so its connecting, reading,
sending and stopping are replaced here. The rules: every wait ends; a loss fails everything that
waits, at once; the reader hands each event on and never waits for anybody.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gevent
import gevent.socket
from gevent.event import AsyncResult, Event
from gevent.lock import BoundedSemaphore
from greenswitch import InboundESL

from esl_dialer.esl import commands, frames
from esl_dialer.esl.commands import Command
from esl_dialer.esl.frames import Frame, FrameError, FrameReader
from esl_dialer.esl.switch import NotSent, SwitchLost, SwitchRefused, SwitchTimeout

RECEIVE_BYTES = 256 * 1024
BUSY_SECONDS = 0.005
CLOSED = "closed"
"""The reason of a link that this side ended."""

YIELD_SECONDS = 0.0001
"""After 5 ms of work the reader lets others run. Not ``sleep(0)``: in a hot loop that lets timers
and sockets run only every 50 rounds (260 ms late, measured, against 5)."""

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Asked:
    """A command on its way: how much of it is written, and where its reply goes."""

    data: bytes
    at: float
    then: Callable[[Frame], None] | None = None
    sent: int = 0
    answer: AsyncResult = field(default_factory=AsyncResult)


class Connection(InboundESL):  # type: ignore[misc]
    """``on_event`` gets each event frame, in the reader's greenlet; it must not block. Its
    OverflowError drops the connection for the reason it gives.

    ``timeout`` (seconds) bounds connecting and authenticating together.
    """

    def __init__(
        self,
        host: str,
        port: int,
        password: str,
        timeout: float,
        on_event: Callable[[Frame], None] = lambda _frame: None,
    ) -> None:
        super().__init__(host, port, password, timeout)
        self._on_event = on_event
        self._reader = FrameReader()
        self._asked: deque[_Asked] = deque()
        self.sock: Any = None
        self._writing = BoundedSemaphore(1)
        self._authenticated = False
        self.lost = Event()
        self.reason = ""
        self.last_frame = time.monotonic()

    @property
    def oldest_unanswered(self) -> float | None:
        """When the oldest command without a reply was sent (monotonic seconds)."""
        return self._asked[0].at if self._asked else None

    def connect(self) -> None:
        """Connect and authenticate. Raises SwitchLost, SwitchTimeout, SwitchRefused."""
        try:
            with gevent.Timeout(self.timeout, False):
                self._open()
                self.authenticate()
        except BaseException as error:
            self.drop(str(error))
            raise
        if not self._authenticated:
            self.drop(f"no greeting from {self.host}:{self.port} in {self.timeout} s")
            raise SwitchTimeout(self.reason)

    def _open(self) -> None:
        try:
            self.sock = gevent.socket.create_connection((self.host, self.port))
        except OSError as error:
            raise SwitchLost(f"cannot connect to {self.host}:{self.port}: {error}") from error
        self.sock.setsockopt(gevent.socket.IPPROTO_TCP, gevent.socket.TCP_NODELAY, 1)
        self.connected = True
        self.start_event_handlers()
        self._auth_request_event.wait()
        if self.lost.is_set():
            raise SwitchLost(self.reason)

    def authenticate(self) -> None:
        self.send(commands.auth(self.password), self.timeout, self._admitted)
        if not self._authenticated:
            raise SwitchRefused(self.reason)

    def _admitted(self, frame: Frame) -> None:
        """A goodbye follows a refusal at once: the refusal is the reason that counts."""
        self._authenticated = frame.reply == "+OK accepted"
        if not self._authenticated:
            self.drop(f"the switch did not accept the password: {frame.reply}")

    def start_event_handlers(self) -> None:
        self._receive_events_greenlet = gevent.spawn(self.receive_events)

    def send(
        self,
        command: Command,
        seconds: float,
        then: Callable[[Frame], None] | None = None,
        allowed: Callable[[], bool] = lambda: True,
    ) -> Frame:
        """Write a command and wait for its reply, ``seconds`` at the most for both.

        ``then`` gets the reply in the reader's greenlet, before anything that follows it is read.
        ``allowed`` is asked once more just before the first byte is written.
        NotSent: not one byte was written. SwitchTimeout, SwitchLost: it may have been done.
        """
        asked = _Asked(command.encode(), time.monotonic(), then)
        with gevent.Timeout(seconds, False):
            self._write(asked, allowed)
            asked.answer.wait()
        if asked.answer.ready():
            reply: Frame = asked.answer.get()
            return reply
        if not asked.sent:
            raise NotSent(f"could not write for {seconds} s")
        raise SwitchTimeout(f"no reply in {seconds} s")

    def _write(self, asked: _Asked, allowed: Callable[[], bool]) -> None:
        with self._writing:
            if self.sock is None or self.lost.is_set():
                raise NotSent(self.reason or "not connected")
            if not allowed():
                raise NotSent("no longer allowed")
            self._asked.append(asked)
            try:
                self._write_all(asked)
            except BaseException as error:
                self._write_failed(asked, error)
                raise

    def _write_all(self, asked: _Asked) -> None:
        while asked.sent < len(asked.data):
            asked.sent += self.sock.send(asked.data[asked.sent :])

    def _write_failed(self, asked: _Asked, error: BaseException) -> None:
        """A command cut short spoils the stream; one not begun leaves it as it was."""
        if not asked.sent and asked in self._asked:
            self._asked.remove(asked)
        if asked.sent or isinstance(error, OSError):
            self.drop(f"a command could not be written to its end: {error}")
        if isinstance(error, OSError):
            lost = SwitchLost if asked.sent else NotSent
            raise lost(f"cannot write: {error}") from error

    def receive_events(self) -> None:
        """The reader's greenlet: ends only with the connection, and says why."""
        try:
            self.drop(self._read())
        except FrameError as error:
            self.drop(f"not the event socket's protocol: {error}")
        except OverflowError as error:
            self.drop(str(error))
        except OSError as error:
            self.drop(f"cannot read: {error}")
        except BaseException as error:
            self.drop(f"the reader failed: {error!r}")
            raise

    def _read(self) -> str:
        worked = 0.0
        while data := self.sock.recv(RECEIVE_BYTES):
            began = self.last_frame = time.monotonic()
            self._reader.receive(data)
            while (frame := self._reader.next_frame()) is not None:
                self._take(frame)
                if self.lost.is_set():
                    return self.reason
                if worked + time.monotonic() - began > BUSY_SECONDS:
                    gevent.sleep(YIELD_SECONDS)
                    worked, began = 0.0, time.monotonic()
            worked += time.monotonic() - began
        cut = " in the middle of a frame" if self._reader.unfinished else ""
        return f"the switch closed the connection{cut}"

    def _take(self, frame: Frame) -> None:
        kind = frame.content_type
        if kind in frames.EVENT_TYPES:
            self._on_event(frame)
        elif kind in (frames.COMMAND_REPLY, frames.API_RESPONSE):
            self._answer(frame)
        elif kind == frames.AUTH_REQUEST:
            self._auth_request_event.set()
        elif kind in (frames.DISCONNECT_NOTICE, frames.RUDE_REJECTION):
            self.drop(f"the switch said: {frame.reply.strip().splitlines()[:1]}")

    def _answer(self, frame: Frame) -> None:
        """Replies come in the order of the commands, those given up on included."""
        if not self._asked:
            raise FrameError("a reply to nothing")
        asked = self._asked.popleft()
        if asked.then is not None:
            asked.then(frame)
        asked.answer.set(frame)

    def drop(self, reason: str) -> None:
        """End the connection now. The first reason stays; more calls do nothing."""
        if self.lost.is_set():
            return
        self.reason = reason
        self.connected = False
        self.lost.set()
        self._auth_request_event.set()
        if self.sock is not None:
            self.sock.close()
        while self._asked:
            self._asked.popleft().answer.set_exception(SwitchLost(reason))

    def stop(self) -> None:
        """Close and wait for the reader, a second at the most."""
        self.drop(CLOSED)
        if self._receive_events_greenlet is not None:
            self._receive_events_greenlet.join(1)
