"""A run state is swapped, noted and told together, or not at all."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from esl_dialer.core.campaigns.lifecycle import MOVED, NEXT, Verb, decide
from esl_dialer.core.words import RunState
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.campaigns.transitions import transition
from tests.store.rows import NOW, a_campaign

LATER = NOW + timedelta(minutes=1)
PAIRS = list(product(RunState, Verb))


def campaign_in(state: RunState, **values):
    return campaigns.get(a_campaign(run_state=state, run_state_at=NOW, **values))


def written() -> tuple[int, int]:
    """Entries of the audit trail and of the outbox."""
    return models.Audit.select().count(), models.Outbox.select().count()


@pytest.mark.parametrize(("state", "verb"), PAIRS)
@pytest.mark.parametrize("archived_at", [None, NOW])
def test_each_verb_does_in_each_state_what_is_decided(db, state, verb, archived_at):
    seen = campaign_in(state, archived_at=archived_at)
    done = transition("somebody", seen, verb, LATER)
    after = campaigns.get(seen.id)
    assert done == decide(seen, verb)
    assert after.run_state is done.to is (NEXT[state, verb] if done.happened else state)
    assert after.run_state_at == (LATER if done.moved else NOW)
    assert written() == ((1, 1) if done.happened else (0, 0))


@pytest.mark.parametrize(("state", "verb"), PAIRS)
@pytest.mark.parametrize(
    "meanwhile",
    [
        {"run_state_at": NOW + timedelta(seconds=1)},
        {"run_number": 2},
        {"archived_at": LATER},
    ],
)
def test_what_another_hand_did_meanwhile_stays(db, state, verb, meanwhile):
    seen = campaign_in(state)
    models.Campaign.update(**meanwhile).execute()
    before = models.Campaign.select().dicts().get()
    done = transition("somebody", seen, verb, LATER, also={"name": "another"})
    assert not done.happened
    assert (done.refusal == MOVED) == decide(seen, verb).happened
    assert models.Campaign.select().dicts().get() == before
    assert written() == (0, 0)


def test_the_state_that_was_seen_is_the_one_that_is_changed(db):
    seen = campaign_in(RunState.PAUSED)
    stale = replace(seen, run_state=RunState.ACTIVE)
    assert transition("somebody", stale, Verb.STOP, NOW).refusal == MOVED
    done = transition("somebody", seen, Verb.START, NOW, reason="why", also={"simulated": True})
    after = campaigns.get(seen.id)
    assert (done.frm, done.to) == (RunState.PAUSED, RunState.ACTIVE)
    assert (after.run_state, after.run_reason, after.simulated) == (RunState.ACTIVE, "why", True)
    assert [one.id for one in campaigns.in_state(RunState.ACTIVE)] == [seen.id]


def test_it_is_told_what_happened_by_whom_and_why(db):
    seen = campaign_in(RunState.ACTIVE)
    transition("somebody", seen, Verb.PAUSE, LATER, reason="lunch", more=1)
    entry, news = models.Audit.get(), models.Outbox.get()
    assert (entry.actor, entry.action, entry.detail) == (
        "somebody",
        "campaign.paused",
        {"more": 1, "by": "lunch"},
    )
    assert news.payload == {"verb": "pause", "run_state": "paused", "by": "lunch"}


def test_a_run_state_that_stays_is_not_told_again(db):
    """Else a completed campaign that is archived would be said to have finished once more."""
    transition("somebody", campaign_in(RunState.COMPLETED), Verb.ARCHIVE, LATER)
    assert models.Outbox.get().payload == {"verb": "archive"}
