"""What all parts of the simulated switch share: its state, its instant, its events, its notes."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from esl_dialer.core.words import LegRole
from esl_dialer.runtime.logs import line
from esl_dialer.simulator.carrier import national
from esl_dialer.simulator.channel import Channel
from esl_dialer.simulator.figures import atoi
from esl_dialer.simulator.headers import (
    channel_headers,
    core_headers,
    instant,
    other_leg_headers,
    tick,
    variable_headers,
)
from esl_dialer.simulator.socket.event import Event
from esl_dialer.simulator.timers import Timer, Timers
from esl_dialer.simulator.trunks import GATEWAYS, Trunk

log = logging.getLogger(__name__)

MS = 1000
SECOND = 1_000_000
VERSION = "1.11.3-dev-simulated"


@dataclass(frozen=True, slots=True)
class Settings:
    """``sps``: sessions per second; FreeSWITCH lets one less through, and so does this."""

    password: str
    sps: int = 1000
    max_sessions: int = 20_000
    gateways: Mapping[str, Trunk] = field(default_factory=lambda: dict(GATEWAYS))
    every_gateway: bool = False
    """Any name is a gateway that works: it stands for whatever an installation has."""
    every_user: bool = False
    """Any ``user/NAME`` is a telephone that is registered: an agent's."""
    profiles: frozenset[str] = frozenset({"internal", "external"})
    hostname: str = "simulator"
    heartbeat_seconds: int = 20


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the witness log, to be written before anything that follows is sent."""

    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DetailRecord:
    """A call detail record to be written as the file ``name``."""

    name: str
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Stretch:
    """``samples`` of a sound file, from ``skipped`` samples on; of silence without a ``file``."""

    samples: int
    file: str = ""
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """A recording that is over, to be written at ``path``: 16 bits, 8000 Hz.

    ``plays`` says of each of its channels whether the stretches are on it: it is silent otherwise.
    A ``discarded`` one is taken away.
    """

    path: str
    stretches: tuple[Stretch, ...]
    plays: tuple[bool, ...]
    discarded: bool = False


Effect = Note | DetailRecord | RecordedFile


class Subscriber(Protocol):
    def wants(self, name: str) -> bool:
        """Whether events of this name are to be made for it."""

    def take(self, event: Event) -> None: ...


@dataclass(slots=True)
class Core:
    """``now`` is microseconds since the epoch. ``sound_ms`` tells a file's length, or None."""

    settings: Settings
    now: int
    new_id: Callable[[], str]
    sound_ms: Callable[[str], int | None]
    make_recording: Callable[[str], bool]
    """Makes the file of a recording that begins; False when it can't be made."""
    dials: Counter[tuple[str, LegRole]]
    """How often each number was dialed, in each role, before and in this run."""
    applications: Mapping[str, Callable[["Core", Channel, str], bool]]
    give_up: Callable[["Core", Channel], None]
    """Ends a channel of which nothing is certain any more."""
    id: str = ""
    started: int = 0
    sps: int = 0
    max_sessions: int = 0
    paused: bool = False
    stopped: bool = False
    """Shut down: nothing more will happen."""
    trunks: dict[str, Trunk] = field(default_factory=dict)
    """The gateways and how they are now."""
    channels: dict[str, Channel] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    """The switch's own, as ``global_setvar`` set them."""
    timers: Timers = field(default_factory=Timers)
    subscribers: list[Subscriber] = field(default_factory=list)
    out: list[Effect] = field(default_factory=list)
    sequence: int = 0
    sessions: "count[int]" = field(default_factory=lambda: count(1))
    tasks: "count[int]" = field(default_factory=lambda: count(3))
    """Numbers of what is scheduled, behind those of a FreeSWITCH's own two."""
    sessions_so_far: int = 0
    peak: int = 0
    second: int = 0
    allowance: int = 0
    in_second: int = 0
    """Sessions allowed, and asked for, in the current second of the switch's life."""
    busiest: int = 0
    """Sessions asked for in the busiest second so far."""
    log_level: int = -1

    def __post_init__(self) -> None:
        self.id = self.id or self.new_id()
        self.started = self.now
        self.trunks = dict(self.settings.gateways)
        self.sps = self.allowance = self.settings.sps
        self.max_sessions = self.settings.max_sessions

    @property
    def tick(self) -> int:
        """The instant as the switch stamps it: its clock ticks at 20 ms."""
        return tick(self.now)

    def trunk(self, gateway: str) -> Trunk | None:
        """How that gateway is; None: there is none of that name."""
        return self.trunks.get(gateway, Trunk.WORKS if self.settings.every_gateway else None)

    def after(self, microseconds: int, act: Callable[[], None]) -> Timer:
        return self.timers.set(self.now + microseconds, act)

    def for_channel(self, channel: Channel, microseconds: int, act: Callable[[], None]) -> Timer:
        """As ``after``, forgotten when the channel ends.

        What goes wrong in it is that channel's end, and no other's.
        """

        def guarded() -> None:
            try:
                act()
            except Exception:
                log.exception(line("simulator.call_failed", uuid=channel.uuid))
                self.give_up(self, channel)

        timer = self.after(microseconds, guarded)
        channel.timers.append(timer)
        return timer

    def emit(
        self,
        name: str,
        channel: Channel | None = None,
        extra: Mapping[str, str] | None = None,
        body: str | None = None,
        *,
        first: Mapping[str, str] | None = None,
        given: Mapping[str, str] | None = None,
    ) -> None:
        """Tell the subscribers; the event is only made when one of them wants it.

        ``given`` stands before the event's own headers, ``first`` before the channel's, ``extra``
        at the end.
        """
        self.sequence += 1
        takers = [subscriber for subscriber in self.subscribers if subscriber.wants(name)]
        if not takers:
            return
        headers = {**(given or {}), **self._headers(name), **(first or {})}
        if channel is not None:
            headers |= channel_headers(channel) | other_leg_headers(channel)
            headers |= variable_headers(channel) if name not in _WITHOUT_VARIABLES else {}
        doubled = "Hangup-Cause" if name == "CHANNEL_HANGUP_COMPLETE" else ""
        event = Event(name, headers | dict(extra or {}), body, doubled)
        for subscriber in takers:
            subscriber.take(event)

    def _headers(self, name: str) -> dict[str, str]:
        settings = self.settings
        return core_headers(name, self.id, settings.hostname, self.now, self.sequence)

    def note(self, event: str, channel: Channel, **fields: object) -> None:
        at = instant(self.now).isoformat(timespec="microseconds")
        head = {"at": at, "event": event, "uuid": channel.uuid, "number": channel.number}
        self.out.append(Note(head | {"role": channel.role} | fields))

    def dialed(self, number: str, role: LegRole, given: str) -> int:
        """How many times, this one included, ``number`` was dialed: as given, else as counted."""
        key = (national(number), role)
        self.dials[key] = max(0, atoi(given)) or self.dials[key] + 1
        return self.dials[key]


_WITHOUT_VARIABLES = frozenset(
    {"DTMF", "CHANNEL_STATE", "CHANNEL_CALLSTATE", "CHANNEL_OUTGOING", "CODEC"}
)
