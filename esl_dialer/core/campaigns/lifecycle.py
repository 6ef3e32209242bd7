"""A campaign's run state: what each verb makes of each state, as one table.

Each pair is in ``NEXT`` or in ``REFUSALS``. A verb asked for twice is no error, so that a script
may repeat itself. What else a start needs (audio, caller IDs, something to dial) is asked apart.
"""

from enum import StrEnum

from esl_dialer.core.says import Says
from esl_dialer.core.words import RunState


class Verb(StrEnum):
    START = "start"
    PAUSE = "pause"
    STOP = "stop"
    FINISH = "finish"
    """Nothing is left to dial, ever: the dialer's own verb."""
    RESET = "reset"
    ARCHIVE = "archive"
    DELETE = "delete"


_DRAFT, _ACTIVE, _PAUSED = RunState.DRAFT, RunState.ACTIVE, RunState.PAUSED
_STOPPED, _COMPLETED = RunState.STOPPED, RunState.COMPLETED

NEXT: dict[tuple[RunState, Verb], RunState] = {
    (_DRAFT, Verb.START): _ACTIVE,
    (_PAUSED, Verb.START): _ACTIVE,
    (_STOPPED, Verb.START): _ACTIVE,
    (_COMPLETED, Verb.START): _ACTIVE,
    (_ACTIVE, Verb.START): _ACTIVE,
    (_ACTIVE, Verb.PAUSE): _PAUSED,
    (_PAUSED, Verb.PAUSE): _PAUSED,
    (_ACTIVE, Verb.STOP): _STOPPED,
    (_PAUSED, Verb.STOP): _STOPPED,
    (_STOPPED, Verb.STOP): _STOPPED,
    (_ACTIVE, Verb.FINISH): _COMPLETED,
    (_DRAFT, Verb.RESET): _DRAFT,
    (_PAUSED, Verb.RESET): _PAUSED,
    (_STOPPED, Verb.RESET): _STOPPED,
    (_COMPLETED, Verb.RESET): _STOPPED,
    (_DRAFT, Verb.ARCHIVE): _DRAFT,
    (_STOPPED, Verb.ARCHIVE): _STOPPED,
    (_COMPLETED, Verb.ARCHIVE): _COMPLETED,
    (_DRAFT, Verb.DELETE): _DRAFT,
    (_PAUSED, Verb.DELETE): _PAUSED,
    (_STOPPED, Verb.DELETE): _STOPPED,
    (_COMPLETED, Verb.DELETE): _COMPLETED,
}
"""From a state and a verb to the state after it."""

REFUSALS: dict[tuple[RunState, Verb], Says] = {
    (_DRAFT, Verb.PAUSE): Says("it is a draft: it was never started"),
    (_STOPPED, Verb.PAUSE): Says("it is stopped already"),
    (_COMPLETED, Verb.PAUSE): Says("it is completed already"),
    (_DRAFT, Verb.STOP): Says("it is a draft: it was never started"),
    (_COMPLETED, Verb.STOP): Says("it is completed already"),
    (_DRAFT, Verb.FINISH): Says("it does not dial"),
    (_PAUSED, Verb.FINISH): Says("it does not dial"),
    (_STOPPED, Verb.FINISH): Says("it does not dial"),
    (_COMPLETED, Verb.FINISH): Says("it is completed already"),
    (_ACTIVE, Verb.RESET): Says("it is active: pause or stop it first"),
    (_ACTIVE, Verb.ARCHIVE): Says("it is active: stop it first"),
    (_PAUSED, Verb.ARCHIVE): Says("it is paused: stop it first"),
    (_ACTIVE, Verb.DELETE): Says("it is active: pause or stop it first"),
}
"""Why a verb is refused in a state: every pair that ``NEXT`` lacks."""


def after(state: RunState, verb: Verb) -> RunState | None:
    """The state after the verb; None when it is refused."""
    return NEXT.get((state, verb))


def refusal(state: RunState, verb: Verb) -> Says | None:
    """Why the verb is refused in that state; None when it is not."""
    return REFUSALS.get((state, verb))


def states_for(verb: Verb) -> tuple[RunState, ...]:
    """The states in which the verb is allowed and changes something or nothing."""
    return tuple(state for state, allowed in NEXT if allowed is verb)
