"""True calls, and what a switch tells of them: events in order, and the end that says it all."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from esl_dialer.core.calls.call import Call, advance
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
from esl_dialer.core.flows import LINK_BACK, MESSAGE_DROP
from esl_dialer.core.words import Step
from tests.core.calls.causes_of_freeswitch import NAMES

LEG = "00000000-0000-4000-8000-000000000001"
START = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
MESSAGE_MS = 5000
PAUSE_MS = 6000


def at(ms: int) -> datetime:
    """So many milliseconds after the start."""
    return START + timedelta(milliseconds=ms)


@dataclass(frozen=True)
class Story:
    """``told`` holds every event but the end, in order; ``end`` says the whole of it."""

    interactive: bool
    told: tuple[CallEvent, ...]
    end: Ended

    def call(self) -> Call:
        return Call(LEG, LINK_BACK if self.interactive else MESSAGE_DROP, MESSAGE_MS)


def replay(call: Call, events: Iterable[CallEvent]) -> Call:
    for event in events:
        call = advance(call, event)
    return call


@st.composite
def unanswered(draw: st.DrawFn) -> Story:
    """A call that nobody took: it may ring first, and ends for any cause."""
    cause = draw(st.sampled_from(sorted(NAMES)))
    rings = draw(st.booleans())
    rung = at(40) if rings else None
    told: list[CallEvent] = [Created(LEG, at(0))]
    if rings:
        told.append(Ringing(LEG, at(40), early_media=draw(st.booleans())))
    told.append(PlacementFailed(LEG, at(520), cause))
    end = Ended(LEG, at(500), cause, ringing_at=rung, sip_status=draw(st.sampled_from([0, 486])))
    return Story(draw(st.booleans()), tuple(told), end)


@st.composite
def answered(draw: st.DrawFn) -> Story:
    """A person who listens, hangs up or presses keys, on either kind of campaign."""
    return draw(st.one_of(_listening(), _pressing()))


def stories() -> st.SearchStrategy[Story]:
    return st.one_of(unanswered(), answered())


def _beginning() -> list[CallEvent]:
    return [
        Created(LEG, at(0)),
        Ringing(LEG, at(20)),
        Answered(LEG, at(300)),
        PlacementAccepted(LEG, at(320)),
        MessageStarted(LEG, at(310)),
    ]


def _presses(keys: str, first: int) -> list[CallEvent]:
    return [KeyPressed(LEG, at(first + 10 * i), key) for i, key in enumerate(keys)]


@st.composite
def _listening(draw: st.DrawFn) -> Story:
    """No key that means anything: to the end, or hung up before it."""
    interactive = draw(st.booleans())
    keys = draw(st.text(alphabet="3456789*#" if interactive else "0123456789*#", max_size=3))
    heard = draw(st.booleans())
    seconds = draw(st.integers(300 + MESSAGE_MS, 20_000) if heard else st.integers(340, 5000))
    end = Ended(
        LEG,
        at(seconds),
        "NORMAL_CLEARING",
        ringing_at=at(20),
        answered_at=at(300),
        step=Step.HEARD if heard else Step.MESSAGE,
        keys=keys,
    )
    return Story(interactive, tuple(_beginning() + _presses(keys, 330)), end)


@st.composite
def _pressing(draw: st.DrawFn) -> Story:
    """A key that decides, after and before others; 1 may reach a representative, with her menu."""
    before = draw(st.text(alphabet="39*", max_size=2))
    key = draw(st.sampled_from("12"))
    after = draw(st.text(alphabet="129#", max_size=3))
    bridged = key == "1" and draw(st.booleans())
    steps = {"1": [Step.MESSAGE, Step.HEARD, Step.TRANSFER, Step.APOLOGY]}
    step = draw(st.sampled_from(steps.get(key, [Step.MESSAGE, Step.HEARD, Step.WRONG_PERSON])))
    told = _beginning() + _presses(before + key, 900)
    if bridged:
        step = Step.TRANSFER
        told.append(Bridged(LEG, at(4000), "other"))
    told += _presses(after, 5000 if bridged else 1000)
    end = Ended(
        LEG,
        at(9000),
        "NORMAL_CLEARING",
        ringing_at=at(20),
        answered_at=at(300),
        bridged_at=at(4000) if bridged else None,
        step=step,
        terminator="" if step in {Step.APOLOGY, Step.WRONG_PERSON} else key,
        keys=before + key + after,
    )
    return Story(True, tuple(told), end)


def lb() -> Call:
    return Call(LEG, LINK_BACK, MESSAGE_MS)


def md() -> Call:
    return Call(LEG, MESSAGE_DROP, MESSAGE_MS)


def an_end(**changes: object) -> Ended:
    """An answered call, heard for six seconds."""
    whole = Ended(LEG, at(6300), "NORMAL_CLEARING", answered_at=at(300), step=Step.HEARD)
    return replace(whole, **changes)
