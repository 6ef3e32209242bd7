"""The main connection, kept: connected, watched, and connected anew for ever when it is lost."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import gevent
from gevent.event import Event

from esl_dialer.core.broken import told_of
from esl_dialer.core.says import Says
from esl_dialer.esl import commands
from esl_dialer.esl.connection import CLOSED, Connection
from esl_dialer.esl.frames import Frame
from esl_dialer.esl.health import Verdict, backoff, watch
from esl_dialer.esl.switch import (
    SwitchError,
    SwitchInfo,
    SwitchLost,
    SwitchRefused,
    SwitchSilent,
)
from esl_dialer.runtime.logs import line

SIMULATED = "simulated"
"""In what ``api version`` answers: a switch that calls nobody."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """Real seconds, whatever the dialer's clock is scaled to."""

    connect: float = 5.0
    reply: float = 10.0
    """For ``originate``: FreeSWITCH starts a thread for each before it replies."""
    query: float = 10.0
    silence: float = 30.0
    """Without a frame, before a sign of life is asked for; the heartbeat comes every 20."""
    probe: float = 5.0
    stall: float = 2.0
    """Without a reply to a command: nothing more is sent until it comes. A switch that hangs is not
    to find a heap of calls in its socket when it goes on."""
    look: float = 1.0
    """From one look at the link's health to the next."""
    backoff_first: float = 0.2
    backoff_most: float = 10.0


class Link:
    """``dial`` makes an unconnected Connection; ``on_change(up)`` hears of ups and downs;
    ``ready`` says whether the dialer can take events now: no connecting before it does;
    ``who_is_silent`` says who listens and does not greet: asked once as long as that lasts."""

    def __init__(
        self,
        dial: Callable[[], Connection],
        timing: Timing,
        jitter: Callable[[], float],
        on_change: Callable[[bool], None],
        ready: Callable[[], bool],
        *,
        who_is_silent: Callable[[], Says],
    ) -> None:
        self._dial = dial
        self._timing = timing
        self._jitter = jitter
        self._on_change = on_change
        self._ready = ready
        self._who_is_silent = who_is_silent
        self._silent: Says | None = None
        self._closing = Event()
        self._greenlet: gevent.Greenlet | None = None
        self._connection: Connection | None = None
        self._info: SwitchInfo | None = None
        self._told_stalled = False
        self.why = Says("not connected yet")
        """Why the link is down, or was last."""

    @property
    def up(self) -> bool:
        return self._connection is not None and not self._connection.lost.is_set()

    @property
    def stalled(self) -> bool:
        """Whether the switch has left a command without a reply for too long."""
        if self._connection is None or self._connection.oldest_unanswered is None:
            return False
        return time.monotonic() - self._connection.oldest_unanswered >= self._timing.stall

    @property
    def info(self) -> SwitchInfo | None:
        """The switch at the other end, while up."""
        return self._info if self.up else None

    def connection(self) -> Connection:
        """The live connection. Raises SwitchLost when there is none."""
        if self._connection is None or self._connection.lost.is_set():
            raise SwitchLost(self.why)
        return self._connection

    def start(self) -> None:
        self._greenlet = gevent.spawn(self._supervise)

    def stop(self) -> None:
        self._closing.set()
        if self._connection is not None:
            self._connection.stop()
        if self._greenlet is not None:
            self._greenlet.join(1)
            self._greenlet.kill()

    def _supervise(self) -> None:
        failures = 0
        while not self._closing.is_set():
            began = time.monotonic()
            self._once()
            steady = time.monotonic() - began > self._timing.backoff_most
            failures = 0 if steady else failures + 1
            self._rest(failures)

    def _once(self) -> None:
        """One connection, from its making to its loss."""
        link, silent = self._dial(), None
        try:
            self._open(link)
            while not link.lost.wait(self._timing.look):
                self._watch(link)
        except SwitchSilent:
            silent = self._silent or self._who_is_silent()
        except SwitchError as error:
            link.drop(error.says)
        except Exception as error:
            log.exception(line("switch.link_failed"))
            link.drop(told_of(error))
        finally:
            link.stop()
            self._silent = silent
            self._down(link, silent or link.why)

    def _rest(self, failures: int) -> None:
        timing = self._timing
        self._closing.wait(
            backoff(failures, timing.backoff_first, timing.backoff_most, self._jitter())
        )
        while not self._ready() and not self._closing.is_set():
            self._closing.wait(timing.backoff_first)

    def _open(self, link: Connection) -> None:
        """Connect, learn which switch it is, subscribe. Raises SwitchError."""
        seconds = self._timing.connect
        link.connect()
        version = answer_of(link, commands.version(), seconds)
        core = answer_of(link, commands.core_uuid(), seconds)
        self._info = SwitchInfo(core, version, SIMULATED in version.casefold())
        refuse(link.send(commands.subscribe(), seconds, lambda frame: self._up(link, frame)))

    def _up(self, link: Connection, reply: Frame) -> None:
        """In the reader's greenlet, as the subscription begins: before the first event."""
        if reply.reply.startswith("+OK"):
            self._connection = link
            log.info(line("switch.link_up", version=self._info and self._info.version))
            self._on_change(True)

    def _down(self, link: Connection, why: Says) -> None:
        """Logged when the reason changes, not at every try."""
        if why != self.why:
            level = logging.INFO if why == CLOSED else logging.WARNING
            log.log(level, line("switch.link_down", reason=why))
        self.why = why
        if self._connection is link:
            self._on_change(False)

    def _watch(self, link: Connection) -> None:
        timing = self._timing
        if self.stalled is not self._told_stalled:
            self._told_stalled = self.stalled
            log.warning(line("switch.stalled" if self.stalled else "switch.answers_again"))
        verdict = watch(
            time.monotonic(),
            link.last_frame,
            link.oldest_unanswered,
            silence=timing.silence,
            patience=timing.silence + timing.probe,
        )
        if verdict is Verdict.DROP:
            link.drop("a command had no reply for too long")
        elif verdict is Verdict.PROBE:
            self._probe(link)

    def _probe(self, link: Connection) -> None:
        try:
            link.send(commands.core_uuid(), self._timing.probe)
        except SwitchError as error:
            link.drop(f"no sign of life for {self._timing.silence} s: {error}")


def answer_of(link: Connection, command: commands.Command, seconds: float) -> str:
    """What the switch answers, stripped. Raises SwitchRefused on ``-ERR``, and other SwitchErrors.

    What ``global_getvar`` says of an unset variable, and any api that says nothing, is
    ``-ERR no reply``.
    """
    return refuse(link.send(command, seconds))


def refuse(frame: Frame) -> str:
    """The reply, stripped, unless it is an error: then SwitchRefused with its text."""
    reply = frame.reply.strip()
    if reply.startswith("-"):
        raise SwitchRefused(reply)
    return reply
