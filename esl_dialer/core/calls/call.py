"""A call, and what events do to it. The rules of this file:

- Events come late, twice and in another order: a call only moves forward, and ends once.
- The first key that means something decides, if it was pressed between answer and bridge.
- ``Ended`` carries the whole call, so a call of which nothing else was heard is settled rightly;
  where it and what was heard before differ, it is right.
- A refusal by the background job ends a call only if no channel was ever seen; otherwise the
  channel's own end follows and says more. It is believed even when it follows such a refusal.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from esl_dialer.core.calls.causes import Fault, another_gateway_may_help, gateway_failed, meaning_of
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
from esl_dialer.core.flows import FlowTraits
from esl_dialer.core.words import CallState, Outcome, Step

KEYS_KEPT = 32
"""So many keys of a call are kept: a person may lean on the telephone."""

_ORDER = {state: rank for rank, state in enumerate(CallState)}


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt's call. Durations in milliseconds; instants aware UTC."""

    attempt: str
    flow: FlowTraits
    message_ms: int
    state: CallState = CallState.CLAIMED
    created_at: datetime | None = None
    ringing_at: datetime | None = None
    answered_at: datetime | None = None
    message_at: datetime | None = None
    bridged_at: datetime | None = None
    ended_at: datetime | None = None
    step: Step = Step.NONE
    key: str = ""
    keys: str = ""
    cause: str = ""
    sip_status: int = 0

    @property
    def ended(self) -> bool:
        return self.state is CallState.ENDED

    @property
    def transfers(self) -> bool:
        """Whether the person asked for a representative, who takes a second channel."""
        return self.flow.keys.get(self.key) is Step.TRANSFER


def advance(call: Call, event: CallEvent) -> Call:
    """The call after the event; the same object when the event changes nothing."""
    if call.ended and not _still_tells(call, event):
        return call
    match event:
        case Created():
            return _forward(call, CallState.DIALING, created_at=event.at)
        case Ringing():
            return _forward(call, CallState.RINGING, ringing_at=event.at)
        case Answered() | PlacementAccepted():
            return _forward(call, CallState.ANSWERED, answered_at=event.at)
        case MessageStarted():
            return _forward(call, CallState.ANSWERED, message_at=event.at)
        case KeyPressed():
            return _pressed(call, event)
        case Bridged():
            return _forward(call, CallState.ANSWERED, bridged_at=event.at)
        case Ended():
            return _finished(call, event)
        case PlacementFailed():
            return _not_accepted(call, event)


def sent(call: Call) -> Call:
    """The switch has taken the command: it dials."""
    return _forward(call, CallState.DIALING)


def _still_tells(call: Call, event: CallEvent) -> bool:
    """An ended call still hears a late key, and the end of a channel after a refusal."""
    refused = call.created_at is None
    return isinstance(event, KeyPressed) or (refused and isinstance(event, Ended))


def _forward(call: Call, state: CallState, **seen: datetime) -> Call:
    """Keep the first instant seen of each kind, and never step back."""
    news = {name: at for name, at in seen.items() if getattr(call, name) is None}
    further = state if _ORDER[state] > _ORDER[call.state] else call.state
    if not news and further is call.state:
        return call
    return replace(call, state=further, **news)  # type: ignore[arg-type]


def _pressed(call: Call, event: KeyPressed) -> Call:
    """A key counts from answer to bridge, even when heard of after the end."""
    if call.bridged_at is not None and event.at >= call.bridged_at:
        return call
    if call.ended_at is not None and event.at > call.ended_at:
        return call
    if call.ended and call.keys:
        return call
    keys = call.keys + event.key
    key = call.key or call.flow.decided_by(keys)
    return replace(call, keys=keys[:KEYS_KEPT], key=key)


def _finished(call: Call, event: Ended) -> Call:
    heard_of = call.keys or (event.terminator if event.terminator in call.flow.keys else "")
    keys = event.keys if event.keys and event.bridged_at is None else heard_of
    return replace(
        call,
        state=CallState.ENDED,
        created_at=call.created_at or event.at,
        ringing_at=call.ringing_at or event.ringing_at,
        answered_at=event.answered_at or call.answered_at,
        bridged_at=event.bridged_at or call.bridged_at,
        ended_at=event.at,
        step=event.step,
        key=_decided(call, event),
        keys=keys[:KEYS_KEPT],
        cause=event.cause,
        sip_status=event.sip_status,
    )


def _decided(call: Call, event: Ended) -> str:
    """The key that the flow acted upon, as the end of the call tells it; else the one heard of.

    The step is asked first: a later playback (the acknowledgement) overwrites the terminator. Which
    of two keys confirmed and which decided is told by all of them alone.
    """
    if call.flow.confirmed_by:
        heard_of = call.flow.decided_by(event.keys) or call.key
    else:
        heard_of = call.flow.decided_by(event.terminator + event.keys + call.key)
    return call.flow.key_to(event.step) or heard_of


def _not_accepted(call: Call, event: PlacementFailed) -> Call:
    if call.created_at is not None:
        return call
    return replace(call, state=CallState.ENDED, ended_at=event.at, cause=event.cause)


def outcome_of(call: Call) -> Outcome:
    """How an ended call ended: total over (answered, bridged, step, key, cause).

    ``completed`` needs the step marker, no key, and an elapsed time of at least the message's
    length: a missing file also passes the marker, and a hangup also ends the playback.
    """
    if call.answered_at is None:
        rang = call.ringing_at is not None
        return meaning_of(call.cause, rang=rang, sip_status=call.sip_status).outcome
    if call.bridged_at is not None:
        return Outcome.TRANSFERRED
    by_key = call.flow.keys.get(call.key, call.step)
    if by_key in _BY_STEP:
        return _BY_STEP[by_key]
    return Outcome.COMPLETED if call.step is Step.HEARD and heard(call) else Outcome.HUNG_UP


_BY_STEP = {
    Step.TRANSFER: Outcome.TRANSFER_FAILED,
    Step.APOLOGY: Outcome.TRANSFER_FAILED,
    Step.WRONG_PERSON: Outcome.WRONG_PERSON,
    Step.ABANDONED: Outcome.ABANDONED,
}


def heard(call: Call) -> bool:
    """Whether the person was on the line for the whole message: what contact caps count."""
    if call.answered_at is None or call.ended_at is None or call.message_ms <= 0:
        return False
    if call.step is Step.CONFIRM:
        return False
    began = (call.message_at if call.flow.confirmed_by else None) or call.answered_at
    end = call.bridged_at or call.ended_at
    return (end - began).total_seconds() * 1000 >= call.message_ms


def number_is_bad(call: Call) -> bool:
    """Whether the network said that this number does not exist."""
    return call.answered_at is None and meaning_of(call.cause, rang=False).fault is Fault.NUMBER


def fails_over(call: Call) -> bool:
    """Whether this ended call may be placed again at once, through another gateway."""
    return call.answered_at is None and another_gateway_may_help(
        call.cause,
        channel=call.created_at is not None,
        rang=call.ringing_at is not None,
        sip_status=call.sip_status,
    )


def failed_by_gateway(call: Call) -> bool:
    """Whether this call ended, unanswered and without ringing, by its gateway's own fault."""
    return (
        call.ended
        and call.answered_at is None
        and gateway_failed(
            call.cause,
            channel=call.created_at is not None,
            rang=call.ringing_at is not None,
            sip_status=call.sip_status,
        )
    )


def gateway_worked_at(call: Call) -> datetime | None:
    """When this call first showed that its gateway works: it rang, or the far end said something
    of its own. None when it showed nothing yet: silence until the ringing time is over, say."""
    heard_at = call.ringing_at or call.answered_at
    if heard_at is None and call.ended and call.sip_status and not failed_by_gateway(call):
        return call.ended_at
    return heard_at
