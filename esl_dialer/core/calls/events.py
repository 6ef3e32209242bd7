"""What the switch tells about a call, as values: the tracker's only input.

``leg`` is the channel's UUID. For the contact's leg it equals the attempt's id, because the dialer
chose it (``origination_uuid``). Instants are aware UTC, as stamped by the switch.
"""

from dataclasses import dataclass
from datetime import datetime

from esl_dialer.core.words import Step


@dataclass(frozen=True, slots=True)
class Created:
    """The channel exists: the switch has taken the attempt."""

    leg: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ringing:
    """The far end rings (SIP 180), or sends early media (SIP 183)."""

    leg: str
    at: datetime
    early_media: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    leg: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageStarted:
    """The first application of the flow began to play the record's message."""

    leg: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A DTMF key of the person called. Counts from answer to bridge only."""

    leg: str
    at: datetime
    key: str


@dataclass(frozen=True, slots=True)
class Bridged:
    """The contact and the representative hear each other; ``other`` is the representative's leg."""

    leg: str
    at: datetime
    other: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The channel is gone. Holds the whole call, so that it alone can settle an attempt.

    Made from CHANNEL_HANGUP_COMPLETE, or from the switch's call detail record for a call whose end
    nobody heard. ``keys`` is ``digits_dialed`` (all keys of the call, in order, those pressed in a
    representative's menu too); ``terminator`` is ``playback_terminator_used``. ``sip_status`` is 0
    when the far end sent none.
    """

    leg: str
    at: datetime
    cause: str
    sip_status: int = 0
    ringing_at: datetime | None = None
    answered_at: datetime | None = None
    bridged_at: datetime | None = None
    step: Step = Step.NONE
    terminator: str = ""
    keys: str = ""
    from_record: bool = False
    """True when read from a call detail record and not heard as an event."""


@dataclass(frozen=True, slots=True)
class PlacementFailed:
    """The background job of ``originate`` said ``-ERR CAUSE``: no call was answered."""

    leg: str
    at: datetime
    cause: str


@dataclass(frozen=True, slots=True)
class PlacementAccepted:
    """The background job of ``originate`` said ``+OK``: the call was answered."""

    leg: str
    at: datetime


CallEvent = (
    Created
    | Ringing
    | Answered
    | MessageStarted
    | KeyPressed
    | Bridged
    | Ended
    | PlacementFailed
    | PlacementAccepted
)
