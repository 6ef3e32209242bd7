"""Lists that stand apart from campaigns: made, fed, called, followed, put out of use."""

from dataclasses import replace
from pathlib import Path

import pytest

from esl_dialer.core.lists.reading_plan import Options
from esl_dialer.core.rules.rule import Subject
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.services.lists import attaching, cancelling, importing, loading, named, undoing
from esl_dialer.services.rules.why import conditions
from esl_dialer.store import models
from esl_dialer.store.calls import claims
from esl_dialer.store.people import persons
from esl_dialer.store.reports import recounting
from tests.services.lists.helpers import row, rows, write_list
from tests.store.rows import a_campaign, an_attempt, an_import, status_of


@pytest.fixture
def fair(ctx) -> int:
    return named.create(ctx, {"name": "Fair", "source": "the fair of May"}).list.id


def call(record: models.Record, name: str) -> None:
    """Somebody of the list is dialed, and it was busy."""
    models.Record.update(ready=True).where(models.Record.id == record.id).execute()
    assert an_attempt(record.id, name, list_id=record.list_id)
    ended = {"state": "ended", "outcome": "busy"}
    models.Attempt.update(**ended).where(models.Attempt.id == name).execute()
    models.Record.update(status="retry", ready=False).where(models.Record.id == record.id).execute()


def load(ctx, into: int, folder: Path, body: list[list[str]], **how) -> importing.Progress:
    path = write_list(folder / f"{len(list(folder.iterdir()))}.csv", body)
    return loading.load(ctx, None, path, into=into, **how).progress


def of(campaign: int) -> list[models.Record]:
    table = models.Record
    return list(table.select().where(table.campaign == campaign).order_by(table.position))


def test_a_list_is_made_changed_and_told(ctx, fair):
    use = named.show(ctx, fair)
    assert (use.list.apart, use.list.source, use.people) == (True, "the fair of May", 0)
    changed = named.change(ctx, fair, {"description": "who left a card", "active": False})
    assert (changed.list.description, changed.list.active) == ("who left a card", False)
    with pytest.raises(Invalid, match="already a list"):
        named.create(ctx, {"name": "fair"})
    with pytest.raises(Invalid, match="a letter in it"):
        named.create(ctx, {"name": "17"})
    with pytest.raises(NotFound):
        named.show(ctx, 99)
    with pytest.raises(Forbidden):
        named.create(replace(ctx, actor=Actor("vera", frozenset())), {"name": "Other"})


def test_no_list_has_the_number_of_anothers_import(ctx, fair, tmp_path):
    load(ctx, fair, tmp_path, rows(1))
    again = named.create(ctx, {"name": "Other"}).list.id
    own = an_import(campaign=a_campaign())
    numbers = [one.id for one in models.List] + [one.id for one in models.ListImport]
    assert sorted(numbers) == [1, 2, 3, 4, 4]
    assert (fair, again, own.list_id) == (1, 3, 4)


def test_people_come_in_and_campaigns_take_and_follow_them(ctx, fair, tmp_path):
    done = load(ctx, fair, tmp_path, rows(3))
    assert (done.status, done.rows_good, models.Record.select().count()) == ("done", 3, 0)
    snapshot, follows = a_campaign(name="Once"), a_campaign(name="Follows")
    assert attaching.attach(ctx, snapshot, fair).records == 3
    assert attaching.attach(ctx, follows, fair, follows=True).records == 3
    again = load(ctx, fair, tmp_path, rows(2, first=3))
    assert (again.rows_good, again.rows_duplicate) == (1, 1)
    assert [len(of(one)) for one in (snapshot, follows)] == [3, 4]
    assert attaching.attach(ctx, snapshot, fair).records == 1
    assert {one.list_id for one in of(follows)} == {fair}
    attaching.attach(ctx, follows, fair, follows=False)
    load(ctx, fair, tmp_path, rows(1, first=9))
    assert (len(of(follows)), named.show(ctx, fair).people) == (4, 5)


def test_who_is_overwritten_stays_as_they_were_where_they_were_taken(ctx, fair, tmp_path):
    load(ctx, fair, tmp_path, rows(2))
    campaign = a_campaign()
    attaching.attach(ctx, campaign, fair)
    first, second = of(campaign)
    models.Phone.update(do_not_call=True).where(models.Phone.person == second.person).execute()
    load(
        ctx, fair, tmp_path, [row(account_number=f"A{n}", phone_1=f"416555{n:04}", city="Laval")
                              for n in (1, 2)],
        duplicates="overwrite",
    )  # fmt: skip
    assert {one.person.fields["city"] for one in of(campaign)} == {"Markham"}
    there = list(models.Person.select().where(models.Person.list == fair))
    assert [(one.account, one.fields["city"]) for one in there] == [
        ("A1", "Laval"),
        ("A2", "Laval"),
    ]
    marks = models.Phone.select(models.Phone.do_not_call).where(models.Phone.person.in_(there))
    assert sorted(mark for (mark,) in marks.tuples()) == [False, True]
    assert persons.own(first.id) == first.person_id


def test_who_follows_calls_with_what_the_list_says_anew(ctx, fair, tmp_path):
    load(ctx, fair, tmp_path, rows(3))
    campaign = a_campaign(audio_state="ready")
    attaching.attach(ctx, campaign, fair, follows=True)
    first, _, third = of(campaign)
    call(first, "one")
    marked = models.Phone.update(do_not_call=True)
    marked.where(models.Phone.person == persons.own(third.id)).execute()
    anew = [
        row(account_number=f"A{n}", phone_1=f"416555{n:04}", phone_2="4165559999", city="Laval")
        for n in (1, 2, 3)
    ]
    load(ctx, fair, tmp_path, anew, duplicates="overwrite")
    assert [one.person.fields["city"] for one in of(campaign)] == ["Markham", "Laval", "Laval"]
    assert [one.audio for one in of(campaign)][1:] == ["none", "none"]
    phones = models.Phone.select().where(models.Phone.person == of(campaign)[2].person)
    assert [phone.do_not_call for phone in phones.order_by(models.Phone.position)] == [True, False]
    assert models.Person.select().count() == 4
    assert recounting.differences() == []


def test_what_replaces_takes_out_whom_nobody_called(ctx, fair, tmp_path):
    load(ctx, fair, tmp_path, rows(3))
    campaign = a_campaign()
    attaching.attach(ctx, campaign, fair)
    call(of(campaign)[0], "called")
    done = load(ctx, fair, tmp_path, rows(2, first=3), replaces=True)
    assert (done.rows_removed, done.rows_stay, done.rows_good) == (2, 1, 2)
    assert [one.account for one in of(campaign)] == ["A1"]
    assert named.show(ctx, fair).people == 3


def test_who_is_let_go_by_a_campaign_stays_in_the_list(ctx, fair, tmp_path):
    load(ctx, fair, tmp_path, rows(2))
    campaign = a_campaign()
    attaching.attach(ctx, campaign, fair)
    assert attaching.detach(ctx, campaign, fair).goes == 2
    assert (named.show(ctx, fair).people, models.Phone.select().count()) == (2, 2)
    attaching.attach(ctx, campaign, fair)
    record = of(campaign)[0]
    alone = persons.own(record.id)
    assert alone != record.person_id
    assert named.show(ctx, fair).people == 2


def test_a_word_that_stops_somebody_stops_them_in_every_campaign(ctx, fair, tmp_path):
    load(ctx, fair, tmp_path, rows(2))
    campaign = a_campaign()
    attaching.attach(ctx, campaign, fair)
    stop = row(account_number="A1", phone_1="416555 0001 deceased")
    done = load(ctx, fair, tmp_path, [stop])
    assert done.stops == {"deceased": 1}
    assert [str(status_of(one.id)) for one in of(campaign)] == ["stopped", "pending"]


def test_who_is_of_an_inactive_list_is_not_called_until_it_is_active(ctx, fair, tmp_path):
    load(ctx, fair, tmp_path, rows(2))
    campaign = a_campaign(run_state="draft")
    attaching.attach(ctx, campaign, fair)
    named.change(ctx, fair, {"active": False})
    assert {str(status_of(one.id)) for one in of(campaign)} == {"filtered_out"}
    assert subject_of(ctx, campaign, of(campaign)[0].id).inactive_list == "Fair"
    named.change(ctx, fair, {"active": True})
    assert {str(status_of(one.id)) for one in of(campaign)} == {"pending"}


def subject_of(ctx, campaign: int, record: int) -> Subject:
    found = campaigns.get(ctx, campaign)
    (subject,) = claims.subjects_of(claims.load([record]), found, conditions(ctx), ctx.now())
    return subject


def test_only_the_source_statuses_that_the_campaign_chose_are_called(ctx, fair, tmp_path):
    load(ctx, fair, tmp_path, rows(1), options=Options(source_status="Cold"))
    load(ctx, fair, tmp_path, rows(1, first=2), options=Options(source_status="ready"))
    load(ctx, fair, tmp_path, rows(1, first=3))
    campaign = a_campaign(run_state="draft")
    attaching.attach(ctx, campaign, fair)
    assert statuses(campaign) == {"A1": "filtered_out", "A2": "pending", "A3": "pending"}
    choose(ctx, campaign, "Cold, Warm")
    assert statuses(campaign) == {"A1": "pending", "A2": "filtered_out", "A3": "pending"}
    choose(ctx, campaign, "")
    assert statuses(campaign) == {"A1": "filtered_out", "A2": "filtered_out", "A3": "pending"}


def choose(ctx, campaign: int, text: str) -> None:
    draft = editing.draft_of(campaigns.get(ctx, campaign))
    editing.edit(ctx, campaign, replace(draft, source_statuses=text))


def statuses(campaign: int) -> dict[str, str]:
    return {one.account: str(one.status) for one in of(campaign)}


def test_an_import_of_which_nobody_was_called_is_undone(ctx, fair, tmp_path, monkeypatch):
    load(ctx, fair, tmp_path, rows(3))
    campaign = a_campaign()
    attaching.attach(ctx, campaign, fair)
    changed = [row(account_number="A1", phone_1="4165550001", city="Laval")]
    second = load(ctx, fair, tmp_path, [*changed, *rows(1, first=8)], duplicates="overwrite")
    attaching.attach(ctx, campaign, fair)
    call(of(campaign)[1], "to another")
    plan = undoing.look(ctx, second.list_id)
    assert (plan.goes, plan.made.overwritten, plan.reasons) == (1, 1, ())
    monkeypatch.setattr(ctx.clock, "sleep", lambda _: None)
    done = undoing.undo(ctx, second.list_id)
    assert (done.status, done.rows_undone) == ("undone", 1)
    assert [one.account for one in of(campaign)] == ["A1", "A2", "A3"]
    assert campaigns.get(ctx, campaign).undoing is None
    with pytest.raises(Refused, match="1 call was placed"):
        undoing.undo(ctx, second.list_id - 1)


def test_a_campaigns_own_list_takes_no_other_import(ctx, fair, tmp_path):
    own = an_import(campaign=a_campaign())
    with pytest.raises(Refused, match="the list of one import"):
        load(ctx, own.id, tmp_path, rows(1))
    done = load(ctx, fair, tmp_path, rows(1))
    with pytest.raises(Refused, match="it has ended"):
        cancelling.cancel_import(ctx, done.list_id)
