"""What goes when an import is undone, or is replaced: on either database."""

from datetime import timedelta

import pytest

from esl_dialer.core.words import CallState, Outcome, RecordStatus, StopReason
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import (
    known_records,
    list_records,
    lists,
    removing_records,
    undoing,
)
from esl_dialer.store.reports import recounting
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, person_of

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def campaign(db):
    return a_campaign()


@pytest.fixture
def number(campaign):
    values = {"campaign": campaign, "name": "May", "file_name": "may.csv", "stored_path": "x"}
    return lists.create(values | {"sha256": "0" * 64, "status": "done"}, NOW)


def settled(name, outcome):
    table = models.Attempt
    table.update(state=CallState.ENDED, outcome=outcome).where(table.id == name).execute()
    record = table.get_by_id(name).record_id
    models.Record.update(status="pending").where(models.Record.id == record).execute()


def swept(campaign, number, limit=100):
    after, removed = 0, 0
    while True:
        with transaction():
            done = undoing.sweep(campaign, number, after, limit)
        removed += done.removed
        if not done.last:
            return removed
        after = done.last


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_in_whatever_chunks_the_same_goes(campaign, number, limit):
    made = [a_record(campaign, f"+141655501{n:02}", list=number) for n in range(7)]
    other = a_record(campaign, "+14165550199")
    models.Person.update(stop_reason=StopReason.DECEASED).where(
        models.Person.id == person_of(made[0]).id
    ).execute()
    models.Record.update(list=None).where(models.Record.id == made[1]).execute()
    undoing.note_overwritten(number, [made[1], made[1]])
    models.Record.update(list=number).where(models.Record.id == made[1]).execute()
    an_attempt(made[2], "never sent", list_id=number)
    settled("never sent", Outcome.NOT_PLACED)
    assert undoing.made(campaign, number) == undoing.Made(6, 1, 1)
    assert swept(campaign, number, limit) == 5
    left = {row.id: row.status for row in models.Record.select()}
    assert left.keys() == {made[0], made[1], made[2], other}
    assert left[made[2]] is RecordStatus.DELETED
    assert lists.get(number).rows_undone == 5
    assert recounting.differences() == []


def test_one_that_is_claimed_is_counted_and_stays(campaign, number):
    record = a_record(campaign, "+14165550101", list=number)
    an_attempt(record, "one", list_id=number)
    with transaction():
        done = undoing.sweep(campaign, number, 0, 10)
    assert (done.removed, done.claimed, done.last) == (0, 1, record)


def test_calls_are_those_of_the_import(campaign, number):
    for name, of in (("ended", number), ("open", number), ("others", None), ("nowhere", number)):
        an_attempt(a_record(campaign, "+14165550101"), name, list_id=of)
    settled("ended", Outcome.BUSY)
    settled("others", Outcome.BUSY)
    settled("nowhere", Outcome.REFUSED)
    assert undoing.calls(campaign, number, NOW) == (1, 1)
    assert undoing.calls(campaign, number, NOW + timedelta(seconds=1)) == (0, 0)


def test_it_is_begun_by_one_and_ends_once(campaign, number):
    assert not undoing.begin(number, "failed", "ada")
    assert undoing.begin(number, "done", "ada")
    assert not undoing.begin(number, "done", "bob")
    assert campaigns.get(campaign).undoing == number
    assert undoing.waiting() == [number]
    assert undoing.end(number, NOW)
    assert not undoing.end(number, NOW)
    assert campaigns.get(campaign).undoing is None
    assert (lists.get(number).status, lists.get(number).ended_as) == ("undone", "done")


def test_what_was_never_dialed_is_counted_and_removed(campaign):
    called, pending, done = (a_record(campaign, f"+1416555010{n}") for n in range(3))
    an_attempt(called, "one")
    settled("one", Outcome.BUSY)
    models.Record.update(status="completed").where(models.Record.id == done).execute()
    later = a_record(campaign, "+14165550109")
    assert (removing_records.undialed(campaign), list_records.left(campaign)) == (2, 4)
    with transaction():
        assert removing_records.remove_undialed(campaign, 0, done, 10) == (1, done)
        assert removing_records.remove_undialed(campaign, done, done, 10) == (0, 0)
    assert {row.id for row in models.Record.select()} == {called, done, later}
    assert pending not in {row.id for row in models.Record.select()}


def test_without_any_call_the_counts_say_it(campaign):
    a_record(campaign, "+14165550101")
    assert removing_records.undialed(campaign) == 1


def test_the_copies_of_an_account_go_on(campaign):
    a_record(campaign, "+14165550101", account="A1")
    a_record(campaign, "+14165550101", account="A1", copy=4)
    assert known_records.copies_of(campaign, ["A1", "B", "A1", "B"]) == [5, 0, 6, 1]
