"""Run again: a reset and a start in one."""

import pytest

from esl_dialer.core.words import Outcome, RecordStatus, RunState
from esl_dialer.engine.settling import settle
from esl_dialer.services.campaigns import campaigns, rerunning
from esl_dialer.services.errors import Forbidden, Refused
from esl_dialer.store import models
from tests.services.rules.test_why import engine_says
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, ended_call, status_of


@pytest.fixture
def campaign(ctx) -> int:
    engine_says({"up": True, "simulated": False})
    return a_campaign(
        name="May", transfer_number="4165559999", caller_ids=["18663123618"],
        run_state=RunState.STOPPED,
    )  # fmt: skip


@pytest.fixture
def called(campaign) -> int:
    """A record that is done with, beside one that a stop protects."""
    record = a_record(campaign, "+14165550100")
    assert an_attempt(record, "one")
    assert settle(ended_call("one"), Outcome.TRANSFERRED, "", NOW)
    a_record(campaign, "+14165550101", status=RecordStatus.DNC, ready=False)
    return record


def now(campaign: int) -> tuple[RunState, int]:
    row = models.Campaign.get_by_id(campaign)
    return row.run_state, row.run_number


@pytest.mark.parametrize("state", [RunState.PAUSED, RunState.STOPPED, RunState.COMPLETED])
def test_everybody_is_dialed_afresh_at_once(ctx, campaign, called, state):
    models.Campaign.update(run_state=state).execute()
    asked = rerunning.look(ctx, campaign)
    assert (asked.requeued, asked.protected, asked.reasons) == (1, 1, ())
    assert rerunning.rerun(ctx, campaign).last_run_at == NOW
    assert (now(campaign), status_of(called)) == ((RunState.ACTIVE, 2), RecordStatus.PENDING)
    assert campaigns.get(ctx, campaign).renewing_at is None
    assert [one.action for one in models.Audit.select()] == ["campaign.renew"]


def test_where_nobody_was_dialed_it_goes_on_with_the_run_that_there_is(ctx, campaign):
    a_record(campaign, "+14165550100")
    rerunning.rerun(ctx, campaign)
    assert now(campaign) == (RunState.ACTIVE, 1)


def test_what_forbids_a_reset_or_a_start_forbids_it_and_nothing_is_changed(ctx, campaign, called):
    models.Campaign.update(run_state=RunState.ACTIVE).execute()
    with pytest.raises(Refused) as refused:
        rerunning.rerun(ctx, campaign)
    assert "it is active" in str(refused.value.reasons[0])
    models.Campaign.update(run_state=RunState.COMPLETED).execute()
    models.Record.update(audio="none").where(models.Record.id == called).execute()
    with pytest.raises(Refused) as refused:
        rerunning.rerun(ctx, campaign)
    assert "no audio" in str(refused.value.reasons[0])
    assert (now(campaign), status_of(called)) == (
        (RunState.COMPLETED, 1), RecordStatus.TRANSFERRED,
    )  # fmt: skip


def test_who_only_looks_on_runs_nothing_again(viewer, campaign, called):
    with pytest.raises(Forbidden):
        rerunning.rerun(viewer, campaign)
