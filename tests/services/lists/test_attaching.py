"""A list that one campaign brought in is called by others too; its people are stored once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.lists.by_hand import Changes
from esl_dialer.core.people.phone_marks import ALL_MARKED
from esl_dialer.core.words import AudioState, RecordAudio, RecordStatus, StopReason
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.campaigns import editing as campaigns_editing
from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Forbidden, NotFound, Refused
from esl_dialer.services.lists import attaching, filters, named, taking, undoing
from esl_dialer.services.people import editing, making, phone_marks
from esl_dialer.store import models
from esl_dialer.store.calls import claims
from esl_dialer.store.lists import letting_go
from esl_dialer.store.lists import taking as stored_taking
from esl_dialer.store.lists.letting_go import Leaving
from esl_dialer.store.people import gate_renewal
from esl_dialer.store.reports import recounting
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, an_import, phones_of, status_of

NUMBERS = [f"+1416555010{n}" for n in range(5)]
FIELDS = {"first_name": "JOHN", "last_name": "MUGLIA", "tfn": "8005550100", "did": "4165550199"}


@pytest.fixture
def first(ctx) -> int:
    return a_campaign(name="January")


@pytest.fixture
def second(ctx) -> int:
    return a_campaign(name="May", audio_state=AudioState.READY, run_state="draft")


@pytest.fixture
def a_list(first) -> int:
    """Of five people, the last of whom is not to be called."""
    its = {"name": "A list", "file_name": "a.csv", "stored_path": "a", "sha256": "a"}
    made = an_import(campaign=first, status="done", created_at=NOW, **its)
    plain = {"list": made.id, "fields": FIELDS, "priority": 7, "attempts": 2}
    for n, number in enumerate(NUMBERS[:4]):
        a_record(first, number, account=f"L{n}", **plain)
    a_record(
        first, NUMBERS[4], account="L4", stop_reason=StopReason.DNC, stop_source=ALL_MARKED,
        status=RecordStatus.DNC, ready=False, **plain,
    )  # fmt: skip
    return int(made.id)


def records(campaign: int) -> list[models.Record]:
    table = models.Record
    return list(table.select().where(table.campaign == campaign).order_by(table.position))


def test_a_campaign_calls_the_people_of_anothers_list_as_new_ones(ctx, first, second, a_list):
    own = a_record(second, "+14165550999", account="L1", position=70)
    done = attaching.attach(ctx, "May", a_list)
    assert (done.people, done.records) == (5, 4)
    mine, *taken = records(second)
    assert mine.id == own
    assert [(r.account, r.position, r.status) for r in taken] == [
        ("L0", 71, "pending"), ("L2", 72, "pending"), ("L3", 73, "pending"), ("L4", 74, "dnc"),
    ]  # fmt: skip
    assert {(r.attempts, r.priority, r.audio, r.ready) for r in taken} == {
        (0, 0, RecordAudio.NONE, False)
    }
    assert all(r.own_transfer and r.gate == "America/Toronto" for r in taken)
    assert [phone.number for phone in phones_of(taken[1])] == [NUMBERS[2]]
    assert claims.load([taken[1].id])[0].did == FIELDS["did"]
    assert models.Person.select().count() == 6
    assert campaigns.get(ctx, second).audio_state is AudioState.INCOMPLETE
    assert recounting.differences() == []


def test_what_was_cut_off_goes_on_and_nobody_is_taken_twice(ctx, second, a_list, monkeypatch):
    monkeypatch.setattr(taking, "CHUNK", 2)
    with monkeypatch.context() as patched:
        patched.setattr(stored_taking, "take", _cut_after(1, stored_taking.take))
        with pytest.raises(InterruptedError):
            attaching.attach(ctx, second, a_list)
    assert len(records(second)) == 2
    with pytest.raises(Refused):
        campaigns.start(ctx, second)
    assert [r.account for r in records(second)] == [f"L{n}" for n in range(5)]
    assert attaching.attach(ctx, second, a_list).people == 0
    assert len({r.position for r in records(second)}) == 5


def _cut_after(times, take):
    taken = iter(range(times))

    def until_then(*given):
        if next(taken, None) is None:
            raise InterruptedError
        return take(*given)

    return until_then


def later(ctx) -> None:
    ctx.clock.at += attaching.QUIET + timedelta(seconds=1)


def test_a_worker_goes_on_with_what_was_cut_off(ctx, second, a_list, monkeypatch):
    monkeypatch.setattr(taking, "CHUNK", 2)
    monkeypatch.setattr(attaching, "CHUNK", 2)
    with monkeypatch.context() as patched:
        patched.setattr(stored_taking, "take", _cut_after(1, stored_taking.take))
        with pytest.raises(InterruptedError):
            attaching.attach(ctx, second, a_list)
    assert not attaching.work_once(ctx)
    later(ctx)
    assert attaching.work_once(ctx)
    assert [r.account for r in records(second)] == [f"L{n}" for n in range(5)]
    later(ctx)
    assert not attaching.work_once(ctx)
    with monkeypatch.context() as patched:
        patched.setattr(letting_go, "let_go", _cut_after(1, letting_go.let_go))
        with pytest.raises(InterruptedError):
            attaching.detach(ctx, second, a_list)
    assert len(records(second)) == 3
    with pytest.raises(Refused, match="being detached"):
        attaching.attach(ctx, second, a_list)
    with pytest.raises(Refused, match="being detached"):
        attaching.detach(ctx, second, a_list)
    taking.take_new(ctx, second)
    later(ctx)
    while attaching.work_once(ctx):
        later(ctx)
    assert records(second) == []
    assert named.show(ctx, a_list).attached == ()
    told = models.Audit.select().where(models.Audit.action.startswith("list.detach"))
    assert [entry.detail for entry in told.order_by(models.Audit.id)] == [
        {"campaign": second, "goes": 5, "stays": 0}, {"campaign": second, "removed": 5},
    ]  # fmt: skip


def test_an_account_that_a_list_has_twice_is_taken_once(ctx, first, second, a_list):
    a_record(first, "+14165550177", account="L2", list=a_list, copy=1)
    done = attaching.attach(ctx, second, a_list)
    assert (done.people, done.records) == (6, 5)
    taken = records(second)
    assert [r.account for r in taken] == [f"L{n}" for n in range(5)]
    assert [phone.number for phone in phones_of(taken[2])] == [NUMBERS[2]]
    assert [r.position for r in taken] == list(range(1, 6))


def test_what_must_not_be_called_outlives_the_campaign_that_heard_it(ctx, first, second, a_list):
    attaching.attach(ctx, second, a_list)
    mine = records(second)[0].id
    editing.change(ctx, mine, Changes(fields={"full_name": "JANE ROE"}))
    (phone,) = phones_of(models.Record.get_by_id(mine))
    phone_marks.mark(ctx, mine, phone.id, marked=True)
    assert status_of(records(first)[0].id) is RecordStatus.DNC
    lone = records(second)[1].id
    editing.change(ctx, lone, Changes(fields={"full_name": "JIM ROE"}))
    alone = models.Record.get_by_id(lone).person_id
    models.Person.update(stop_reason=StopReason.LEGAL).where(models.Person.id == alone).execute()
    assert attaching.detach(ctx, second, a_list) == Leaving(goes=3, called=0, promised=2)
    assert [r.id for r in records(second)] == [mine, lone]
    assert recounting.differences() == []


def test_who_was_left_of_a_deleted_campaigns_list_goes_with_the_last(ctx, first, second, a_list):
    attaching.attach(ctx, second, a_list)
    models.Campaign.update(run_state="stopped").where(models.Campaign.id == first).execute()
    campaigns_editing.delete(ctx, first)
    assert [one.list.id for one in named.page(ctx).uses] == [a_list]
    assert (models.Person.select().count(), len(records(second))) == (5, 5)
    attaching.detach(ctx, second, a_list)
    assert (models.Person.select().count(), named.page(ctx).uses) == (0, ())


def test_lists_are_told_in_pages(ctx):
    numbers = [named.create(ctx, {"name": f"Fair {n}"}).list.id for n in range(5)]
    page = named.page(ctx, "fair", limit=2)
    assert [one.list.id for one in page.uses] == numbers[:2:-1]
    rest = named.page(ctx, "fair", page.next, limit=3)
    assert ([one.list.id for one in rest.uses], rest.next) == (numbers[2::-1], 0)
    assert [one.list.name for one in named.page(ctx, "R 3", limit=0).uses] == ["Fair 3"]


def test_what_one_record_says_anew_changes_no_other(ctx, first, second, a_list):
    attaching.attach(ctx, second, a_list)
    mine, theirs = records(second)[0], records(first)[0]
    editing.change(ctx, mine.id, Changes(fields={"full_name": "JANE ROE"}))
    mine, theirs = (models.Record.get_by_id(one.id) for one in (mine, theirs))
    assert (mine.person.full_name, theirs.person.full_name) == ("JANE ROE", "JOHN MUGLIA")
    assert [p.number for p in phones_of(mine)] == [p.number for p in phones_of(theirs)]
    assert mine.person_id != theirs.person_id
    editing.change(ctx, theirs.id, Changes(fields={"full_name": "JIM ROE"}))
    assert models.Person.select().count() == 6


def test_a_mark_of_a_phone_holds_for_all_of_the_persons_records(ctx, first, second, a_list):
    attaching.attach(ctx, second, a_list)
    mine, theirs = records(second)[0].id, records(first)[0].id
    (phone,) = phones_of(mine)
    phone_marks.mark(ctx, mine, phone.id, marked=True)
    assert (status_of(mine), status_of(theirs)) == (RecordStatus.DNC, RecordStatus.DNC)
    phone_marks.mark(ctx, theirs, phone.id, marked=False)
    assert (status_of(mine), status_of(theirs)) == (RecordStatus.PENDING, RecordStatus.PENDING)
    assert recounting.differences() == []


def test_a_campaigns_filter_leaves_out_of_a_list_whom_it_does_not_mean(ctx, first, second, a_list):
    owing = filters.create(ctx, "L2", {"column": "account_number", "test": "equals", "value": "L2"})
    models.Campaign.update(filter_id=owing.id).where(models.Campaign.id == second).execute()
    attaching.attach(ctx, second, a_list)
    assert {r.account: r.status for r in records(second)} == {
        "L0": "filtered_out", "L1": "filtered_out", "L2": "pending", "L3": "filtered_out",
        "L4": "dnc",
    }  # fmt: skip
    assert {r.status for r in records(first)} == {"pending", "dnc"}


def test_who_is_deleted_in_one_campaign_stays_in_the_other(ctx, first, second, a_list):
    attaching.attach(ctx, second, a_list)
    mine, theirs = records(second)[0], records(first)[0]
    making.delete(ctx, theirs.id)
    assert [phone.number for phone in phones_of(mine)] == [NUMBERS[0]]
    an_attempt(records(first)[0].id, "one")
    called = records(first)[0]
    models.Record.update(status=RecordStatus.NO_ANSWER).where(
        models.Record.id == called.id
    ).execute()
    making.delete(ctx, called.id)
    assert (phones_of(called), len(phones_of(records(second)[1]))) == ([], 1)


def test_detached_a_campaign_lets_go_of_those_whom_it_never_called(ctx, first, second, a_list):
    attaching.attach(ctx, second, a_list)
    called = records(second)[0].id
    models.Record.update(ready=True).where(models.Record.id == called).execute()
    assert an_attempt(called, "one")
    assert attaching.detach(ctx, second, a_list) == Leaving(goes=4, called=1, promised=0)
    assert [r.id for r in records(second)] == [called]
    assert len(records(first)) == models.Person.select().count() == 5
    assert recounting.differences() == []
    with pytest.raises(NotFound, match="is not attached"):
        attaching.detach(ctx, second, a_list)


def test_lists_tell_how_many_they_are_and_who_calls_them(ctx, first, second, a_list):
    attaching.attach(ctx, second, a_list)
    (one,) = named.page(ctx).uses
    assert (one.list.id, [use.campaign for use in one.attached]) == (a_list, [second])
    assert named.show(ctx, a_list) == replace(one, people=5)


def test_what_can_not_be_attached_is_told(ctx, first, second, a_list):
    with pytest.raises(Refused, match="the campaign itself brought"):
        attaching.attach(ctx, first, a_list)
    with pytest.raises(NotFound, match="no list 99"):
        attaching.attach(ctx, second, 99)
    models.ListImport.update(status="importing").execute()
    with pytest.raises(Refused, match="is still read"):
        attaching.attach(ctx, second, a_list)
    models.ListImport.update(status="undone").execute()
    with pytest.raises(Refused, match="was undone"):
        attaching.attach(ctx, second, a_list)
    models.Campaign.update(undoing=a_list).where(models.Campaign.id == second).execute()
    with pytest.raises(Refused, match="of this campaign is being undone"):
        attaching.attach(ctx, second, a_list)
    viewer = replace(ctx, actor=Actor("vera", frozenset()))
    with pytest.raises(Forbidden):
        named.page(viewer)


def test_while_an_import_of_the_campaign_is_undone_start_takes_nobody(ctx, second, a_list):
    models.CampaignList.create(campaign=second, list=a_list, attached_at=NOW, attached_by="vera")
    models.Campaign.update(undoing=a_list).where(models.Campaign.id == second).execute()
    taking.take_new(ctx, second)
    assert records(second) == []
    models.Campaign.update(undoing=None).execute()
    taking.take_new(ctx, second)
    assert len(records(second)) == 5


def test_a_list_that_another_campaign_calls_is_not_undone(ctx, first, second, a_list):
    """Its people may be the wrong ones there too."""
    attaching.attach(ctx, second, a_list)
    with pytest.raises(Refused, match="1 other campaign calls its people"):
        undoing.begin(ctx, a_list)
    attaching.detach(ctx, second, a_list)
    assert undoing.begin(ctx, a_list).undoing


def test_a_deleted_campaign_has_no_list_any_more(ctx, second, a_list):
    attaching.attach(ctx, second, a_list)
    campaigns_editing.delete(ctx, second)
    assert named.show(ctx, a_list).attached == ()
    assert models.Person.select().count() == 5


def test_while_gates_are_made_anew_those_of_who_is_taken_are_too(ctx, first, second, a_list):
    """Whose people they are may not have come to them yet."""
    models.GateRenewal.create(campaign=first)
    own = a_record(second, "+14165550999", account="own")
    attaching.attach(ctx, second, a_list)
    assert gate_renewal.waiting() == {first, second}
    assert models.GateRenewal.get(models.GateRenewal.campaign == second).after == own
