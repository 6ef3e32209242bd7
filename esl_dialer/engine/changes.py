"""What news do to an open call. Pure: nothing is written here."""

from dataclasses import dataclass, replace
from datetime import datetime

from esl_dialer.core.calls.call import advance, outcome_of, sent
from esl_dialer.core.calls.events import (
    Answered,
    CallEvent,
    Created,
    KeyPressed,
    MessageStarted,
    PlacementAccepted,
    Ringing,
)
from esl_dialer.core.words import Outcome
from esl_dialer.store.calls.attempts import Tracked


@dataclass(frozen=True, slots=True)
class Sent:
    """The switch has taken the command."""

    leg: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Never sent, for a reason: the record is free again."""

    leg: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The reconciler's verdict on an attempt of which the switch knows nothing any more."""

    leg: str
    at: datetime
    outcome: Outcome


News = CallEvent | Sent | Withdrawn | Closed

_CAN_WAIT = (Sent, Created, Ringing, PlacementAccepted, Answered, MessageStarted)


def can_wait(news: News) -> bool:
    """Whether it says of an open call only how far it has come: nothing follows from that but what
    people see. Its end, a key and a bridge free a place, or take one."""
    return isinstance(news, _CAN_WAIT)


@dataclass(frozen=True, slots=True)
class Change:
    """What a batch of news did to one call. ``settle`` is None while the call goes on.

    ``channel``: its channel was not known before. ``by_another``: it was settled already, by
    another hand, and nothing of this was written.
    """

    tracked: Tracked
    sent_at: datetime | None = None
    settle: tuple[Outcome, str] | None = None
    channel: bool = False
    by_another: bool = False


def digest(held: Change, news: News) -> Change:
    """The change after the news; the same object when it says nothing new. Pure."""
    if held.settle is not None and not isinstance(news, KeyPressed):
        return held
    match news:
        case Sent():
            return held if held.sent_at else _sent(held, news.at)
        case Withdrawn():
            return settled(held, news.at, Outcome.NOT_PLACED, news.why)
        case Closed() if news.outcome is Outcome.NOT_PLACED and held.tracked.seen:
            return held
        case Closed():
            return settled(held, news.at, news.outcome, held.tracked.call.cause)
        case _:
            return _advanced(held, news)


def _sent(held: Change, at: datetime) -> Change:
    tracked = replace(held.tracked, call=sent(held.tracked.call))
    return replace(held, tracked=tracked, sent_at=at)


def _advanced(held: Change, event: CallEvent) -> Change:
    call = advance(held.tracked.call, event)
    if call is held.tracked.call:
        return held
    settle = (outcome_of(call), call.cause) if call.ended else None
    tracked = replace(held.tracked, call=call)
    channel = held.channel or (tracked.seen and not held.tracked.seen)
    return replace(held, tracked=tracked, settle=settle, channel=channel)


def settled(held: Change, at: datetime, how: Outcome, cause: str) -> Change:
    call = replace(held.tracked.call, ended_at=held.tracked.call.ended_at or at)
    return replace(held, tracked=replace(held.tracked, call=call), settle=(how, cause))
