"""Why it is not dialing: the page's answer is the rules' answer, for every record."""

from datetime import timedelta

import pytest

from esl_dialer.core.words import RecordAudio, RecordStatus, RunState, StopReason, StopScope
from esl_dialer.services.context import Context
from esl_dialer.services.errors import NotFound
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.system import leases, settings
from tests.store.rows import NOW, a_campaign, a_record

NUMBER = "+14165550100"
HOUR = timedelta(hours=1)


def engine_says(switch: dict[str, object]) -> None:
    leases.acquire("a:1", NOW)
    leases.renew("a:1", NOW, {"switch": switch})


@pytest.fixture
def campaign(ctx: Context) -> int:
    """An active campaign, an engine that lives, a switch that is up."""
    engine_says({"up": True, "simulated": False})
    return a_campaign(name="January", transfer_number="4165559999")


def test_nothing_holds_it_back(ctx, campaign):
    a_record(campaign, NUMBER, account="A1")
    answer = why.of_campaign(ctx, campaign)
    assert (answer.reason, answer.dialable, answer.held_back, answer.clears) == (None, 1, {}, {})
    assert why.of_record(ctx, campaign, "A1") is None
    assert why.told(None) == "nothing holds it back"


def test_every_record_is_counted_under_its_first_rule(ctx, campaign):
    waits = {"status": RecordStatus.RETRY, "ready": False}
    a_record(campaign, NUMBER, not_before=NOW + 2 * HOUR, **waits)
    a_record(campaign, NUMBER, not_before=NOW + HOUR, **waits)
    a_record(campaign, NUMBER, status=RecordStatus.COMPLETED)
    a_record(campaign, NUMBER, status=RecordStatus.DIALING)
    a_record(campaign, NUMBER, audio=RecordAudio.FAILED, ready=False)
    a_record(campaign, NUMBER, gate="America/Vancouver")
    a_record(campaign, NUMBER)
    answer = why.of_campaign(ctx, campaign)
    assert answer.held_back == {
        "not_yet": 2,
        "final": 1,
        "in_progress": 1,
        "audio_missing": 1,
        "window": 1,
    }
    assert answer.dialable == 1
    assert answer.clears == {"not_yet": NOW + HOUR, "window": NOW + HOUR}


def test_another_instant_can_be_asked_about(ctx, campaign):
    a_record(campaign, NUMBER, account="A1")
    night = NOW + 12 * HOUR
    assert why.of_campaign(ctx, campaign, night).held_back == {"window": 1}
    assert why.of_record(ctx, campaign, "A1", night).clears_at == NOW + 23 * HOUR


def test_the_campaigns_own_rule_is_told_first(ctx, campaign):
    a_record(campaign, NUMBER, account="A1", status=RecordStatus.COMPLETED)
    models.Campaign.update(run_state=RunState.PAUSED).execute()
    assert why.of_campaign(ctx, campaign).reason.rule == "not_active"
    assert why.of_record(ctx, campaign, "A1").rule == "not_active"


def test_what_the_engine_says_of_the_switch_counts(ctx, campaign):
    engine_says({"up": False, "simulated": False})
    assert why.of_campaign(ctx, campaign).reason.rule == "switch_down"
    leases.release("a:1")
    assert why.of_campaign(ctx, campaign).reason.rule == "engine_stopped"


def test_a_global_speed_of_zero_is_told(ctx, campaign):
    settings.put("global_cpm", 0, NOW, "ann")
    assert why.of_campaign(ctx, campaign).reason.rule == "global_speed_zero"


@pytest.mark.parametrize(
    ("scope", "value"), [(StopScope.NUMBER, "4165550100"), (StopScope.ACCOUNT, "A1")]
)
def test_a_stop_is_told_for_the_record(ctx, campaign, scope, value):
    a_record(campaign, NUMBER, account="A1")
    models.Stop.create(scope=scope, value=value, reason=StopReason.LEGAL, created_at=NOW)
    reason = why.of_record(ctx, campaign, "A1")
    assert (reason.rule, reason.clears_at) == ("stopped", None)
    assert why.told(reason) == "a stop protects it: legal [stopped; do-not-call list]"


def test_an_account_that_is_not_there(ctx, campaign):
    with pytest.raises(NotFound, match="no account 'A9' in January"):
        why.of_record(ctx, campaign, "A9")
