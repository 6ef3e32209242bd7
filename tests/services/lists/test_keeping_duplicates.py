"""A campaign may look for no duplicates: each row is a record, within the caps of its people."""

import io
from dataclasses import replace

import pytest

from esl_dialer.core.lists.by_hand import Typed, TypedPhone
from esl_dialer.core.lists.likeness import Duplicates, chosen, for_campaign
from esl_dialer.core.rules.rule import Conditions
from esl_dialer.core.words import StopReason
from esl_dialer.services.errors import Invalid, NotFound, Refused
from esl_dialer.services.lists import importing, uploads
from esl_dialer.services.lists.previewing import preview_file
from esl_dialer.services.people import making, records, removing_accounts
from esl_dialer.services.people.editing import as_it_is, edit
from esl_dialer.store import models
from esl_dialer.store.calls import claims
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.lists import lists
from tests.services.lists.helpers import fixed, row, rows, write_list
from tests.services.lists.test_undoing import record_of, spoken
from tests.store.rows import a_campaign, an_attempt, person_of


@pytest.fixture
def campaign(ctx):
    return a_campaign(duplicates="keep")


@pytest.fixture
def send(ctx, campaign, tmp_path):
    def sent(body, name="May", into=None, **how):
        content = write_list(tmp_path / f"{name}.csv", body).read_bytes()
        kept = uploads.keep(ctx, io.BytesIO(content), f"{name}.csv")
        number = uploads.begin(ctx, into or campaign, kept, name, **how).list_id
        data = ctx.config.data.absolute()
        importing.continue_import(number, data, ctx.now, chunk=fixed(2))
        return number

    return sent


def copies():
    return sorted((one.account, one.copy) for one in models.Record.select())


def test_the_second_of_an_account_is_a_record_of_its_own(ctx, send):
    info = lists.get(send([row(account_number="A1") for _ in range(5)]))
    assert (info.rows_good, info.rows_duplicate) == (5, 0)
    assert copies() == [("A1", n) for n in range(5)]


def test_so_is_that_of_another_file(ctx, send):
    send(rows(2), "April")
    send(rows(3), "May")
    assert copies() == [("A1", 0), ("A1", 1), ("A2", 0), ("A2", 1), ("A3", 0)]


def test_the_same_file_twice_adds_nothing(ctx, send):
    assert send(rows(2)) == send(rows(2))


def test_overwriting_is_not_asked(ctx, send):
    send(rows(1), "April")
    info = lists.get(send(rows(2), "May", duplicates="overwrite"))
    assert (info.rows_good, info.rows_overwritten) == (2, 0)


def test_an_import_can_not_choose_it(ctx, send):
    """It is the campaign's to say."""
    other = a_campaign()
    info = lists.get(send([*rows(1), *rows(1)], into=other, duplicates="keep"))
    assert (info.rows_good, info.rows_duplicate, info.duplicates) == (1, 1, "skip")
    keep = chosen("keep", "ignore", "keep")
    assert for_campaign(keep, "find").duplicates is Duplicates.SKIP
    assert for_campaign(keep, "keep").duplicates is Duplicates.KEEP


def test_it_is_told_by_line(ctx, campaign, send, tmp_path):
    number = send([row(account_number="A1"), row(account_number="A1")])
    (told,) = lists.problems(number, 10)
    assert (told.line, told.warning) == (3, True)
    path = write_list(tmp_path / "new.csv", rows(2))
    found = preview_file(path, campaign_id=campaign, choices=chosen("keep", "ignore", "keep"))
    assert (found.rows_another, found.rows_duplicate) == (1, 0)


def test_one_person_has_one_key_and_one_number_one_call(ctx, campaign, send):
    """So what a person heard today counts for all of them, and no two are called at once."""
    send([row(account_number="A1") for _ in range(3)])
    one, two, three = (record.id for record in models.Record.select().order_by("id"))
    assert len({person.person_key for person in models.Person.select()}) == 1
    for record in (one, two, three):
        spoken(record)
    key = models.Record.get_by_id(one).person.person_key
    an_attempt(one, "first", now=ctx.now(), person_key=key)
    its = campaigns.get(campaign)
    real = Conditions(switch_simulated=False)
    found = claims.subjects_of(claims.load([two, three]), its, real, ctx.now())
    assert all(one.contact.number_live and one.contact.person_live for one in found)


def test_a_stop_of_the_list_stops_each_of_them(ctx, send):
    send([row(account_number="A1"), row(account_number="A1")])
    send([row(account_number="A1", phone_2="4165550142 deceased")], "June")
    assert [one.stop_reason for one in models.Person.select()] == [StopReason.DECEASED] * 3


def test_a_person_adds_one_by_hand(ctx, campaign, send):
    send(rows(1))
    record = making.add(ctx, campaign, as_it_is(ctx, record_of("A1")))
    assert models.Record.get_by_id(record).copy == 1
    other = a_campaign()
    making.add(ctx, other, as_it_is(ctx, record))
    with pytest.raises(Invalid):
        making.add(ctx, other, as_it_is(ctx, record))


def test_a_record_may_be_given_an_account_that_is_there(ctx, campaign, send):
    send(rows(2))
    typed = as_it_is(ctx, record_of("A2"))
    edit(ctx, record_of("A2"), replace(typed, fields=typed.fields | {"account_number": "A1"}))
    assert copies() == [("A1", 0), ("A1", 1)]


def test_removing_the_account_removes_all_of_it(ctx, campaign, send):
    send([*rows(2), *rows(2)])
    removing_accounts.remove(ctx, campaign, "A1")
    assert copies() == [("A2", 0), ("A2", 1)]


def test_where_one_is_gone_the_next_takes_no_ones_place(ctx, campaign, send):
    send([row(account_number="A1") for _ in range(3)])
    models.Record.delete().where(models.Record.copy == 1).execute()
    send([row(account_number="A1")], "June")
    assert copies() == [("A1", 0), ("A1", 2), ("A1", 3)]


def test_where_an_account_has_several_records_one_is_named(ctx, send, campaign):
    """Nobody else's reason is told, and nothing is done to another record than was meant."""
    send([row(account_number="A1") for _ in range(2)])
    first, second = (one.id for one in models.Record.select().order_by(models.Record.id))
    with pytest.raises(Refused, match=f"name one of them: record:{first}, record:{second}"):
        records.number_of(ctx, campaign, "A1")
    assert records.number_of(ctx, campaign, f"record:{second}") == second
    models.Record.update(status="stopped").where(models.Record.id == first).execute()
    models.Person.update(stop_reason=StopReason.DECEASED).where(
        models.Person.id == person_of(first).id
    ).execute()
    assert records.person(ctx, first).reason.rule == "final"
    assert records.person(ctx, second).reason.rule != "final"
    with pytest.raises(NotFound):
        records.number_of(ctx, campaign, f"record:{second + 1}")
    with pytest.raises(NotFound):
        records.number_of(ctx, campaign, str(second))


def test_of_several_that_were_deleted_one_comes_back(ctx, send, campaign):
    send([row(account_number="A1") for _ in range(2)])
    models.Record.update(status="deleted").execute()
    models.Phone.delete().execute()
    fields = {"account_number": "A1", "first_name": "Ann", "last_name": "Roy", "province": "ON"}
    fields["tfn"] = "8005550100"
    back = making.add(ctx, campaign, Typed(fields, (TypedPhone("4165550101", "home"),)))
    left = models.Record.select().where(models.Record.status != "deleted")
    assert [one.id for one in left] == [back]
