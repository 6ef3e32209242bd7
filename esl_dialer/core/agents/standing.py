"""An agent's state, and what each verb makes of it: one table, proven total.

A verb says what happened (``LEG_LOST``) or what somebody wants (``READY``). What the table says of
it is a state, or one of the few answers below. Nobody is left reserved: whatever becomes of a call,
``END`` leads out of it, and said twice it changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from esl_dialer.core.says import Says
from esl_dialer.core.words import AgentState

_S = AgentState


class Verb(StrEnum):
    READY = "ready"
    """They want calls."""
    PAUSE = "pause"
    PAUSE_SOON = "pause_soon"
    """As ``PAUSE``, but not before the calls that are being dialed for them are over."""
    LOG_OUT = "log_out"
    CALL_LEG = "call_leg"
    """Their phone is called again, by the engine."""
    LEG_UP = "leg_up"
    LEG_LOST = "leg_lost"
    PAGE_LOST = "page_lost"
    RESERVE = "reserve"
    """A call is theirs: its person answered, or is dialed for them alone. Without a call: several
    people are dialed for them, and one of these calls will be theirs."""
    CONNECT = "connect"
    """The person and they hear each other."""
    END = "end"
    """The call that is theirs has ended, or went to somebody else."""
    SUBMIT = "submit"
    """They said what became of the call."""
    HOLD = "hold"
    """The person hears music, and nobody the other."""
    RESUME = "resume"
    MUTE = "mute"
    """The person does not hear them."""
    UNMUTE = "unmute"


class Answer(StrEnum):
    """What a verb comes to that names no state."""

    SAME = "same"
    """Nothing changes: it is so already, or no matter."""
    AT_WORK = "at_work"
    """Waiting when their leg is up, else their phone is called; paused, if they asked for that."""
    AFTER = "after"
    """A pause that begins when the call is over and submitted."""
    IN_HAND = "in_hand"
    """The call goes on otherwise."""
    NO = "no"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agent stands. ``seq`` grows with every change: who writes compares it.

    ``held`` and ``muted`` are of a talk, and end with it. ``campaign`` and ``attempt`` are of the
    call that is theirs, until it is submitted; ``idle_since`` is when they last became free: the
    longest idle is first.
    """

    state: AgentState
    since: datetime
    leg_up: bool = False
    reason: str = ""
    pause_after: str = ""
    campaign: int = 0
    attempt: str = ""
    idle_since: datetime | None = None
    seq: int = 0
    held: bool = False
    """The person of the call hears music: so it is to be."""
    muted: bool = False

    @property
    def able(self) -> bool:
        """Whether who answers now may be given to them."""
        return self.state is _S.WAITING and self.leg_up

    @property
    def free(self) -> bool:
        """Whether somebody may be dialed for them."""
        return self.able and not self.pause_after


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a verb: why, and for which call."""

    reason: str = ""
    campaign: int = 0
    attempt: str = ""


NOTHING_GIVEN = Given()

_SAME, _WORK, _AFTER, _NO = Answer.SAME, Answer.AT_WORK, Answer.AFTER, Answer.NO
_NO_TALK = (_NO,) * 4

_ORDER = (
    *(Verb.READY, Verb.PAUSE, Verb.PAUSE_SOON, Verb.LOG_OUT),
    *(Verb.CALL_LEG, Verb.LEG_UP, Verb.LEG_LOST, Verb.PAGE_LOST),
    *(Verb.RESERVE, Verb.CONNECT, Verb.END, Verb.SUBMIT),
    *(Verb.HOLD, Verb.RESUME, Verb.MUTE, Verb.UNMUTE),
)
_ROWS: dict[AgentState, tuple[AgentState | Answer, ...]] = {
    _S.LOGGED_OUT: (
        *(_WORK, _NO, _NO, _SAME),
        *(_NO, _SAME, _SAME, _SAME),
        *(_NO, _NO, _SAME, _NO),
        *_NO_TALK,
    ),
    _S.PAUSED: (
        *(_WORK, _S.PAUSED, _S.PAUSED, _S.LOGGED_OUT),
        *(_NO, _SAME, _SAME, _SAME),
        *(_NO, _NO, _SAME, _NO),
        *_NO_TALK,
    ),
    _S.WAITING: (
        *(_SAME, _S.PAUSED, _AFTER, _S.LOGGED_OUT),
        *(_NO, _SAME, _S.AWAY, _S.AWAY),
        *(_S.RESERVED, _NO, _SAME, _NO),
        *_NO_TALK,
    ),
    _S.RESERVED: (
        *(_SAME, _AFTER, _AFTER, _NO),
        *(_NO, _SAME, _S.AWAY, _SAME),
        *(_S.RESERVED, _S.IN_CALL, _WORK, _NO),
        *_NO_TALK,
    ),
    _S.RINGING: (
        *(_SAME, _S.PAUSED, _S.PAUSED, _S.LOGGED_OUT),
        *(_SAME, _S.WAITING, _S.AWAY, _S.AWAY),
        *(_NO, _NO, _SAME, _NO),
        *_NO_TALK,
    ),
    _S.IN_CALL: (
        *(_SAME, _AFTER, _AFTER, _NO),
        *(_NO, _SAME, _S.WRAP_UP, _SAME),
        *(_NO, _SAME, _S.WRAP_UP, _NO),
        *((Answer.IN_HAND,) * 4),
    ),
    _S.WRAP_UP: (
        *(_NO, _AFTER, _AFTER, _S.LOGGED_OUT),
        *(_NO, _SAME, _SAME, _SAME),
        *(_NO, _NO, _SAME, _WORK),
        *_NO_TALK,
    ),
    _S.AWAY: (
        *(_WORK, _S.PAUSED, _S.PAUSED, _S.LOGGED_OUT),
        *(_S.RINGING, _SAME, _SAME, _SAME),
        *(_NO, _NO, _SAME, _NO),
        *_NO_TALK,
    ),
}

TABLE: dict[AgentState, dict[Verb, AgentState | Answer]] = {
    state: dict(zip(_ORDER, row, strict=True)) for state, row in _ROWS.items()
}
"""By state and verb."""

REFUSALS: dict[AgentState, Says] = {
    _S.LOGGED_OUT: Says("they are not at work"),
    _S.PAUSED: Says("they are paused"),
    _S.WAITING: Says("they wait for a call"),
    _S.RESERVED: Says("a call is being connected to them"),
    _S.RINGING: Says("their phone is being called"),
    _S.IN_CALL: Says("they are in a call"),
    _S.WRAP_UP: Says("say first what became of the call"),
    _S.AWAY: Says("they are away"),
}
"""Why a verb is refused, by the state that refuses it."""

LEG, PAGE = "leg", "page"
"""Why somebody is away."""

LEAVING = "log_out"
"""The pause after which somebody is logged out: they said so while people were dialed for them."""

HUNG_UP = "hung_up"
"""Why somebody is paused who did not say so: they hung up their telephone."""


def after(before: Standing, verb: Verb, now: datetime, given: Given = NOTHING_GIVEN) -> Standing:
    """Where they stand then; the same object where nothing changes. Raises ValueError where
    ``refusal`` has a reason."""
    leg = _leg(before, verb)
    answer = TABLE[before.state][verb]
    if answer is Answer.NO:
        raise ValueError(f"{verb} of an agent who is {before.state}")
    if answer is Answer.AFTER:
        return _changed(before, pause_after=given.reason, leg_up=leg)
    if answer is Answer.SAME:
        return _same(before, verb, leg)
    if answer is Answer.IN_HAND:
        return _in_hand(before, verb)
    state = _at_work(before, leg) if answer is Answer.AT_WORK else AgentState(answer)
    return _moved(before, state, _with(before, verb, given), leg, now)


def refusal(before: Standing, verb: Verb) -> Says | None:
    """Why the verb can't be; None: it can."""
    return REFUSALS[before.state] if TABLE[before.state][verb] is Answer.NO else None


def _leg(before: Standing, verb: Verb) -> bool:
    return {Verb.LEG_UP: True, Verb.LEG_LOST: False}.get(verb, before.leg_up)


def _same(before: Standing, verb: Verb, leg: bool) -> Standing:
    """Who wants calls wants no pause any more."""
    pause_after = "" if verb is Verb.READY else before.pause_after
    return _changed(before, pause_after=pause_after, leg_up=leg)


_IN_HAND: dict[Verb, tuple[str, bool]] = {
    Verb.HOLD: ("held", True),
    Verb.RESUME: ("held", False),
    Verb.MUTE: ("muted", True),
    Verb.UNMUTE: ("muted", False),
}


def _in_hand(before: Standing, verb: Verb) -> Standing:
    name, so = _IN_HAND[verb]
    held = so if name == "held" else before.held
    muted = so if name == "muted" else before.muted
    if (held, muted) == (before.held, before.muted):
        return before
    return replace(before, held=held, muted=muted, seq=before.seq + 1)


def _changed(before: Standing, *, pause_after: str, leg_up: bool) -> Standing:
    if (pause_after, leg_up) == (before.pause_after, before.leg_up):
        return before
    return replace(before, pause_after=pause_after, leg_up=leg_up, seq=before.seq + 1)


def _at_work(before: Standing, leg: bool) -> AgentState:
    if before.pause_after:
        return _S.PAUSED
    return _S.WAITING if leg else _S.RINGING


def _with(before: Standing, verb: Verb, given: Given) -> Given:
    """What the new state is for."""
    if verb in (Verb.RESERVE, Verb.PAUSE, Verb.PAUSE_SOON):
        return given
    if verb in (Verb.LEG_LOST, Verb.PAGE_LOST):
        why = LEG if verb is Verb.LEG_LOST else PAGE
        return Given(why, before.campaign, before.attempt)
    reason = before.pause_after if verb in (Verb.END, Verb.SUBMIT) else ""
    return Given(reason, before.campaign, before.attempt)


_WITH_CALL = frozenset({_S.RESERVED, _S.IN_CALL, _S.WRAP_UP})
_WITH_REASON = frozenset({_S.PAUSED, _S.AWAY})


def _moved(before: Standing, state: AgentState, given: Given, leg: bool, now: datetime) -> Standing:
    free = state is _S.WAITING
    given_back = free and before.state is _S.RESERVED
    calls = state in _WITH_CALL
    return Standing(
        state=state,
        since=now,
        leg_up=leg and state is not _S.LOGGED_OUT,
        reason=given.reason if state in _WITH_REASON else "",
        pause_after=before.pause_after if calls else "",
        campaign=given.campaign if calls else 0,
        attempt=given.attempt if calls else "",
        idle_since=(before.idle_since if given_back else now) if free else _idle(before, state),
        seq=before.seq + 1,
    )


def _idle(before: Standing, state: AgentState) -> datetime | None:
    """A call that comes to nothing leaves them their place in the line."""
    return before.idle_since if state is _S.RESERVED else None
