"""The switch over the event socket: ``esl.switch.Switch`` for a FreeSWITCH, real or simulated.

The reader of the main connection turns frames into call events and puts them on a bounded queue,
from where another greenlet hands them to ``on_event``, and the link's ups and downs to ``on_link``,
in the order in which they happened. When the queue is full the link is dropped: the reader must not
wait (a client that stops reading freezes FreeSWITCH's event socket for everybody) and must not lose
an event in silence. What is queued is still delivered, then ``on_link(False)``; the client connects
again once half of the queue is worked off, and ``on_link(True)`` calls for a reconciliation, as
after any loss.
"""

import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from uuid import uuid4

from esl_dialer.core.agents.handing_over import ChannelLook
from esl_dialer.esl import commands
from esl_dialer.esl.connection import Connection
from esl_dialer.esl.delivery import Delivery
from esl_dialer.esl.events import call_event
from esl_dialer.esl.frames import EventError, Frame, UnsafeCommandError, first, read_event
from esl_dialer.esl.health import SequenceCounter
from esl_dialer.esl.link import Link, Timing
from esl_dialer.esl.probe import who_is_silent
from esl_dialer.esl.queries import Queries
from esl_dialer.esl.switch import (
    CONTEXT,
    Channel,
    NotSent,
    Originate,
    SwitchEvent,
    SwitchInfo,
    SwitchLost,
    SwitchRefused,
)
from esl_dialer.runtime.clock import Clock
from esl_dialer.runtime.logs import line

QUEUE_LIMIT = 50_000
"""Call events: about half a minute of the most that one FreeSWITCH can raise, some 20 MB."""

GATHER_S = 0.01
"""Events of so many seconds are read at one waking: the switch writes each by itself."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LinkStats:
    """Counts since the start. ``since`` is when the link last went up or down, ``reason`` why it
    is down. For ``gaps``, ``missing`` and ``late`` see ``health.SequenceCounter``."""

    up: bool
    since: datetime | None
    reason: str
    connects: int
    losses: int
    events: int
    """Event frames received."""
    unreadable: int
    """Of these, refused: a reconciliation makes good what they would have told."""
    waiting: int
    """Call events not yet delivered."""
    overflows: int
    failed: int
    """Deliveries at which a callback raised."""
    gaps: int
    missing: int
    late: int

    def counts(self) -> dict[str, int]:
        """The numbers alone, by name."""
        names = (field.name for field in fields(self))
        return {n: value for n in names if type(value := getattr(self, n)) is int}


class EslSwitch:
    """See ``Switch`` for the methods. ``start`` connects in the background, and never gives up."""

    def __init__(
        self,
        host: str,
        port: int,
        password: str,
        clock: Clock,
        *,
        timing: Timing | None = None,
        queue_limit: int = QUEUE_LIMIT,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        times = timing or Timing()
        self._clock = clock
        self._times = times
        self._delivery = Delivery(queue_limit)
        self._link = Link(
            lambda: Connection(host, port, password, times.connect, self._heard, gather=GATHER_S),
            times,
            jitter,
            self._changed,
            lambda: self._delivery.recovered,
            who_is_silent=lambda: who_is_silent(host, port, times.connect),
        )
        self._queries = Queries(
            lambda: Connection(host, port, password, times.connect),
            lambda: self._link.info.core if self._link.info else "",
            times.query,
        )
        self._sequence = SequenceCounter()
        self._since: datetime | None = None
        self._connects = self._losses = 0
        self._events = self._unreadable = self._overflows = 0

    def listen(
        self, on_event: Callable[[SwitchEvent], None], on_link: Callable[[bool], None]
    ) -> None:
        self._delivery.listen(on_event, on_link)

    def start(self) -> None:
        """Begin to connect; ``listen`` first."""
        self._delivery.start()
        self._link.start()

    def close(self) -> None:
        """End both connections, deliver what was heard; some 4 seconds at the most."""
        self._link.stop()
        self._queries.close()
        self._delivery.stop(2)

    @property
    def up(self) -> bool:
        return self._link.up and not self._link.stalled

    def info(self) -> SwitchInfo:
        info = self._link.info
        if info is None:
            raise SwitchLost(self._link.why)
        return info

    def originate(self, call: Originate) -> None:
        """As in ``Switch``; SwitchRefused, and nothing sent, for what can't be made a command."""
        try:
            command = commands.originate(call)
            command.encode()
        except UnsafeCommandError as error:
            raise SwitchRefused(f"not sendable: {error}") from error
        try:
            link = self._link.connection()
        except SwitchLost as error:
            raise NotSent(str(error)) from error
        if self._link.stalled:
            raise NotSent("the switch has left a command without a reply")
        allowed = partial(self._in_time, call.valid_until)
        self._accepted(call, link, link.send(command, self._times.reply, allowed=allowed))

    def _in_time(self, valid_until: datetime | None) -> bool:
        return valid_until is None or self._clock.now() < valid_until

    def bridge(self, leg: str, person: str) -> None:
        self._told(commands.bridge, leg, person)

    def send_to(self, uuid: str, flow: str) -> None:
        self._told(commands.send_to, uuid, flow, CONTEXT)

    def play(self, uuid: str, sound: str) -> None:
        self._told(commands.play, uuid, sound)

    def stop_playing(self, uuid: str) -> None:
        self._told(commands.stop_playing, uuid)

    def mute(self, uuid: str) -> None:
        self._told(commands.mute, uuid)

    def unmute(self, uuid: str) -> None:
        self._told(commands.unmute, uuid)

    def press(self, uuid: str, keys: str) -> None:
        self._told(commands.press, uuid, keys)

    def _told(self, build: Callable[..., commands.Command], *words: str) -> None:
        """Give one command to the main connection, as a job of its own."""
        job = str(uuid4())
        try:
            command = build(*words, job)
        except UnsafeCommandError as error:
            raise SwitchRefused(f"not sendable: {error}") from error
        try:
            link = self._link.connection()
        except SwitchLost as error:
            raise NotSent(str(error)) from error
        frame = link.send(command, self._times.reply)
        if not frame.reply.startswith("+OK"):
            raise SwitchRefused(frame.reply.strip())

    def _accepted(self, call: Originate, link: Connection, frame: Frame) -> None:
        if not frame.reply.startswith("+OK"):
            raise SwitchRefused(frame.reply.strip())
        if first(frame.headers, "Job-UUID") != call.attempt:
            link.drop("the replies are out of step with the commands")
            raise SwitchLost(link.why)

    def look(self, uuid: str) -> ChannelLook | None:
        return self._queries.look(uuid)

    def channels(self) -> list[Channel]:
        return self._queries.channels()

    def exists(self, uuid: str) -> bool:
        return self._queries.exists(uuid)

    def variables(self, uuid: str) -> Mapping[str, str]:
        return self._queries.variables(uuid)

    def gateway_up(self, name: str) -> bool:
        return self._queries.gateway_up(name)

    def hangup(self, uuid: str, cause: str = "NORMAL_CLEARING") -> bool:
        return self._queries.hangup(uuid, cause)

    def stats(self) -> LinkStats:
        return LinkStats(
            up=self.up,
            since=self._since,
            reason="" if self.up else str(self._link.why),
            connects=self._connects,
            losses=self._losses,
            events=self._events,
            unreadable=self._unreadable,
            waiting=self._delivery.waiting,
            overflows=self._overflows,
            failed=self._delivery.failed,
            gaps=self._sequence.gaps,
            missing=self._sequence.missing,
            late=self._sequence.late,
        )

    def _changed(self, up: bool) -> None:
        self._since = self._clock.now()
        self._connects += up
        self._losses += not up
        if not up:
            self._sequence.restart()
        self._delivery.link(up)

    def _heard(self, frame: Frame) -> None:
        """In the reader's greenlet: it must not wait. OverflowError when the queue is full."""
        self._events += 1
        try:
            event = read_event(frame)
            self._sequence.note(event.get("Event-Sequence"))
            found = call_event(event)
        except EventError as error:
            self._unreadable += 1
            log.warning(line("switch.event_unreadable", error=error))
            return
        if found is not None and not self._delivery.offer(found):
            self._overflows += 1
            raise OverflowError("call events come faster than they are worked off")
