"""A list's people: what they are worth, told, added, recycled, taken away, deleted."""

import csv
from pathlib import Path

import pytest

from esl_dialer.core.lists.by_hand import Changes, TypedPhone
from esl_dialer.core.words import Outcome, RecordStatus
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.services.lists import attaching, deleting, list_people, loading, named, worth
from esl_dialer.services.lists.list_people import Asked
from esl_dialer.store import models
from esl_dialer.store.reports import recounting
from tests.services.lists.helpers import rows, write_list
from tests.store.rows import a_campaign, an_attempt, an_import

TYPED = {
    "account_number": "X1", "first_name": "ANN", "last_name": "NEWTON", "full_name": "ANN NEWTON",
    "province": "ON", "tfn": "8002709938",
}  # fmt: skip


@pytest.fixture
def fair(ctx, tmp_path: Path) -> int:
    """Of three people."""
    made = named.create(ctx, {"name": "Fair"}).list.id
    loading.load(ctx, None, write_list(tmp_path / "fair.csv", rows(3)), into=made)
    return made


@pytest.fixture
def campaign(ctx, fair) -> int:
    number = a_campaign(run_state="stopped")
    attaching.attach(ctx, number, fair)
    return number


def statuses() -> dict[str, str]:
    return {one.account: str(one.status) for one in models.Record.select()}


def end(account: str, status: RecordStatus, outcome: Outcome) -> None:
    models.Record.update(status=status, last_outcome=outcome, attempts=3).where(
        models.Record.account == account
    ).execute()


def test_what_a_list_is_worth_and_who_is_recycled(ctx, fair, campaign):
    end("A1", RecordStatus.NO_ANSWER, Outcome.NO_ANSWER)
    end("A2", RecordStatus.COMPLETED, Outcome.COMPLETED)
    end("A3", RecordStatus.WRONG_PERSON, Outcome.WRONG_PERSON)
    found = worth.show(ctx, fair)
    assert (found.people, found.records.records, found.records.failed) == (3, 3, 1)
    assert found.records.outcomes["completed"] == 1
    assert worth.recyclable(ctx, fair, ["no_answer", "busy"]).campaigns == {campaign: 1}
    assert worth.recycle(ctx, fair, ["no_answer", "busy"]).records == 1
    assert statuses() == {"A1": "pending", "A2": "completed", "A3": "wrong_person"}
    assert models.Record.get(models.Record.account == "A1").attempts == 0
    assert recounting.differences() == []
    with pytest.raises(Invalid, match="no outcome"):
        worth.recycle(ctx, fair, ["wrong_person"])
    with pytest.raises(Invalid, match="choose how"):
        worth.recycle(ctx, fair, [])


def test_its_people_are_searched_and_sorted(ctx, fair, campaign):
    found = list_people.page(ctx, fair, Asked(sort="account", descending=True))
    assert [one.account for one in found.people] == ["A3", "A2", "A1"]
    (one,) = list_people.page(ctx, fair, Asked(search="416 555-0002")).people
    assert (one.account, one.phones, one.records[0][2]) == ("A2", ("+14165550002",), "pending")
    assert list_people.page(ctx, fair, Asked(search="mugl")).total == 3
    assert list_people.page(ctx, fair, Asked(search="A3")).total == 1
    assert list_people.page(ctx, fair, Asked(page=2), limit=2).people[0].account == "A3"
    with pytest.raises(Invalid, match="no order"):
        list_people.page(ctx, fair, Asked(sort="mood"))


def test_one_is_added_by_hand_and_followed(ctx, fair, campaign):
    attaching.attach(ctx, campaign, fair, follows=True)
    given = Changes(fields=TYPED, phones=(TypedPhone("4165550199"),))
    list_people.add_given(ctx, fair, given)
    assert statuses()["X1"] == "pending"
    with pytest.raises(Invalid, match="in the list already"):
        list_people.add_given(ctx, fair, given)
    own = an_import(campaign=campaign)
    with pytest.raises(Refused, match="own list"):
        list_people.add_given(ctx, own.id, given)


def test_all_are_taken_away_as_a_file_that_can_be_imported_again(ctx, fair, tmp_path):
    path = tmp_path / "taken.csv"
    path.write_text("".join(list_people.download(ctx, fair)), encoding="utf-8", newline="")
    assert len(list(csv.reader(path.read_text(encoding="utf-8").splitlines()))) == 4
    other = named.create(ctx, {"name": "Other"}).list.id
    done = loading.load(ctx, None, path, into=other).progress
    assert (done.rows_good, done.rows_bad) == (3, 0)


def test_a_deleted_list_takes_along_whom_nobody_called(ctx, fair, campaign):
    called = models.Record.account == "A2"
    models.Record.update(ready=True).where(called).execute()
    assert an_attempt(models.Record.get(called).id, "one")
    asked = deleting.deletable(ctx, fair)
    assert (asked.people, asked.called, len(asked.campaigns)) == (3, 1, 1)
    models.Campaign.update(run_state="active").execute()
    with pytest.raises(Refused, match="detach the list first"):
        deleting.delete(ctx, fair)
    models.Campaign.update(run_state="stopped").execute()
    deleting.delete(ctx, fair)
    assert statuses() == {"A2": "queued"}
    assert models.Person.get().list_id is None
    with pytest.raises(NotFound):
        named.show(ctx, fair)
    assert not deleting.work_once(ctx)
    assert recounting.differences() == []
