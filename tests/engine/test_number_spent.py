"""So many attempts at one number at most: asked before each call, whatever was allowed before."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from esl_dialer.core.rules.rule import Conditions
from esl_dialer.core.rules.why_not import why_not_record
from esl_dialer.core.words import Outcome, RecordStatus
from esl_dialer.engine import settling
from esl_dialer.engine.other_numbers import other_numbers
from esl_dialer.store import models
from esl_dialer.store.calls import claims
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import open_database
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, ended_call, phones_of, status_of

LATER = NOW + timedelta(days=1)
FREE = Conditions(hours_count=False)


@pytest.fixture
def db(migrated_url: str) -> Iterator[str]:
    opened = open_database(migrated_url)
    yield migrated_url
    opened.close()
    models.database.initialize(None)


@pytest.fixture
def record(db) -> int:
    """Two numbers, each was busy once in this run; the first is next."""
    made = a_record(a_campaign(transfer_number="4165559999"), "+14165550100", "+14165550101")
    for name in ("first", "second"):
        again(made)
        assert an_attempt(made, name)
        settling.settle(ended_call(name), Outcome.BUSY, "USER_BUSY", NOW)
    again(made, next_phone=0)
    return made


def again(record: int, **values) -> None:
    waits = {"status": RecordStatus.RETRY, "ready": True, "not_before": None}
    models.Record.update(waits | values).where(models.Record.id == record).execute()


def asked(record: int, most: int, **values):
    """The reason, and the phone that is dialed instead."""
    models.Campaign.update(max_per_number=most).execute()
    again(record, **values)
    (candidate,) = claims.load([record])
    campaign = campaigns.get(candidate.campaign)
    (subject,) = claims.subjects_of([candidate], campaign, FREE, LATER)
    reason = why_not_record(subject, campaign, FREE, LATER)
    refused = [(candidate, reason)] if reason else []
    return reason and reason.rule, other_numbers(refused, campaign, LATER)


def test_a_limit_that_is_set_later_counts_what_was_dialed_before(record):
    assert asked(record, 0) == (None, {})
    assert asked(record, 2) == (None, {})
    assert asked(record, 1) == ("number_spent", {})
    claims.end_spent(record, LATER)
    assert status_of(record) is RecordStatus.BUSY
    models.Campaign.update(run_number=2).execute()
    assert asked(record, 1) == (None, {})


def test_another_number_is_dialed_that_is_not_spent_as_well(record):
    models.Attempt.update(outcome=Outcome.NOT_PLACED).where(models.Attempt.id == "second").execute()
    (_, second) = phones_of(record)
    assert asked(record, 1) == ("number_spent", {record: second.position})
    assert asked(record, 1, next_phone=second.position) == (None, {})


def test_who_asked_to_be_called_is_called_all_the_same(record):
    assert asked(record, 1, urgent=True) == (None, {})


def test_a_type_that_is_shut_gives_way_to_no_spent_number(record):
    models.Attempt.update(outcome=Outcome.NOT_PLACED).where(models.Attempt.id == "second").execute()
    (_, second) = phones_of(record)
    models.Phone.update(kind="work").where(models.Phone.id == second.id).execute()
    models.Campaign.update(kind_hours="work=sun 10:00-11:00").execute()
    real = Conditions(switch_simulated=False)
    models.Campaign.update(max_per_number=1).execute()
    (candidate,) = claims.load([record])
    campaign = campaigns.get(candidate.campaign)
    assert other_numbers([(candidate, _reason(candidate, campaign, real))], campaign, LATER) == {
        record: second.position
    }
    again(record, next_phone=second.position)
    (candidate,) = claims.load([record])
    reason = _reason(candidate, campaign, real)
    assert reason.rule == "phone_hours"
    assert other_numbers([(candidate, reason)], campaign, LATER) == {}


def _reason(candidate, campaign, conditions):
    (subject,) = claims.subjects_of([candidate], campaign, conditions, LATER)
    reason = why_not_record(subject, campaign, conditions, LATER)
    assert reason
    return reason
