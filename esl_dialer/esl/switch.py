"""The switch as the engine sees it. Read this and you know all the dialer asks of FreeSWITCH.

``esl.client.EslSwitch`` is the real thing (for a real FreeSWITCH and for the simulator alike);
``tests/fakes.py`` drives the simulator's core in the same process behind the same interface. Both
pass the same contract tests.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from esl_dialer.core.agents.events import AgentEvent
from esl_dialer.core.agents.handing_over import ChannelLook
from esl_dialer.core.calls.events import CallEvent
from esl_dialer.core.says import Says, SaysError, verbatim

CONTEXT = "dialer"
"""Of the dialplan: where the flows are."""

SwitchEvent = CallEvent | AgentEvent


class SwitchError(SaysError):
    """The switch could not be asked, or did not answer. Never means "no" or "nothing".

    What people can mend is a sentence; what only engineers read is a text as it is.
    """

    def __init__(self, why: Says | str = "") -> None:
        super().__init__(why if isinstance(why, Says) else verbatim(why))


class SwitchLost(SwitchError):
    """The connection is gone. What was sent may or may not have been done: reconcile."""


class SwitchTimeout(SwitchError):
    """No reply before the deadline. What was sent may or may not have been done: reconcile."""


class SwitchSilent(SwitchTimeout):
    """What listens at the address has accepted the connection, and not said a word."""


class SwitchRefused(SwitchError):
    """The switch answered ``-ERR``: the command was not done. The text is the switch's own."""


class NotSent(SwitchError):
    """Certain that not one byte of the command was written: nothing can have been done."""


@dataclass(frozen=True, slots=True)
class Originate:
    """One call to place. ``attempt`` becomes the channel's UUID and the background job's UUID."""

    attempt: str
    dial_string: str
    """Without variables, the number filled in: ``sofia/gateway/carrier/14165550100``."""
    extension: str
    """Where the answered call goes, in ``context``: the name of a flow in ``ivr``."""
    variables: Mapping[str, str] = field(default_factory=dict)
    context: str = CONTEXT
    valid_until: datetime | None = None
    """Not to be written after this instant (the caller's lease ends): NotSent then."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A live channel as ``show channels`` or a detail of it tells; ``answered`` may lag."""

    uuid: str
    state: str
    answered: bool
    mark: str = ""
    """The dialer's own, ``dialer-cCAMPAIGN-rRECORD-``; of others' channels whatever they set."""


@dataclass(frozen=True, slots=True)
class SwitchInfo:
    """``core`` is the Core-UUID: another one means that FreeSWITCH was restarted."""

    core: str
    version: str
    simulated: bool


class Switch(Protocol):
    """All methods may raise SwitchError; none blocks longer than its deadline (seconds)."""

    @property
    def up(self) -> bool:
        """Connected, authenticated and subscribed; False from the instant the link is lost, and
        while a command has had no reply for too long."""

    def info(self) -> SwitchInfo:
        """Which switch this is. Raises SwitchLost while not connected."""

    def originate(self, call: Originate) -> None:
        """Hand one call to the switch; returns once it was taken, not when it is answered.

        What becomes of it arrives as call events. NotSent: certainly not placed. SwitchRefused:
        the command itself was refused. SwitchLost, SwitchTimeout: unknown, the call may be there.
        """

    def channels(self) -> list[Channel]:
        """Every live channel, asked on the second connection. An error is never an empty list."""

    def exists(self, uuid: str) -> bool:
        """Whether that channel lives now, asked on the second connection."""

    def variables(self, uuid: str) -> Mapping[str, str]:
        """Of a channel that lives, asked on the second connection; empty when there is none."""

    def gateway_up(self, name: str) -> bool:
        """Whether the switch would send calls to that gateway, asked on the second connection."""

    def hangup(self, uuid: str, cause: str = "NORMAL_CLEARING") -> bool:
        """End a channel. False when there was none."""

    def bridge(self, leg: str, person: str) -> None:
        """Let an agent's leg and a person talk; returns once the command was taken. Raises as
        ``originate``. What becomes of it arrives as events."""

    def send_to(self, uuid: str, flow: str) -> None:
        """Send a channel to the beginning of a flow; returns once the command was taken. Raises as
        ``originate``."""

    def play(self, uuid: str, sound: str) -> None:
        """Let a leg that talks hear this instead, until ``stop_playing``. Raises as ``bridge``."""

    def stop_playing(self, uuid: str) -> None:
        """End what is played to a leg. Raises as ``bridge``."""

    def mute(self, uuid: str) -> None:
        """Nothing that the leg says is heard, until ``unmute``. Raises as ``bridge``."""

    def unmute(self, uuid: str) -> None:
        """Raises as ``bridge``."""

    def press(self, uuid: str, keys: str) -> None:
        """Send keys to the far end of a leg. Raises as ``bridge``."""

    def look(self, uuid: str) -> ChannelLook | None:
        """How a channel is now, asked on the second connection; None: there is none."""

    def listen(
        self, on_event: Callable[[SwitchEvent], None], on_link: Callable[[bool], None]
    ) -> None:
        """Where call events and the link's ups and downs go. Neither callback may block."""
