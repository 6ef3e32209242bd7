"""Every verb has an answer in every state, and the ones of the guide are right."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from esl_dialer.core.campaigns import lifecycle
from esl_dialer.core.campaigns.lifecycle import NEXT, REFUSALS, Verb
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.words import RunState
from tests.core.campaigns.made import a_campaign

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
PAIRS = list(product(RunState, Verb))


@pytest.mark.parametrize(("state", "verb"), PAIRS)
def test_each_pair_is_either_a_move_or_a_refusal_with_its_reason(state, verb):
    assert ((state, verb) in NEXT) != ((state, verb) in REFUSALS)
    assert bool(lifecycle.refusal(state, verb)) == (lifecycle.after(state, verb) is None)


@pytest.mark.parametrize("state", RunState)
def test_only_a_start_and_the_next_occurrence_make_a_campaign_dial(state):
    reached = {verb for verb in Verb if lifecycle.after(state, verb) is RunState.ACTIVE}
    assert reached <= {Verb.START, Verb.RENEW}


@pytest.mark.parametrize(
    ("state", "verb", "after"),
    [
        (RunState.ACTIVE, Verb.PAUSE, RunState.PAUSED),
        (RunState.PAUSED, Verb.START, RunState.ACTIVE),
        (RunState.STOPPED, Verb.START, RunState.ACTIVE),
        (RunState.ACTIVE, Verb.STOP, RunState.STOPPED),
        (RunState.ACTIVE, Verb.RESET, None),
        (RunState.COMPLETED, Verb.RESET, RunState.STOPPED),
    ],
)
def test_the_guides_buttons(state, verb, after):
    assert lifecycle.after(state, verb) is after


def test_a_verb_asked_for_twice_is_no_error():
    for (_, verb), after in NEXT.items():
        if verb in (Verb.START, Verb.PAUSE, Verb.STOP):
            assert lifecycle.after(after, verb) is after


@pytest.mark.parametrize("verb", Verb)
def test_a_deleted_campaign_takes_no_verb(verb):
    deleted = a_campaign(run_state=RunState.STOPPED, archived_at=NOW, deleted_at=NOW)
    decided = lifecycle.decide(deleted, verb)
    assert (decided.happened, decided.refusal) == (False, lifecycle.DELETED)


WALL, HOUR = datetime.fromisoformat("2026-11-23T16:00"), timedelta(hours=1)


@pytest.mark.parametrize("verb", Verb)
def test_what_people_do_decides_about_a_start_that_waits_and_nothing_else_does(verb):
    """The dialer's own pause and the end of its records don't, nor does a reset."""
    waits = a_campaign(schedule=Schedule(WALL, None, "UTC"), planned_until=NOW - HOUR)
    people = {Verb.START, Verb.RENEW, Verb.PAUSE, Verb.STOP, Verb.COMPLETE, Verb.UNARCHIVE}
    assert lifecycle.dealt_until(waits, verb, NOW) == (NOW if verb in people else None)
    assert lifecycle.dealt_until(a_campaign(), verb, NOW) is None


@pytest.mark.parametrize("verb", Verb)
def test_an_end_that_has_come_is_carried_out_whatever_people_do(verb):
    """But where it is completed by that, or where it passed while it was archived."""
    schedule = Schedule(WALL - 2 * HOUR, WALL, "UTC")
    ends = a_campaign(schedule=schedule, planned_until=NOW - HOUR)
    over = verb in {Verb.COMPLETE, Verb.UNARCHIVE}
    assert lifecycle.dealt_until(ends, verb, NOW) == (NOW if over else None)


def test_the_dialers_own_pause_lets_a_start_wait():
    waits = a_campaign(schedule=Schedule(WALL, None, "UTC"), planned_until=NOW - HOUR)
    assert lifecycle.dealt_until(waits, Verb.PAUSE, NOW, decides=False) is None
