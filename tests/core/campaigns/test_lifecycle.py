"""Every verb has an answer in every state, and the ones of the guide are right."""

from datetime import UTC, datetime
from itertools import product

import pytest

from esl_dialer.core.campaigns import lifecycle
from esl_dialer.core.campaigns.lifecycle import NEXT, REFUSALS, Verb
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
