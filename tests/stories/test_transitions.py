"""Two hands change a campaign's run state at once: what happened is told, and only that."""

import pytest

from esl_dialer.core.campaigns.by_itself import AUTO_STOP
from esl_dialer.core.words import RecordStatus, RunState
from esl_dialer.engine.daily_tasks import auto_stop_due
from esl_dialer.engine.housekeeping import complete_finished
from esl_dialer.services.campaigns import campaigns, stop_everything
from esl_dialer.services.errors import Refused
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns as stored
from esl_dialer.store.system import daily_runs
from tests.engine.campaigns import active_campaign
from tests.fakes import START


@pytest.fixture
def campaign(world) -> int:
    return active_campaign([["4165550100"]])


def told() -> list[str]:
    """The run states that the outbox announced."""
    entries = models.Outbox.select().where(models.Outbox.kind == "campaign")
    return [entry.payload["run_state"] for entry in entries if "run_state" in entry.payload]


def noted() -> list[str]:
    return [entry.action for entry in models.Audit.select().order_by(models.Audit.id)]


def test_a_campaign_that_is_paused_as_it_finishes_is_not_said_to_be_completed(
    ctx, campaign, meanwhile, caplog
):
    models.Record.update(status=RecordStatus.TRANSFERRED).execute()
    meanwhile(stored, "in_state", lambda: campaigns.pause(ctx, campaign))
    with caplog.at_level("INFO"):
        assert complete_finished(ctx.now()) == []
    assert stored.get(campaign).run_state is RunState.PAUSED
    assert told() == ["paused"]
    assert noted() == ["campaign.paused"]
    assert "campaign.completed" not in caplog.text


def test_a_campaign_that_is_stopped_at_the_auto_stop_is_not_said_to_be_paused(
    ctx, campaign, meanwhile
):
    daily_runs.put(AUTO_STOP, START.date(), daily_runs.DONE, "", START)
    models.Campaign.update(run_state_at=START).execute()
    ctx.clock.sleep(24 * 3600)
    meanwhile(stored, "in_state", lambda: campaigns.stop(ctx, campaign))
    assert auto_stop_due(ctx.now()) == []
    assert stored.get(campaign).run_state is RunState.STOPPED
    assert told() == ["stopped"]
    assert noted() == ["campaign.stopped"]


def test_a_campaign_that_is_started_again_at_the_auto_stop_goes_on(ctx, campaign, meanwhile):
    daily_runs.put(AUTO_STOP, START.date(), daily_runs.DONE, "", START)
    models.Campaign.update(run_state_at=START).execute()
    ctx.clock.sleep(24 * 3600)

    def again():
        campaigns.pause(ctx, campaign)
        ctx.clock.sleep(1)
        campaigns.start(ctx, campaign)

    meanwhile(stored, "in_state", again)
    assert auto_stop_due(ctx.now()) == []
    assert stored.get(campaign).run_state is RunState.ACTIVE


def test_a_campaign_that_is_stopped_as_everything_is_stopped_is_not_said_to_be_paused(
    ctx, campaign, meanwhile
):
    meanwhile(stored, "in_state", lambda: campaigns.stop(ctx, campaign))
    assert stop_everything.stop_all(ctx).paused == ()
    assert told() == ["stopped"]


def test_a_campaign_with_nothing_left_is_completed_noted_and_told_once(ctx, campaign, caplog):
    models.Record.update(status=RecordStatus.TRANSFERRED).execute()
    with caplog.at_level("INFO"):
        assert complete_finished(ctx.now()) == [campaign]
        assert complete_finished(ctx.now()) == []
    assert told() == ["completed"]
    assert noted() == ["campaign.completed"]
    assert caplog.text.count("campaign.completed") == 1


def test_a_stop_holds_though_the_campaign_is_paused_as_it_is_asked_for(ctx, campaign, meanwhile):
    meanwhile(stored, "get", lambda: stop_everything.stop_all(ctx))
    campaigns.stop(ctx, campaign)
    assert stored.get(campaign).run_state is RunState.STOPPED
    assert told() == ["paused", "stopped"]


def test_a_pause_that_another_hand_did_first_is_no_error(ctx, campaign, meanwhile):
    meanwhile(stored, "get", lambda: stop_everything.stop_all(ctx))
    assert campaigns.pause(ctx, campaign).run_state is RunState.PAUSED
    assert told() == ["paused"]


def test_a_pause_of_a_campaign_that_finishes_meanwhile_says_so(ctx, campaign, meanwhile):
    models.Record.update(status=RecordStatus.TRANSFERRED).execute()
    meanwhile(stored, "get", lambda: complete_finished(ctx.now()))
    with pytest.raises(Refused) as refused:
        campaigns.pause(ctx, campaign)
    assert [str(reason) for reason in refused.value.reasons] == ["it is completed already"]
