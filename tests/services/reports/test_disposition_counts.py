"""How often what was said: of a run with zeros, over results with conversions."""

import pytest

from esl_dialer.core.calls.disposing import Said
from esl_dialer.core.calls.dispositions import SYSTEM, Unsaid
from esl_dialer.core.words import Outcome
from esl_dialer.services.calls import disposing
from esl_dialer.services.errors import Invalid
from esl_dialer.services.reports import disposition_counts
from esl_dialer.services.reports.reports import Filter
from esl_dialer.store import models
from tests.services.reports.test_results import a_result
from tests.store.rows import NOW, a_campaign


@pytest.fixture
def campaign(ctx) -> int:
    made = a_campaign(name="Spring")
    for name, outcome in (
        ("sale", Outcome.TRANSFERRED), ("key", Outcome.TRANSFERRED), ("busy", Outcome.BUSY),
        ("no", Outcome.HUNG_UP),
    ):  # fmt: skip
        a_result(made, name, outcome, 30 if outcome is not Outcome.BUSY else 0)
    models.CampaignRun.update(started_at=NOW).execute()
    disposing.dispose(ctx, "sale", "sale_made", Said())
    disposing.dispose(ctx, "no", "not_interested", Said())
    return made


def test_a_run_counts_every_disposition_and_what_nobody_said(ctx, campaign):
    found = disposition_counts.of_run(ctx, campaign)
    counts = {one.key: one.count for one in found.said}
    assert {key: count for key, count in counts.items() if count} == {
        "sale_made": 1, "not_interested": 1,
    }  # fmt: skip
    assert list(counts) == list(SYSTEM)
    assert {key: count for key, count in found.unsaid.items() if count} == {
        Unsaid.CONNECTED: 1, Unsaid.REJECTED: 1,
    }  # fmt: skip
    assert found.runs == (1,)
    with pytest.raises(Invalid) as refused:
        disposition_counts.of_run(ctx, campaign, 7)
    assert list(refused.value.problems) == ["run"]


def test_conversions_are_positive_dispositions_and_what_a_key_said(ctx, campaign):
    found = disposition_counts.over(ctx, Filter(campaign=campaign), 3)
    assert found.dispositions == {"sale_made": 1, "not_interested": 1, "call_transferred": 1}
    assert (found.rate.part, found.rate.total) == (2, 3)
    assert found.by_day == {"2026-11-23": 2}
    assert not disposition_counts.over(ctx, Filter(campaign=campaign, outcome="busy"), 0).by_day
    assert not disposition_counts.over(ctx, Filter(campaign=campaign + 1), 0).dispositions
