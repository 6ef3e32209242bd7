"""Records are taken out while others write."""

from collections.abc import Callable
from typing import Any

import pytest

from esl_dialer.store import models
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import removing_records
from tests.patience import PATIENCE_S
from tests.store.rows import a_campaign, a_record, an_attempt, until_one_waits, writers

REMOVALS = {
    "as its list is taken back": lambda record: removing_records.remove_pending(
        record.campaign_id, [record.account]
    ),
    "as its campaign is deleted": lambda record: removing_records.remove_uncalled(
        record.campaign_id, 10
    ),
}


@pytest.mark.parametrize("how", REMOVALS)
def test_a_record_that_is_claimed_as_it_is_removed_stays_with_its_attempt(db, request, how):
    if "sqlite" in request.node.name:
        pytest.skip("SQLite has one writer at a time")
    record = models.Record.get_by_id(a_record(a_campaign(), "+14165550100"))
    remove: Callable[[models.Record], Any] = REMOVALS[how]
    with writers(1) as (other,):
        with transaction():
            assert an_attempt(record.id, "one")
            removing = other.spawn(remove, record)
            until_one_waits()
        assert removing.get(timeout=PATIENCE_S) in (set(), 1)
    assert models.Attempt.get().id == "one"
    assert models.Phone.select().count() == 1


def test_what_was_never_called_goes_with_its_phones(db):
    campaign = a_campaign()
    called = a_record(campaign, "+14165550100")
    a_record(campaign, "+14165550101", "+14165550102")
    assert an_attempt(called, "one")
    assert removing_records.remove_uncalled(campaign, 10) == 1
    assert removing_records.remove_uncalled(campaign, 10) == 0
    assert [row.id for row in models.Record.select()] == [called]
    assert models.Phone.select().count() == 1
