"""FreeSWITCH events to call events: pure, one function per event name, in one table.

Whose leg it is shows in the channel variable ``dialer_role``. A transfer leg only tells that it
was created and that it ended; everything else a call event says is about the contact's leg. DTMF
and BACKGROUND_JOB carry no channel variables: they are known by their UUID alone, which is the
attempt's id, because the dialer chose it.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from esl_dialer.core.agents.events import (
    AgentEvent,
    HandOverRefused,
    LegIdle,
    LegParked,
    PersonWaits,
)
from esl_dialer.core.calls.events import (
    Answered,
    Bridged,
    CallEvent,
    Created,
    Ended,
    KeyPressed,
    MessageStarted,
    PlacementAccepted,
    PlacementFailed,
    Ringing,
)
from esl_dialer.core.words import LegRole, Step
from esl_dialer.esl.frames import Event, EventError

UNREADABLE_REPLY = "INVALID_MSG_UNSPECIFIED"
"""The cause of a job that failed without naming one, as ``-USAGE: ...`` does (Q.850 cause 95)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_KEYS = "none"
"""What ``digits_dialed`` holds when no key was pressed."""

Get = Callable[[str], str]
"""A channel variable by name, empty when there is none."""


def call_event(event: Event) -> CallEvent | AgentEvent | None:
    """What the event means for a call or an agent; None when nothing. EventError: an identity is
    missing."""
    read = _READERS.get(event.name)
    return read(event) if read else None


def instant(microseconds: str) -> datetime | None:
    """FreeSWITCH's instants: microseconds since 1970 UTC; ``0``, empty and nonsense are none."""
    if not (microseconds.isascii() and microseconds.isdigit()) or len(microseconds) > 17:
        return None
    return _EPOCH + timedelta(microseconds=int(microseconds)) if int(microseconds) else None


def ended(leg: str, at: datetime, cause: str, get: Get, *, from_record: bool = False) -> Ended:
    """The end of a channel from its variables: the same in the event and in the detail record."""
    keys = get("digits_dialed")
    return Ended(
        leg=leg,
        at=at,
        cause=cause,
        sip_status=_status(get("sip_term_status") or get("sip_invite_failure_status")),
        ringing_at=_earlier(get("progress_uepoch"), get("progress_media_uepoch")),
        answered_at=instant(get("answer_uepoch")),
        bridged_at=instant(get("bridge_uepoch")),
        step=_step(get("dialer_step")),
        terminator=get("playback_terminator_used"),
        keys="" if keys == _NO_KEYS else keys,
        from_record=from_record,
    )


def _leg(event: Event) -> str:
    return _required(event, "Unique-ID")


def _required(event: Event, name: str) -> str:
    value = event.get(name)
    if not value:
        raise EventError(f"{event.name} without {name}")
    return value


def _at(event: Event, *names: str) -> datetime:
    """The first of the instants named that is one; else when the event was raised."""
    for name in (*names, "Event-Date-Timestamp"):
        found = instant(event.get(name))
        if found is not None:
            return found
    raise EventError(f"{event.name} without an instant")


def _of_contact(event: Event) -> bool:
    return event.variable("dialer_role") not in _OTHERS


_OTHERS = frozenset({LegRole.TRANSFER, LegRole.AGENT})
"""Whose legs are no attempts."""


def _created(event: Event) -> CallEvent | None:
    return Created(_leg(event), _at(event, "Caller-Channel-Created-Time"))


def _ringing(event: Event) -> CallEvent | None:
    if not _of_contact(event):
        return None
    return Ringing(_leg(event), _at(event, "Caller-Channel-Progress-Time"))


def _early_media(event: Event) -> CallEvent | None:
    if not _of_contact(event):
        return None
    return Ringing(_leg(event), _at(event, "Caller-Channel-Progress-Media-Time"), early_media=True)


def _answered(event: Event) -> CallEvent | None:
    if not _of_contact(event):
        return None
    return Answered(_leg(event), _at(event, "Caller-Channel-Answered-Time"))


def _playback(event: Event) -> CallEvent | None:
    """The message is the only sound played before a later step is marked; then comes silence."""
    silent = event.get("Playback-File-Path").startswith(_SILENCE)
    before_end = _step(event.variable("dialer_step")) in _BEFORE_MESSAGE_END
    if silent or not before_end or not _of_contact(event):
        return None
    return MessageStarted(_leg(event), _at(event))


_SILENCE = "silence_stream://"
_BEFORE_MESSAGE_END = frozenset({Step.NONE, Step.MESSAGE})


def _key(event: Event) -> CallEvent | None:
    return KeyPressed(_leg(event), _at(event), _required(event, "DTMF-Digit"))


def _bridged(event: Event) -> CallEvent | None:
    """Raised once, on the leg that asked for the bridge: the contact's, or an agent's."""
    leg = _leg(event)
    ends = {_required(event, "Bridge-A-Unique-ID"), _required(event, "Bridge-B-Unique-ID")} - {leg}
    if len(ends) != 1:
        raise EventError("CHANNEL_BRIDGE between other legs than its own")
    other = ends.pop()
    if not _of_contact(event):
        leg, other = other, leg
    return Bridged(leg, _at(event), other)


def _hangup(event: Event) -> CallEvent | None:
    event = event.decoded()

    def get(name: str) -> str:
        return event.variable(name) or event.get(_CALLER_TIMES.get(name, ""))

    cause = event.get("Hangup-Cause") or event.variable("hangup_cause")
    return ended(_leg(event), _at(event, "Caller-Channel-Hangup-Time"), cause, get)


_CALLER_TIMES = {
    "progress_uepoch": "Caller-Channel-Progress-Time",
    "progress_media_uepoch": "Caller-Channel-Progress-Media-Time",
    "answer_uepoch": "Caller-Channel-Answered-Time",
    "bridge_uepoch": "Caller-Channel-Bridged-Time",
}


def _parked(event: Event) -> AgentEvent | None:
    if event.variable("dialer_role") != LegRole.AGENT:
        return None
    return LegParked(_leg(event), _at(event))


def _application(event: Event) -> AgentEvent | None:
    """Raised by ``event`` of the dialer's own flows."""
    told = event.get(_LEG_HEADER)
    if told == "waiting":
        return PersonWaits(_leg(event), _at(event))
    return LegIdle(_leg(event), _at(event)) if told == "idle" else None


_LEG_HEADER = "Dialer-Leg"


def _refused_hand_over(event: Event) -> AgentEvent | None:
    words, reply = event.get("Job-Command-Arg").split(), event.body.strip()
    if len(words) != 2 or not reply.startswith("-ERR"):
        return None
    return HandOverRefused(words[0], _at(event), words[1])


def _job(event: Event) -> CallEvent | AgentEvent | None:
    """Every client hears every job's end: whose it is shows in the Job-UUID."""
    if event.get("Job-Command") == "uuid_bridge":
        return _refused_hand_over(event)
    if event.get("Job-Command") != "originate":
        return None
    job, at, reply = _required(event, "Job-UUID"), _at(event), event.body.strip()
    if reply.startswith("+OK"):
        return PlacementAccepted(job, at)
    cause = reply.removeprefix("-ERR ")
    return PlacementFailed(job, at, cause if _is_cause(cause) else UNREADABLE_REPLY)


def _is_cause(text: str) -> bool:
    return text.replace("_", "").isalnum() and text.isascii() and text.isupper()


def _status(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 3 else 0


def _step(text: str) -> Step:
    return Step(text) if text in _STEPS else Step.NONE


_STEPS = frozenset(Step)


def _earlier(*microseconds: str) -> datetime | None:
    return min(filter(None, map(instant, microseconds)), default=None)


_READERS: dict[str, Callable[[Event], CallEvent | AgentEvent | None]] = {
    "CHANNEL_APPLICATION": _application,
    "CHANNEL_PARK": _parked,
    "CHANNEL_CREATE": _created,
    "CHANNEL_PROGRESS": _ringing,
    "CHANNEL_PROGRESS_MEDIA": _early_media,
    "CHANNEL_ANSWER": _answered,
    "PLAYBACK_START": _playback,
    "DTMF": _key,
    "CHANNEL_BRIDGE": _bridged,
    "CHANNEL_HANGUP_COMPLETE": _hangup,
    "BACKGROUND_JOB": _job,
}
