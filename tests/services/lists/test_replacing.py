"""A file takes the place of what was never dialed: that goes first, and how much stays is said."""

import io
from datetime import timedelta

import pytest

from esl_dialer.core.lists.likeness import chosen
from esl_dialer.core.people.stops import Mark
from esl_dialer.core.says import Says
from esl_dialer.core.words import Outcome, RecordStatus, RunState, StopReason
from esl_dialer.engine.housekeeping import complete_finished
from esl_dialer.services.lists import importing, uploads
from esl_dialer.services.lists.previewing import preview_file
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.lists import lists, removing_records
from esl_dialer.store.people import stops
from esl_dialer.store.reports import recounting
from tests.services.lists.helpers import fixed, row, rows, write_list
from tests.services.lists.test_undoing import Killed, accounts, record_of, settle, spoken
from tests.store.rows import a_campaign, a_record, an_attempt, person_of, phones_of


@pytest.fixture(autouse=True)
def quick(ctx, monkeypatch):
    def sleep(seconds):
        ctx.clock.at += timedelta(seconds=seconds)

    monkeypatch.setattr(ctx.clock, "sleep", sleep)


@pytest.fixture
def campaign(ctx):
    return a_campaign()


@pytest.fixture
def begin(ctx, campaign, tmp_path):
    def begun(body, name="May", **how):
        content = write_list(tmp_path / f"{name}.csv", body).read_bytes()
        kept = uploads.keep(ctx, io.BytesIO(content), f"{name}.csv")
        return uploads.begin(ctx, campaign, kept, name, **how).list_id

    return begun


@pytest.fixture
def send(ctx, begin):
    def sent(body, name="May", **how):
        number = begin(body, name, **how)
        read(ctx, number)
        return number

    return sent


def read(ctx, number, rows_at_once=50, **how):
    chunk = fixed(rows_at_once)
    data = ctx.config.data.absolute()
    return importing.continue_import(number, data, ctx.now, chunk=chunk, **how)


def called(ctx, account, number):
    record = record_of(account)
    spoken(record)
    an_attempt(record, f"call of {account}", now=ctx.now(), list_id=number)
    settle(f"call of {account}", Outcome.BUSY)


def test_what_was_never_dialed_goes_and_the_rest_stays(ctx, campaign, send):
    first = send([*rows(3), row(account_number="dead", phone_1="416-555-0142 deceased",
                                phone_2="4165550143")], "April")  # fmt: skip
    called(ctx, "A2", first)
    info = lists.get(send(rows(2, 10), replaces=True))
    assert accounts(campaign) == ["A10", "A11", "A2", "dead"]
    assert (info.rows_removed, info.rows_stay, info.rows_good) == (2, 2, 2)
    assert recounting.differences() == []


@pytest.mark.parametrize("status", [RecordStatus.PENDING, RecordStatus.FILTERED_OUT])
def test_a_promise_not_to_call_does_not_go_with_its_record(ctx, campaign, send, status):
    send(rows(3), "April")
    models.Record.update(status=status).execute()
    whose = person_of(record_of("A1"))
    models.Phone.update(do_not_call=True).where(models.Phone.person == whose).execute()
    stops.mark(campaign, "A2", Mark(StopReason.DECEASED, Says("a list")))
    assert removing_records.undialed(campaign) == 1
    info = lists.get(send(rows(3), replaces=True))
    assert (info.rows_removed, info.rows_stay, info.rows_good) == (1, 2, 1)
    assert phones_of(record_of("A1"))[0].do_not_call
    assert models.Record.get_by_id(record_of("A2")).status is RecordStatus.STOPPED


def test_who_was_called_before_the_filter_left_them_out_is_begun(ctx, campaign, send):
    called(ctx, "A1", send(rows(1), "April"))
    models.Record.update(status=RecordStatus.FILTERED_OUT, attempts=1).execute()
    info = lists.get(send([row(account_number="A1", balance="1.00")], duplicates="overwrite"))
    assert (info.rows_good, info.rows_duplicate) == (0, 1)


def test_an_account_that_is_there_and_was_never_dialed_is_the_files(ctx, campaign, send):
    send(rows(2), "April")
    before = record_of("A1")
    info = lists.get(send([row(account_number="A1", balance="1.00")], replaces=True))
    assert (info.rows_good, info.rows_duplicate) == (1, 0)
    assert models.Person.get().fields["balance"] == "1.00"
    assert models.Record.get().list_id == info.id or before


def test_one_that_was_dialed_is_a_duplicate(ctx, campaign, send):
    called(ctx, "A1", send(rows(2), "April"))
    info = lists.get(send([row(account_number="A1", balance="1.00")], replaces=True))
    assert (info.rows_good, info.rows_duplicate, info.rows_stay) == (0, 1, 1)


def test_records_that_people_made_go_too(ctx, campaign, send):
    a_record(campaign, "+14165559999", account="mine")
    send(rows(1), replaces=True)
    assert accounts(campaign) == ["A1"]


def test_other_campaigns_keep_theirs(ctx, campaign, send):
    other = a_campaign()
    a_record(other, "+14165559999", account="theirs")
    send(rows(1), replaces=True)
    assert accounts(other) == ["theirs"]


def test_what_comes_while_it_goes_on_stays(ctx, campaign, send, begin):
    """Records of after the beginning are none of those that it replaces."""
    send(rows(120), "April")
    number = begin(rows(2, 500), replaces=True)

    def progress(_):
        if not models.Record.select().where(models.Record.account == "late").count():
            a_record(campaign, "+14165559998", account="late")

    read(ctx, number, progress=progress)
    assert accounts(campaign) == ["A500", "A501", "late"]


def test_killed_while_it_removes_it_goes_on(ctx, campaign, send, begin):
    send(rows(120), "April")
    number = begin(rows(3, 500), replaces=True)

    def die(_):
        raise Killed

    for left in (70, 20):
        with pytest.raises(Killed):
            read(ctx, number, progress=die)
        assert len(accounts(campaign)) == left
    info = read(ctx, number)
    assert accounts(campaign) == ["A500", "A501", "A502"]
    assert (info.status, info.rows_removed, info.rows_good) == ("done", 120, 3)
    assert read(ctx, number).rows_removed == 120


def test_killed_while_it_reads_it_removes_nothing_of_its_own(ctx, campaign, send, begin):
    send(rows(3), "April")
    number = begin(rows(120, 500), replaces=True)

    def die(done):
        if done.rows_read:
            raise Killed

    with pytest.raises(Killed):
        read(ctx, number, progress=die)
    assert read(ctx, number).rows_removed == 3
    assert len(accounts(campaign)) == 120


def test_the_preview_says_what_would_go_and_what_would_stay(ctx, campaign, send, tmp_path):
    called(ctx, "A2", send(rows(4), "April"))
    path = write_list(tmp_path / "new.csv", [*rows(3), row(account_number="A1")])
    found = preview_file(path, campaign_id=campaign)
    assert (found.replaceable, found.stays) == (3, 1)
    assert (found.rows_duplicate, found.rows_in_file, found.rows_overwriting) == (4, 1, 0)
    replaced = chosen("skip", "ignore", "keep", replaces=True)
    found = preview_file(path, campaign_id=campaign, choices=replaced)
    assert (found.rows_duplicate, found.rows_in_file) == (2, 1)
    found = preview_file(path, campaign_id=campaign, choices=chosen("overwrite", "ignore", "keep"))
    assert (found.rows_duplicate, found.rows_overwriting) == (4, 3)


def test_the_preview_and_the_import_agree(ctx, campaign, send, tmp_path):
    called(ctx, "A2", send(rows(4), "April"))
    body = [*rows(6), row(account_number="A1")]
    replaced = chosen("skip", "ignore", "keep", replaces=True)
    path = write_list(tmp_path / "new.csv", body)
    found = preview_file(path, campaign_id=campaign, choices=replaced)
    info = lists.get(send(body, replaces=True))
    assert info.rows_removed == found.replaceable
    assert info.rows_stay == found.stays
    assert info.rows_duplicate == found.rows_duplicate


def test_the_same_file_replaces_once_and_after_others_again(ctx, campaign, send):
    first = send(rows(2), replaces=True)
    assert send(rows(2), replaces=True) == first
    send(rows(2, 50), "June")
    assert send(rows(2), replaces=True) != first
    assert accounts(campaign) == ["A1", "A2"]


def test_a_file_that_was_replaced_may_come_again(ctx, campaign, send):
    first = send(rows(2))
    send(rows(2, 50), "June", replaces=True)
    again = send(rows(2))
    assert again != first
    assert len(accounts(campaign)) == 4


def test_an_active_campaign_is_not_finished_in_between(ctx, campaign, send, begin):
    send(rows(120), "April")
    number = begin(rows(2, 500), replaces=True)
    finished = []
    read(ctx, number, progress=lambda _: finished.extend(complete_finished(ctx.now())))
    assert finished == []
    assert campaigns.get(campaign).run_state is RunState.ACTIVE


def test_one_that_is_claimed_meanwhile_stays(ctx, campaign, send):
    """It is looked at again as it is deleted."""
    send(rows(2), "April")
    spoken(record_of("A1"))
    an_attempt(record_of("A1"), "one", now=ctx.now())
    send(rows(1, 50), replaces=True)
    assert accounts(campaign) == ["A1", "A50"]
    assert models.Record.get_by_id(record_of("A1")).status is RecordStatus.QUEUED
    assert removing_records.going([record_of("A1"), record_of("A50")]) == {record_of("A50")}
