"""An import is undone while nobody of it was called; nobody is called from what is half gone."""

import io
from datetime import timedelta

import pytest

from esl_dialer.core.lists.layout import HEADERS
from esl_dialer.core.notices.notices import NoticeKind, of_outbox
from esl_dialer.core.rules.rule import Conditions
from esl_dialer.core.rules.why_not import why_not_campaign
from esl_dialer.core.words import AudioState, CallState, Outcome, RecordStatus
from esl_dialer.services.accounts import audit_trail
from esl_dialer.services.accounts.audit_trail import Wanted
from esl_dialer.services.context import Actor, Context
from esl_dialer.services.errors import Forbidden, NotFound, Refused
from esl_dialer.services.lists import importing, list_reading, undoing, uploads
from esl_dialer.services.speech import audio as audio_service
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import transaction
from esl_dialer.store.lists import lists
from esl_dialer.store.lists import undoing as store
from esl_dialer.store.reports import recounting
from esl_dialer.store.speech import audio
from esl_dialer.store.system import outbox
from tests.services.lists.helpers import row, rows, write_list
from tests.store.rows import a_campaign, a_record, an_attempt, person_of

ME = "here:1"


class Killed(BaseException):
    """As kill -9 does: nothing after it is done."""


@pytest.fixture(autouse=True)
def quick(ctx, monkeypatch):
    def sleep(seconds):
        ctx.clock.at += timedelta(seconds=seconds)

    monkeypatch.setattr(ctx.clock, "sleep", sleep)


@pytest.fixture
def campaign(ctx):
    return a_campaign()


@pytest.fixture
def send(ctx, campaign, tmp_path):
    """Import these rows; the list's number."""

    def sent(body, name="May", headers=HEADERS, **how):
        content = write_list(tmp_path / f"{name}.csv", body, headers).read_bytes()
        kept = uploads.keep(ctx, io.BytesIO(content), f"{name}.csv")
        begun = uploads.begin(ctx, campaign, kept, name, **how)
        importing.continue_import(begun.list_id, ctx.config.data.absolute(), ctx.now)
        return begun.list_id

    return sent


def accounts(campaign):
    table = models.Record
    query = table.select(table.account).where(
        (table.campaign == campaign) & (table.status != RecordStatus.DELETED)
    )
    return sorted(row.account for row in query)


def record_of(account):
    return models.Record.get(models.Record.account == account).id


def settle(name, outcome):
    """The call has ended, and its record waits again."""
    table = models.Attempt
    table.update(state=CallState.ENDED, outcome=outcome).where(table.id == name).execute()
    record = table.get_by_id(name).record_id
    models.Claim.delete().where(models.Claim.record == record).execute()
    models.Record.update(status="pending").where(models.Record.id == record).execute()


def spoken(number):
    models.Record.update(audio="ready", ready=True).where(models.Record.id == number).execute()


def test_it_takes_out_what_it_made_and_nothing_else(ctx, campaign, send):
    others = a_record(campaign, "+14165559999", account="mine")
    number = send(rows(120))
    done = undoing.undo(ctx, number)
    assert (done.status, done.rows_undone, done.undone_by) == ("undone", 120, "command line")
    assert accounts(campaign) == ["mine"]
    assert models.Phone.select().count() == 1
    assert models.Record.get_by_id(others).status is RecordStatus.PENDING
    assert campaigns.get(campaign).undoing is None
    assert recounting.differences() == []


def test_who_did_it_is_in_the_audit_trail(ctx, campaign, send):
    undoing.undo(ctx, send(rows(3)))
    end, begin = audit_trail.page(ctx, Wanted(action="list.und"))
    assert (begin.action, end.action) == ("list.undo", "list.undone")
    assert end.detail["removed"] == 3


def test_the_same_file_can_be_imported_again(ctx, campaign, send):
    undoing.undo(ctx, send(rows(3)))
    assert lists.get(send(rows(3))).rows_good == 3


def test_what_it_overwrote_stays_as_it_left_it(ctx, campaign, send):
    send(rows(3), "April")
    number = send([*rows(2), row(account_number="new", first_name="Ann")], duplicates="overwrite")
    plan = undoing.look(ctx, number)
    assert (plan.goes, plan.made.overwritten, plan.reasons) == (1, 2, ())
    undoing.undo(ctx, number)
    assert accounts(campaign) == ["A1", "A2", "A3"]


@pytest.mark.parametrize("first_goes", ["first", "last"])
def test_when_both_are_undone_nobody_of_either_is_left(ctx, campaign, send, first_goes):
    mine = a_record(campaign, "+14165559999", account="mine")
    made = send(rows(3), "April")
    took = send([*rows(2), row(account_number="mine")], duplicates="overwrite")
    one, other = (made, took) if first_goes == "first" else (took, made)
    undoing.undo(ctx, one)
    undoing.undo(ctx, other)
    assert accounts(campaign) == ["mine"]
    assert models.Record.get_by_id(mine).list_id is None
    assert recounting.differences() == []


def test_what_a_later_import_took_over_is_counted_before(ctx, campaign, send):
    made = send(rows(3), "April")
    send(rows(2), duplicates="overwrite")
    plan = undoing.look(ctx, made)
    assert (plan.goes, plan.made.taken) == (1, 2)


def test_who_was_left_out_as_a_duplicate_can_be_sent_again(ctx, campaign, send):
    made, later = send(rows(3), "April"), send(rows(4), "May")
    assert undoing.look(ctx, made).left_out_since == 1
    ctx.clock.at += timedelta(minutes=1)
    undoing.undo(ctx, made)
    assert accounts(campaign) == ["A4"]
    ctx.clock.at += timedelta(minutes=1)
    again = send(rows(4), "May")
    assert again != later
    assert accounts(campaign) == ["A1", "A2", "A3", "A4"]
    assert send(rows(4), "May") == again


def test_a_phone_that_is_marked_keeps_its_record(ctx, campaign, send):
    number = send(rows(2))
    whose = person_of(record_of("A1"))
    models.Phone.update(do_not_call=True).where(models.Phone.person == whose).execute()
    assert undoing.look(ctx, number).made.stopped == 1
    undoing.undo(ctx, number)
    assert accounts(campaign) == ["A1"]


def test_whom_the_list_says_not_to_call_stays(ctx, campaign, send):
    number = send([*rows(2), row(account_number="dead", phone_2="416-555-0142 deceased")])
    assert undoing.look(ctx, number).made.stopped == 1
    assert undoing.undo(ctx, number).rows_undone == 2
    assert models.Record.get(models.Record.account == "dead").status is RecordStatus.STOPPED


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.LOST, Outcome.COMPLETED])
def test_once_anyone_was_called_it_is_refused(ctx, campaign, send, outcome):
    number = send(rows(3))
    called = record_of("A2")
    spoken(called)
    an_attempt(called, "one", now=ctx.now(), list_id=number)
    settle("one", outcome)
    with pytest.raises(Refused, match="1 call was placed to its people"):
        undoing.begin(ctx, number)
    assert len(accounts(campaign)) == 3


def test_while_someone_is_being_called_too(ctx, campaign, send):
    number = send(rows(3))
    spoken(record_of("A2"))
    an_attempt(record_of("A2"), "one", now=ctx.now(), list_id=number)
    with pytest.raises(Refused, match="1 of its people is being called"):
        undoing.begin(ctx, number)


def test_a_call_that_rang_nowhere_is_none_and_keeps_its_row(ctx, campaign, send):
    number = send(rows(3))
    called = record_of("A2")
    spoken(called)
    an_attempt(called, "one", now=ctx.now(), list_id=number)
    settle("one", Outcome.NOT_PLACED)
    assert undoing.undo(ctx, number).rows_undone == 3
    assert accounts(campaign) == []
    assert models.Record.get_by_id(called).status is RecordStatus.DELETED
    assert models.Attempt.get_by_id("one").record_id == called


def test_an_audio_job_stands_against_it(ctx, campaign, send):
    number = send(rows(3))
    with transaction():
        audio.add_job(campaign, "new", ctx.now())
    with pytest.raises(Refused, match="audio is being generated"):
        undoing.begin(ctx, number)


def test_no_audio_is_begun_while_it_is_undone(ctx, campaign, send):
    undoing.begin(ctx, send(rows(3)))
    texts = {"template_en": "Hello.", "template_fr": "Bonjour."}
    campaigns.update(campaign, texts, ctx.now())
    with pytest.raises(Refused, match="being undone"):
        audio_service.request_audio(ctx, campaign, "new")


def test_no_import_is_begun_while_it_is_undone(ctx, campaign, send):
    undoing.begin(ctx, send(rows(3)))
    with pytest.raises(Refused, match="an import of this campaign is being undone"):
        send(rows(4), "June")


def test_another_import_under_way_stands_against_it(ctx, campaign, send, tmp_path):
    number = send(rows(3))
    content = write_list(tmp_path / "June.csv", rows(2, 50)).read_bytes()
    kept = uploads.keep(ctx, io.BytesIO(content), "June.csv")
    other = uploads.begin(ctx, campaign, kept, "June").list_id
    with pytest.raises(Refused, match="another list is being imported"):
        undoing.begin(ctx, number)
    with pytest.raises(Refused, match="cancel it first"):
        undoing.begin(ctx, other)


def test_it_is_undone_once(ctx, campaign, send):
    number = send(rows(3))
    undoing.begin(ctx, number)
    with pytest.raises(Refused, match="being undone already"):
        undoing.begin(ctx, number)
    assert undoing.work_once(ctx, ME)
    with pytest.raises(Refused, match="undone already"):
        undoing.begin(ctx, number)


def test_an_import_of_old_that_overwrote_can_not_be_undone(ctx, campaign, send):
    number = send(rows(3), duplicates="overwrite")
    models.ListImport.update(origin="").execute()
    with pytest.raises(Refused, match="before the dialer noted which"):
        undoing.begin(ctx, number)


def test_there_is_no_such_import(ctx):
    with pytest.raises(NotFound):
        undoing.begin(ctx, 77)


def test_it_takes_the_permission(ctx, viewer, send):
    number = send(rows(1))
    assert undoing.look(viewer, number).goes == 1
    with pytest.raises(Forbidden):
        undoing.begin(viewer, number)


def test_its_campaign_dials_nobody_until_it_is_done(ctx, campaign, send):
    undoing.begin(ctx, send(rows(3)))
    held = why_not_campaign(campaigns.get(campaign), Conditions(), ctx.now())
    assert held is not None
    assert held.rule == "import_undone"
    undoing.work_once(ctx, ME)
    assert why_not_campaign(campaigns.get(campaign), Conditions(), ctx.now()) is None


def test_killed_at_any_chunk_it_goes_on_to_the_same_end(ctx, campaign, send, monkeypatch):
    number = send(rows(200))
    undoing.begin(ctx, number)
    whole = store.sweep
    while len(accounts(campaign)) > 80:
        left = len(accounts(campaign))
        with monkeypatch.context() as patch:
            patch.setattr(store, "sweep", _after_one(whole))
            with pytest.raises(Killed):
                undoing.work_once(ctx, ME)
        assert len(accounts(campaign)) < left
        assert lists.get(number).undoing
        assert campaigns.get(campaign).undoing == number
    assert undoing.work_once(ctx, ME)
    assert accounts(campaign) == []
    assert lists.get(number).rows_undone == 200
    assert recounting.differences() == []


def _after_one(whole):
    """The first chunk is committed, the second never begins."""
    calls = iter((whole,))

    def sweep(*asked):
        act = next(calls, None)
        if act is None:
            raise Killed
        return act(*asked)

    return sweep


def test_a_chunk_that_is_cut_off_takes_nothing(ctx, campaign, send, monkeypatch):
    number = send(rows(60))
    undoing.begin(ctx, number)
    whole = store.sweep

    def dies(*asked):
        whole(*asked)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(store, "sweep", dies)
        with pytest.raises(Killed):
            undoing.work_once(ctx, ME)
    assert len(accounts(campaign)) == 60
    assert lists.get(number).rows_undone == 0


def test_a_call_that_left_meanwhile_gives_it_up(ctx, campaign, send):
    """Between the look for calls and the commit from which the tick heeds it."""
    number = send(rows(3))
    undoing.begin(ctx, number)
    spoken(record_of("A2"))
    an_attempt(record_of("A2"), "one", now=ctx.now(), list_id=number)
    settle("one", Outcome.BUSY)
    assert undoing.work_once(ctx, ME)
    info = lists.get(number)
    assert (info.status, str(info.undo_error)) == (
        "done", "not undone: 1 call was placed to its people",
    )  # fmt: skip
    assert len(accounts(campaign)) == 3
    assert campaigns.get(campaign).undoing is None
    assert notices_of(ctx) == [NoticeKind.LIST_NOT_UNDONE]


def test_a_claim_that_is_being_taken_back_is_waited_for(ctx, campaign, send):
    number = send(rows(3))
    undoing.begin(ctx, number)
    spoken(record_of("A2"))
    an_attempt(record_of("A2"), "one", now=ctx.now(), list_id=number)
    assert not undoing.work_once(ctx, ME)
    assert len(accounts(campaign)) == 3
    settle("one", Outcome.NOT_PLACED)
    assert undoing.work_once(ctx, ME)
    assert accounts(campaign) == []


def test_what_breaks_is_tried_again_a_minute_later(ctx, campaign, send, monkeypatch):
    number = send(rows(3))
    undoing.begin(ctx, number)
    with monkeypatch.context() as patch:
        patch.setattr(store, "sweep", lambda *_: 1 / 0)
        assert undoing.work_once(ctx, ME)
    assert not undoing.work_once(ctx, ME)
    assert lists.get(number).undoing
    ctx.clock.at += list_reading.REST
    assert undoing.work_once(ctx, ME)
    assert lists.get(number).status == "undone"


def notices_of(ctx):
    """Of all that is news of lists, in its order."""
    found = (of_outbox(one.kind, one.payload, one.campaign) for one in outbox.after(0))
    return [one.kind for one in found if one]


def test_its_end_is_told_once_and_names_how_many_went(ctx, campaign, send):
    undoing.undo(ctx, send(rows(3)))
    assert notices_of(ctx) == [NoticeKind.LIST_UNDONE]


def test_the_campaigns_audio_is_counted_anew(ctx, campaign, send):
    record = a_record(campaign, "+14165559999")
    campaigns.update(campaign, {"audio_state": AudioState.READY}, ctx.now())
    number = send(rows(3))
    assert campaigns.get(campaign).audio_state is AudioState.INCOMPLETE
    undoing.undo(ctx, number)
    assert campaigns.get(campaign).audio_state is AudioState.READY
    assert models.Record.get_by_id(record).ready


def test_a_person_undoes_and_the_worker_ends_it(ctx, send):
    ada = Context(ctx.config, ctx.clock, Actor("ada", ctx.actor.permissions))
    undoing.begin(ada, number := send(rows(3)))
    undoing.work_once(ctx, ME)
    assert lists.get(number).undone_by == "ada"


def test_an_undone_import_keeps_its_stops_of_people_and_revokes_its_consents(ctx, send):
    cells = [("disputed", "written"), ("", "oral"), ("", "")]
    body = [
        [*row(account_number=f"A{n}", phone_1=f"416555{n:04}", full_name=f"ANN {n}"), *cell]
        for n, cell in enumerate(cells, 1)
    ]
    number = send(body, headers=[*HEADERS, "Stop", "Consent"])
    told = undoing.look(ctx, number)
    assert (told.stops, told.consents) == (1, 2)
    undoing.undo(ctx, number)
    told = undoing.look(ctx, number)
    assert (told.stops, told.consents) == (1, 0)
    gone = {(one.withdrawn_by, one.withdrawn_why) for one in models.Consent.select()}
    assert gone == {(ctx.actor.name, "its import was undone")}
