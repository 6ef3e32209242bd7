"""A channel: one leg of a call, as the simulated switch keeps it."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from esl_dialer.core.words import LegRole
from esl_dialer.simulator.carrier_table import Behaviour
from esl_dialer.simulator.timers import Timer
from ivr.flows import Action


class State(StrEnum):
    """FreeSWITCH's channel states that an outbound leg passes through."""

    NONE = "CS_NONE"
    INIT = "CS_INIT"
    ROUTING = "CS_ROUTING"
    CONSUME_MEDIA = "CS_CONSUME_MEDIA"
    SOFT_EXECUTE = "CS_SOFT_EXECUTE"
    EXECUTE = "CS_EXECUTE"
    EXCHANGE_MEDIA = "CS_EXCHANGE_MEDIA"
    PARK = "CS_PARK"
    HANGUP = "CS_HANGUP"
    REPORTING = "CS_REPORTING"
    DESTROY = "CS_DESTROY"


STATE_NUMBER = {
    State.NONE: 1,
    State.INIT: 2,
    State.ROUTING: 2,
    State.CONSUME_MEDIA: 7,
    State.SOFT_EXECUTE: 3,
    State.EXECUTE: 4,
    State.EXCHANGE_MEDIA: 5,
    State.PARK: 6,
    State.HANGUP: 10,
    State.REPORTING: 11,
    State.DESTROY: 12,
}


class CallState(StrEnum):
    """FreeSWITCH's call states, as ``Channel-Call-State`` and ``show channels`` name them."""

    DOWN = "DOWN"
    RINGING = "RINGING"
    EARLY = "EARLY"
    ACTIVE = "ACTIVE"
    HELD = "HELD"
    UNHELD = "UNHELD"
    RING_WAIT = "RING_WAIT"
    HANGUP = "HANGUP"


def _nothing() -> None:
    """For an application that has nothing to do then."""


@dataclass(slots=True, eq=False)
class Running:
    """An application that a channel is in, over the one it interrupted."""

    app: str
    data: str
    id: str
    id_name: str = ""
    beneath: "Running | None" = None
    """What goes on when this one is complete."""
    stop: Callable[[], None] | None = None
    """Ends it early: on hangup or transfer."""
    cut: Callable[[], None] | None = None
    """Ends it as ``uuid_break`` does."""
    suspend: Callable[[], None] = _nothing
    resume: Callable[[], None] = _nothing
    """While another application runs over it, it does not go on."""
    after: Callable[[], None] = _nothing
    """Told when it is complete."""
    on_key: Callable[[str], None] | None = None
    on_waiting_key: Callable[[], None] = _nothing
    """Told of a key that nothing listens to: it waits for the next that does."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something to do on a channel, asked from outside: ``sendmsg`` and ``uuid_broadcast``.

    Without an ``action`` the channel is hung up, for ``cause``. One that ``locks`` keeps the
    following ones waiting until it is done. ``loops`` below 0: again and again. ``id`` becomes the
    application's. Milliseconds pass before it begins. ``given`` is it as it was given.
    """

    action: Action | None = None
    cause: str = "NORMAL_CLEARING"
    locks: bool = False
    loops: int = 1
    id: str = ""
    id_name: str = ""
    lead_ms: int = 0
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Sound:
    """``file`` is played to a channel from ``since`` on, ``skipped`` into it, in microseconds.

    ``until`` 0: it still is.
    """

    file: str
    since: int
    skipped: int
    until: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a recording, in microseconds since the epoch; silence where it is masked."""

    since: int
    until: int
    masked: bool


@dataclass(slots=True)
class Recording:
    """Goes on since ``since``, microseconds since the epoch; before that it has ``spans``.

    ``plays`` says of each channel of its file whether what is played to the far end is on it.
    """

    since: int
    plays: tuple[bool, ...]
    shortest_s: int
    given: Mapping[str, str]
    """Variables given with it, told with its events."""
    bridged_only: bool = False
    """What comes before and after a bridge is left out."""
    paused: bool = False
    masked: bool = False
    spans: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Stamps:
    """Microseconds since the epoch; 0: not yet, or never."""

    created: int
    progress: int = 0
    progress_media: int = 0
    answered: int = 0
    bridged: int = 0
    ended: int = 0


@dataclass(slots=True)
class Channel:
    uuid: str
    session_id: int
    name: str
    number: str
    behaviour: Behaviour
    nth: int
    role: LegRole
    variables: dict[str, str]
    stamps: Stamps
    on_ring: Callable[["Channel"], None]
    on_answer: Callable[["Channel"], None]
    on_hangup: Callable[["Channel"], None]
    """Told between the end of the call and the end of the channel."""
    on_gone: Callable[["Channel"], None]
    originator: "Channel | None" = None
    """The leg that bridged to this one; None for a leg that ``originate`` made."""
    state: State = State.NONE
    call_state: CallState = CallState.DOWN
    cause: str = ""
    peer: "Channel | None" = None
    running: Running | None = None
    """The innermost application."""
    messages: deque[Message] = field(default_factory=deque)
    """Asked for, not yet begun."""
    hearing: bool = False
    """The messages are being gone through."""
    locked: bool = False
    """A message that locks is being obeyed."""
    stopping: bool = False
    """Everything that runs is being stopped: nothing new begins."""
    queue: deque[Action] = field(default_factory=deque)
    digits: str = ""
    """Every key pressed after the answer."""
    waiting_keys: str = ""
    """Pressed while nothing was listening."""
    timers: list[Timer] = field(default_factory=list)
    apps: list[tuple[str, str, int]] = field(default_factory=list)
    """What was executed: application, data, instant."""
    tasks: list[Mapping[str, str]] = field(default_factory=list)
    """Scheduled for it, as they were told."""
    recordings: dict[str, Recording] = field(default_factory=dict)
    """By the file named."""
    sounds: list[Sound] = field(default_factory=list)
    """What was played to it, in order."""
    displaced: set[str] = field(default_factory=set)
    """Files played in place of what the channel says."""
    destination: str = ""
    dialplan: str = ""
    """Of the extension it was sent to; empty while it was sent to none."""
    context: str = "default"
    in_dialplan: bool = False
    """It executes, or did: from then on caller and callee are swapped."""

    @property
    def alive(self) -> bool:
        return not self.cause

    @property
    def answered(self) -> bool:
        return bool(self.stamps.answered)

    @property
    def has_media(self) -> bool:
        return bool(self.stamps.answered or self.stamps.progress_media)

    def variable(self, name: str) -> str | None:
        """A variable, by its name in any case."""
        if name in self.variables:
            return self.variables[name]
        return next((v for n, v in self.variables.items() if n.lower() == name.lower()), None)

    @property
    def caller_name(self) -> str:
        return self.variables.get("origination_caller_id_name", "")

    @property
    def caller_number(self) -> str:
        return self.variables.get("origination_caller_id_number", "0000000000")
