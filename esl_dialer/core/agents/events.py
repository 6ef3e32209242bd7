"""What the switch tells of agents' legs and of people who wait for one, beside call events."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LegIdle:
    """An agent's leg is up, and with nobody."""

    leg: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonWaits:
    """A person who answered waits for an agent: from now on the two can be bridged."""

    leg: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LegParked:
    """A hand-over was cancelled: the leg is left in silence, and must be sent back."""

    leg: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandOverRefused:
    """The switch did not begin the hand-over: one of the two was gone. ``leg`` is the agent's."""

    leg: str
    at: datetime
    person: str


AgentEvent = LegIdle | PersonWaits | LegParked | HandOverRefused
