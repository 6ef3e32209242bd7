"""A campaign's run state: what each verb makes of each state, as one table.

Each pair is in ``NEXT`` or in ``REFUSALS``. A verb asked for twice is no error, so that a script
may repeat itself. What else a start needs (audio, caller IDs, something to dial) is asked apart.
``decide`` says what a verb does to a campaign; ``store.campaigns.transitions`` does it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.campaigns.schedule import Edge, Schedule, due
from esl_dialer.core.says import Says
from esl_dialer.core.words import RunState

ARCHIVED = Says("it is archived")
DELETED = Says("it was deleted")
MOVED = Says("its state changed meanwhile: look again")


class Verb(StrEnum):
    START = "start"
    PAUSE = "pause"
    STOP = "stop"
    FINISH = "finish"
    """Nothing is left to dial, ever: the dialer's own verb."""
    COMPLETE = "complete"
    """Nobody else is dialed in this run: a person's, or its schedule's end."""
    RENEW = "renew"
    """The next occurrence of its schedule, or a person's wish to run it again: a new run, and it
    dials."""
    RESET = "reset"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    DELETE = "delete"


ABOUT_THE_STATE_ALONE = frozenset({Verb.START, Verb.PAUSE, Verb.STOP, Verb.FINISH, Verb.COMPLETE})
"""Verbs that only ask for a state: where it is so already, nothing is left to do."""

DECIDE_A_START = frozenset({Verb.START, Verb.RENEW, Verb.PAUSE, Verb.STOP})
"""Verbs of which one decides about a start of the schedule that waits; an end that has come is
still to be carried out."""

LEAVE_NO_EDGE = frozenset({Verb.COMPLETE, Verb.UNARCHIVE})
"""Verbs after which no edge that has come is to be carried out: it is completed by them, or they
passed while it was archived."""

_DRAFT, _ACTIVE, _PAUSED = RunState.DRAFT, RunState.ACTIVE, RunState.PAUSED
_STOPPED, _COMPLETED = RunState.STOPPED, RunState.COMPLETED

NEXT: dict[tuple[RunState, Verb], RunState] = {
    **{(state, Verb.RENEW): RunState.ACTIVE for state in RunState},
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
    (_DRAFT, Verb.COMPLETE): _COMPLETED,
    (_ACTIVE, Verb.COMPLETE): _COMPLETED,
    (_PAUSED, Verb.COMPLETE): _COMPLETED,
    (_STOPPED, Verb.COMPLETE): _COMPLETED,
    (_COMPLETED, Verb.COMPLETE): _COMPLETED,
    (_DRAFT, Verb.RESET): _DRAFT,
    (_PAUSED, Verb.RESET): _PAUSED,
    (_STOPPED, Verb.RESET): _STOPPED,
    (_COMPLETED, Verb.RESET): _STOPPED,
    (_DRAFT, Verb.ARCHIVE): _DRAFT,
    (_STOPPED, Verb.ARCHIVE): _STOPPED,
    (_COMPLETED, Verb.ARCHIVE): _COMPLETED,
    (_DRAFT, Verb.UNARCHIVE): _DRAFT,
    (_ACTIVE, Verb.UNARCHIVE): _STOPPED,
    (_PAUSED, Verb.UNARCHIVE): _PAUSED,
    (_STOPPED, Verb.UNARCHIVE): _STOPPED,
    (_COMPLETED, Verb.UNARCHIVE): _COMPLETED,
    (_DRAFT, Verb.DELETE): _DRAFT,
    (_PAUSED, Verb.DELETE): _PAUSED,
    (_STOPPED, Verb.DELETE): _STOPPED,
    (_COMPLETED, Verb.DELETE): _COMPLETED,
}
"""From a state and a verb to the state after it: to come back on the lists starts nothing."""

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


AT_REST = frozenset({RunState.STOPPED, RunState.COMPLETED})
"""Run states in which a campaign may be at rest."""


def is_at_rest(
    state: RunState,
    schedule: Schedule,
    dealt_until: datetime | None,
    now: datetime,
    *,
    archived: bool,
) -> bool:
    """Whether its audio may go stale: not where it dials, is paused or waits to be started, by a
    person or its schedule. One that is archived is at rest."""
    if archived:
        return True
    starts = schedule.next_start(now) or due(schedule, dealt_until, now) is Edge.START
    return state in AT_REST and not starts


def after(state: RunState, verb: Verb) -> RunState | None:
    """The state after the verb; None when it is refused."""
    return NEXT.get((state, verb))


def refusal(state: RunState, verb: Verb) -> Says | None:
    """Why the verb is refused in that state; None when it is not."""
    return REFUSALS.get((state, verb))


@dataclass(frozen=True, slots=True)
class Transition:
    """What a verb came to. Nothing ``happened`` when it was refused, or when it was so already.

    ``refusal`` is None unless it was refused: by the table, or because another hand was quicker.
    """

    verb: Verb
    frm: RunState
    to: RunState
    happened: bool
    refusal: Says | None = None

    @property
    def moved(self) -> bool:
        """Whether the run state is another than before."""
        return self.to is not self.frm


def decide(campaign: Campaign, verb: Verb) -> Transition:
    """What the verb does to the campaign as it was seen."""
    frm = campaign.run_state
    if refused := _refusal(campaign, verb):
        return _nothing(verb, frm, refused)
    to = NEXT[frm, verb]
    if _is_so(campaign, verb, to):
        return _nothing(verb, frm)
    return Transition(verb, frm, to, happened=True)


def dealt_until(
    campaign: Campaign, verb: Verb, now: datetime, *, decides: bool = True
) -> datetime | None:
    """Until when the edges of its schedule are dealt with by the verb; None: nothing changes.

    Not ``decides``: the dialer does it for a reason of its own, and a start that waits still does.
    """
    if not campaign.schedule:
        return None
    if verb in LEAVE_NO_EDGE:
        return now
    waits = due(campaign.schedule, campaign.planned_until, now) is Edge.START
    return now if decides and waits and verb in DECIDE_A_START else None


def lost(wanted: Transition) -> Transition:
    """What came of it when another hand was quicker."""
    return _nothing(wanted.verb, wanted.frm, MOVED)


def _nothing(verb: Verb, state: RunState, refused: Says | None = None) -> Transition:
    return Transition(verb, state, state, happened=False, refusal=refused)


def _refusal(campaign: Campaign, verb: Verb) -> Says | None:
    if campaign.deleted_at is not None:
        return DELETED
    not_archived = (Verb.START, Verb.RENEW, Verb.COMPLETE)
    if verb in not_archived and campaign.archived_at is not None:
        return ARCHIVED
    return refusal(campaign.run_state, verb)


def _is_so(campaign: Campaign, verb: Verb, to: RunState) -> bool:
    archived = campaign.archived_at is not None
    already = {Verb.ARCHIVE: archived, Verb.UNARCHIVE: not archived}
    return already.get(verb, verb in ABOUT_THE_STATE_ALONE and to is campaign.run_state)
