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

from esl_dialer.core.says import NOTHING, Says, SaysError, verbatim
from esl_dialer.esl import commands, frames, strangers
from esl_dialer.esl.commands import Command
from esl_dialer.esl.frames import Frame, FrameError, FrameReader
from esl_dialer.esl.switch import (
    NotSent,
    SwitchLost,
    SwitchRefused,
    SwitchSilent,
    SwitchTimeout,
)

RECEIVE_BYTES = 256 * 1024
MUCH_BYTES = 64 * 1024
"""Where a reading brought so much, more waits: the reader does not rest."""

BUSY_SECONDS = 0.005
CLOSED = Says("closed")
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

    ``timeout`` (seconds) bounds connecting and authenticating together. ``gather`` is how long
    (seconds) the reader rests after each reading: what comes meanwhile is read at one waking.
    """

    def __init__(
        self,
        host: str,
        port: int,
        password: str,
        timeout: float,
        on_event: Callable[[Frame], None] = lambda _frame: None,
        *,
        gather: float = 0.0,
    ) -> None:
        super().__init__(host, port, password, timeout)
        self._on_event, self._gather = on_event, gather
        self._reader = FrameReader()
        self._asked: deque[_Asked] = deque()
        self.sock: Any = None
        self._writing = BoundedSemaphore(1)
        self._authenticated = self._greeted = False
        self._said_first = b""
        """What came before the greeting."""
        self.lost = Event()
        self.why = NOTHING
        self.last_frame = time.monotonic()

    @property
    def reason(self) -> str:
        """Why it was lost, in English."""
        return str(self.why)

    @property
    def oldest_unanswered(self) -> float | None:
        """When the oldest command without a reply was sent (monotonic seconds)."""
        return self._asked[0].at if self._asked else None

    def connect(self) -> None:
        """Connect and authenticate. Raises SwitchLost, SwitchTimeout (SwitchSilent when what is
        there did not say a word), SwitchRefused: each says what is there and what to look at."""
        try:
            with gevent.Timeout(self.timeout, False):
                self._open()
                self.authenticate()
        except SwitchTimeout:
            pass
        except BaseException as error:
            self.drop(error.says if isinstance(error, SaysError) else str(error))
            raise
        if not self._authenticated:
            raise self._not_in_time()

    def _not_in_time(self) -> SwitchTimeout:
        if self.sock is None:
            self.drop(strangers.UNREACHABLE)
        elif self._greeted:
            self.drop(strangers.NO_ANSWER_TO_AUTH)
        elif not self._said_first:
            self.drop(strangers.SILENT)
            return SwitchSilent(self.why)
        else:
            self.drop(strangers.other(self._said_first))
        return SwitchTimeout(self.why)

    def _open(self) -> None:
        try:
            self.sock = gevent.socket.create_connection((self.host, self.port))
        except OSError as error:
            raise SwitchLost(strangers.no_connection(error)) from error
        self.sock.setsockopt(gevent.socket.IPPROTO_TCP, gevent.socket.TCP_NODELAY, 1)
        self.connected = True
        self.start_event_handlers()
        self._auth_request_event.wait()
        if self.lost.is_set():
            raise SwitchLost(self.why)

    def authenticate(self) -> None:
        self.send(commands.auth(self.password), self.timeout, self._admitted)
        if not self._authenticated:
            raise SwitchRefused(self.why)

    def _admitted(self, frame: Frame) -> None:
        """A goodbye follows a refusal at once: the refusal is the reason that counts."""
        self._authenticated = frame.reply == "+OK accepted"
        if not self._authenticated:
            self.drop(strangers.refused(frame.reply))

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
                raise NotSent(self.why or "not connected")
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

    def _read(self) -> Says | str:
        worked = 0.0
        while data := self.sock.recv(RECEIVE_BYTES):
            began = self.last_frame = time.monotonic()
            self._listen_to_strangers(data)
            self._reader.receive(data)
            while (frame := self._reader.next_frame()) is not None:
                self._take(frame)
                if self.lost.is_set():
                    return self.why
                if worked + time.monotonic() - began > BUSY_SECONDS:
                    gevent.sleep(YIELD_SECONDS)
                    worked, began = 0.0, time.monotonic()
            worked += time.monotonic() - began
            if self._gather and len(data) < MUCH_BYTES:
                gevent.sleep(self._gather)
                worked = 0.0
        if not self._greeted:
            return strangers.other(self._said_first) if self._said_first else strangers.CLOSED_EARLY
        cut = " in the middle of a frame" if self._reader.unfinished else ""
        return f"the switch closed the connection{cut}"

    def _listen_to_strangers(self, data: bytes) -> None:
        """Who is no FreeSWITCH is known by the first bytes, and not spoken to."""
        if self._greeted or self.lost.is_set():
            return
        self._said_first = (self._said_first + data)[: strangers.ENOUGH_BYTES]
        if who := strangers.stranger(self._said_first):
            self.drop(who)

    def _take(self, frame: Frame) -> None:
        kind = frame.content_type
        if kind in frames.EVENT_TYPES:
            self._on_event(frame)
        elif kind in (frames.COMMAND_REPLY, frames.API_RESPONSE):
            self._answer(frame)
        elif kind == frames.AUTH_REQUEST:
            self._greeted = True
            self._auth_request_event.set()
        elif kind == frames.RUDE_REJECTION:
            self.drop(strangers.ACL)
        elif kind == frames.DISCONNECT_NOTICE:
            said = frame.reply.strip().partition("\n")[0]
            self.drop(f"the switch said goodbye: {said}" if said else "the switch said goodbye")

    def _answer(self, frame: Frame) -> None:
        """Replies come in the order of the commands, those given up on included."""
        if not self._asked:
            raise FrameError("a reply to nothing")
        asked = self._asked.popleft()
        if asked.then is not None:
            asked.then(frame)
        asked.answer.set(frame)

    def drop(self, why: Says | str) -> None:
        """End the connection now. The first reason stays; more calls do nothing."""
        if self.lost.is_set():
            return
        self.why = why if isinstance(why, Says) else verbatim(why)
        self.connected = False
        self.lost.set()
        self._auth_request_event.set()
        if self.sock is not None:
            self.sock.close()
        while self._asked:
            self._asked.popleft().answer.set_exception(SwitchLost(self.why))

    def stop(self) -> None:
        """Close and wait for the reader, a second at the most."""
        self.drop(CLOSED)
        if self._receive_events_greenlet is not None:
            self._receive_events_greenlet.join(1)
