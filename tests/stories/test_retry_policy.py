"""Minutes between attempts by outcome: given on the command line, kept, and obeyed."""

from datetime import timedelta

import pytest

from esl_dialer.core.words import CampaignKind
from esl_dialer.services.campaigns.campaigns import Draft
from esl_dialer.services.campaigns.draft_checks import problems
from esl_dialer.store import models
from tests.engine.campaigns import active_campaign
from tests.fakes import World

BUSY, UNAVAILABLE = "4165550140", "4165550135"


def test_each_outcome_waits_its_own_time(world: World) -> None:
    active_campaign([[BUSY], [UNAVAILABLE]], retry_policy={"busy": 15}, retry_minutes=240)
    for _ in range(100):
        world.crank()
    waits = {r.last_outcome: r.not_before - world.clock.now() for r in models.Record.select()}
    assert timedelta(minutes=14) < waits["busy"] <= timedelta(minutes=15)
    assert timedelta(minutes=239) < waits["no_answer"] <= timedelta(minutes=240)


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        ({"transferred": 5}, "retry_policy"),
        ({"nonsense": 5}, "retry_policy"),
        ({"busy": 0}, "retry_policy.busy"),
        ({"busy": 15, "no_answer": 100_001}, "retry_policy.no_answer"),
    ],
)
def test_a_policy_that_means_nothing_is_refused(ctx, policy, field) -> None:
    draft = Draft("One", CampaignKind.LB, retry_policy=policy)
    assert list(problems(ctx, draft)) == [field]


def test_a_policy_of_outcomes_that_are_tried_again_is_taken(ctx) -> None:
    draft = Draft("One", CampaignKind.LB, retry_policy={"busy": 15, "no_answer": 120})
    assert not problems(ctx, draft)
