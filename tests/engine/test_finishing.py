"""A campaign is completed when nothing is left to dial, whoever else writes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.people.noted import Who
from esl_dialer.core.words import RecordStatus, RunState, StopReason
from esl_dialer.engine.housekeeping import complete_finished
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import open_database, transaction
from esl_dialer.store.people import person_stops
from tests.patience import PATIENCE_S
from tests.store.rows import NOW, a_campaign, a_record, until_one_waits, writers


@pytest.fixture
def db(migrated_url: str) -> Iterator[str]:
    opened = open_database(migrated_url)
    yield migrated_url
    opened.close()
    models.database.initialize(None)


@pytest.fixture
def campaign(db) -> int:
    made = a_campaign(run_state_at=NOW)
    a_record(made, status=RecordStatus.TRANSFERRED, ready=False)
    return made


def test_a_campaign_with_nothing_left_is_completed(campaign):
    assert complete_finished(NOW) == [campaign]
    assert campaigns.get(campaign).run_state is RunState.COMPLETED


def test_a_campaign_waits_for_people_who_are_stopped_for_a_time(campaign):
    """As for a call-back: they are called when the stop has ended. One for good ends the record."""
    record, later = a_record(campaign, "+14165550100", person_key="ann"), NOW + timedelta(days=90)
    said = {"who": Who("ann", "A1"), "why": "a letter", "set_by": "ann", "until": later}
    stop = person_stops.New(**said, reason=StopReason.WRITTEN_ONLY)
    person_stops.STOPS.put(stop, NOW)
    person_stops.hold([record], NOW)
    for at in (NOW, later, later + timedelta(days=1)):
        assert complete_finished(at) == []
    person_stops.STOPS.put(replace(stop, until=None), NOW)
    person_stops.hold([record], NOW)
    assert complete_finished(NOW) == [campaign]


def test_a_campaign_waits_for_people_of_a_list_that_is_out_of_use(campaign):
    fair = models.List.create(name="Fair", active=False, created_at=NOW).id
    a_record(campaign, "+14165550100", status=RecordStatus.FILTERED_OUT, ready=False, list=fair)
    assert complete_finished(NOW) == []
    models.List.update(active=True).execute()
    assert complete_finished(NOW) == [campaign]


def test_a_campaign_that_gets_records_as_it_is_completed_goes_on(campaign, request):
    if "sqlite" in request.node.name:
        pytest.skip("SQLite has one writer at a time")
    with writers(1) as (other,):
        with transaction():
            a_record(campaign, "+14165550100")
            finishing = other.spawn(complete_finished, NOW)
            until_one_waits()
        assert finishing.get(timeout=PATIENCE_S) == []
    assert campaigns.get(campaign).run_state is RunState.ACTIVE
