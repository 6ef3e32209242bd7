"""A part of a campaign leads to its people: as many as it counts, and no others."""

import pytest

from esl_dialer.core.campaigns.parts import Part
from esl_dialer.core.words import RecordStatus, RunState
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Invalid
from esl_dialer.services.people import records
from esl_dialer.store import models
from tests.store.rows import a_campaign, a_record, called


@pytest.fixture
def campaign(ctx) -> int:
    """Of each status a record that was called before, and one that was not."""
    made, other = a_campaign(), a_campaign()
    for status in RecordStatus:
        for attempts in (0, 2):
            for one in (made, other):
                called(a_record(one, status=status), attempts)
    return made


def of_part(ctx, campaign: int, part: str, **more) -> list[int]:
    return [row.id for row in records.page(ctx, campaign, part=part, **more).records]


@pytest.mark.parametrize("state", [RunState.ACTIVE, RunState.COMPLETED])
def test_each_part_shows_as_many_as_it_counts(ctx, campaign, state):
    models.Campaign.update(run_state=state).execute()
    counts = campaigns.standing(ctx, campaign).parts
    found = {part: of_part(ctx, campaign, part) for part in Part}
    assert {part: len(its) for part, its in found.items()} == counts
    every = [number for its in found.values() for number in its]
    assert len(every) == len(set(every)) == 2 * (len(RecordStatus) - 1)
    assert all(its == sorted(its) for its in found.values())


def test_several_statuses_are_paged_in_one_order(ctx, campaign):
    whole = of_part(ctx, campaign, Part.FAILED)
    seen, after = [], 0
    while True:
        page = records.page(ctx, campaign, part=Part.FAILED, after=after, limit=3)
        seen += [row.id for row in page.records]
        if not (after := page.next):
            break
    assert seen == whole
    assert len(whole) == 14


def test_one_of_a_part_is_searched_for(ctx, campaign):
    account = records.page(ctx, campaign, part=Part.RETRYING).records[0].account
    assert len(of_part(ctx, campaign, Part.RETRYING, search=account)) == 1
    assert of_part(ctx, campaign, Part.IN_PROGRESS, search=account) == []
    assert of_part(ctx, campaign, Part.FAILED, status="busy") != []


def test_what_is_no_part(ctx, campaign):
    for ask in (lambda: of_part(ctx, campaign, "explode"), lambda: records.page(ctx, part="retry")):
        with pytest.raises(Invalid):
            ask()
