"""Records are taken out while others write."""

import gevent
import pytest

from esl_dialer.store import models
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import list_records
from esl_dialer.store.models import database
from tests.patience import PATIENCE_S
from tests.store.rows import a_campaign, a_record, an_attempt, writers


def test_a_record_that_is_claimed_as_it_is_removed_stays_with_its_attempt(db, request):
    if "sqlite" in request.node.name:
        pytest.skip("SQLite has one writer at a time")
    campaign = a_campaign()
    record = a_record(campaign, "+14165550100")
    accounts = [models.Record.get_by_id(record).account]
    with writers(1) as (other,):
        with transaction():
            assert an_attempt(record, "one")
            removing = other.spawn(list_records.remove_pending, campaign, accounts)
            waits = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted"
            while not database.execute_sql(waits).fetchone()[0]:
                gevent.sleep(0)
        assert removing.get(timeout=PATIENCE_S) == set()
    assert models.Attempt.get().id == "one"
    assert models.Phone.select().count() == 1
