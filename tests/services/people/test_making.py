"""A person is added to a campaign by hand; a record is deleted, and its results stay."""

from dataclasses import replace

import pytest

from esl_dialer.core.calls.settlement import settled
from esl_dialer.core.lists.by_hand import Typed, TypedPhone
from esl_dialer.core.people.stops import Mark
from esl_dialer.core.says import NOTHING, Says
from esl_dialer.core.words import (
    AudioState,
    DialOrder,
    Outcome,
    RecordAudio,
    RecordStatus,
    StopReason,
)
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.services.people import call_backs, making, records
from esl_dialer.services.reports import reports
from esl_dialer.services.reports.reports import Filter
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.calls import selection, settling
from esl_dialer.store.campaigns import resetting
from esl_dialer.store.people import phone_marks, stops
from esl_dialer.store.reports import recounting
from esl_dialer.store.speech import audio
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, ended_call, phones_of

ONE = "+14165550100"
ANN = Typed(
    {"account_number": "A1", "first_name": "ANN", "last_name": "ONE", "province": "ON",
     "postal_code": "L3S4V6", "tfn": "8005550100"},
    (TypedPhone("416-555-0100", "mobile"), TypedPhone("416-555-0101")),
    (("policy no", "AB"),), priority="3",
)  # fmt: skip


@pytest.fixture
def campaign(ctx) -> int:
    return a_campaign(name="January", audio_state=AudioState.READY, transfer_number="4165559999")


def row(record):
    return models.Record.get_by_id(record)


def called(record):
    """A call to it, that nobody took."""
    assert an_attempt(record, f"call {record}")
    before = settling.before(f"call {record}", siblings=False)
    assert settling.commit(
        settled(before, ended_call(before.attempt.id), Outcome.NO_ANSWER, "", NOW)
    )


# --- adding ------------------------------------------------------------------------------------


def test_one_is_added_after_the_others_and_waits_for_its_message(ctx, campaign):
    before = a_record(campaign, "+14165550999")
    record = making.add(ctx, campaign, ANN)
    made = row(record)
    assert (made.account, made.person.full_name, made.gate) == (
        "A1", "ANN ONE", "America/Toronto@CA-ON",
    )  # fmt: skip
    assert (made.status, made.audio, made.ready) == (RecordStatus.PENDING, RecordAudio.NONE, False)
    assert made.position > row(before).position
    assert made.priority == 3
    assert [p.number for p in phones_of(made)] == [ONE, "+14165550101"]
    assert models.Campaign.get_by_id(campaign).audio_state is AudioState.INCOMPLETE
    assert why.of_campaign(ctx, campaign).held_back == {"audio_missing": 1}
    assert recounting.differences() == []
    assert [r.id for r in records.page(ctx, search="ann one").records] == [record]
    models.Record.update(audio=RecordAudio.READY, ready=True).execute()
    found = selection.candidates(campaign, [made.gate], 9, DialOrder.RANDOM)
    assert [one.record for one in found] == [record]


def test_the_same_person_of_another_campaign_is_known(ctx, campaign):
    other = a_record(a_campaign(name="May"), ONE, full_name="One, Ann", person_key="known")
    assert (
        row(making.add(ctx, campaign, ANN)).person.person_key
        == row(other).person.person_key
        == "known"
    )


def test_an_account_that_is_there_is_told(ctx, campaign):
    making.add(ctx, campaign, ANN)
    with pytest.raises(Invalid, match="'A1' is in the campaign already") as refused:
        making.add(ctx, campaign, ANN)
    assert list(refused.value.problems) == ["account_number"]
    making.add(ctx, a_campaign(name="May"), ANN)
    with pytest.raises(Invalid, match="no phone number"):
        making.add(ctx, campaign, replace(ANN, phones=()))


# --- deleting ----------------------------------------------------------------------------------


def test_one_that_was_never_called_is_gone(ctx, campaign):
    record = making.add(ctx, campaign, ANN)
    assert making.deletion(ctx, record) == making.Deletion(2, 1, False, False, 0)
    assert making.delete(ctx, record).calls == 0
    for table in (models.Record, models.Phone, models.CallBack):
        assert table.select().count() == 0
    with pytest.raises(NotFound):
        making.delete(ctx, record)
    assert recounting.differences() == []


def test_of_one_that_was_called_the_results_stay(ctx, campaign):
    record = a_record(campaign, ONE, custom={"a": "1"}, fields={"first_name": "JO", "city": "X"})
    called(record)
    call_backs.set_for(ctx, record, "2026-11-23 12:00", again=True)
    assert making.delete(ctx, record) == making.Deletion(1, 1, False, True, 1)
    gone = row(record)
    assert (gone.status, gone.person.fields, gone.person.custom) == (
        RecordStatus.DELETED, {"first_name": "JO"} | {"last_name": ""}, {},
    )  # fmt: skip
    assert models.Phone.select().count() == models.CallBack.select().count() == 0
    (result,) = reports.newest(ctx, Filter(), 9)
    assert (result.account, result.full_name, result.number) == (gone.account, "JOHN MUGLIA", ONE)
    assert recounting.differences() == []


def test_that_a_promise_goes_with_it_is_told(ctx, campaign):
    record = a_record(campaign, ONE, "+14165550101")
    models.Phone.update(do_not_call=True).where(models.Phone.number == ONE).execute()
    gone = making.deletion(ctx, record)
    assert (gone.marks, gone.stopped) == (1, False)
    stops.mark(campaign, row(record).account, Mark(StopReason.DECEASED, Says("a list")))
    assert making.deletion(ctx, record).stopped
    phone_marks.put(record, models.Phone.get(number="+14165550101").id, marked=True)
    models.Person.update(stop_reason=None, stop_source=NOTHING).execute()
    phone_marks.settle(record)
    gone = making.deletion(ctx, record)
    assert (gone.marks, gone.stopped) == (2, False)


def test_a_deleted_one_is_no_example_of_what_is_said(ctx, campaign):
    record = a_record(campaign, ONE)
    called(record)
    making.delete(ctx, record)
    assert audio.sample_records(campaign, 9) == []
    assert audio.find_record(campaign, row(record).account) is None


def test_a_deleted_one_is_nowhere_and_never_called(ctx, campaign):
    record = a_record(campaign, ONE)
    called(record)
    making.delete(ctx, record)
    assert records.page(ctx, campaign).records == ()
    assert records.page(ctx, search="muglia").records == ()
    with pytest.raises(NotFound, match="was deleted"):
        records.person(ctx, record)
    with pytest.raises(NotFound, match="no account"):
        records.number_of(ctx, campaign, row(record).account)
    with pytest.raises(Refused):
        call_backs.set_for(ctx, record, "2026-11-23 12:00", again=True)
    assert campaigns.standing(ctx, campaign).statuses == {}
    assert why.of_campaign(ctx, campaign).held_back == {}
    resetting.requeue(campaign, 0, 9, NOW)
    assert row(record).status is RecordStatus.DELETED


def test_who_was_deleted_can_be_added_again_with_the_calls(ctx, campaign):
    record = making.add(ctx, campaign, ANN)
    models.Record.update(audio=RecordAudio.READY, ready=True).execute()
    called(record)
    making.delete(ctx, record)
    assert making.add(ctx, campaign, ANN) == record
    again = records.person(ctx, record)
    assert (again.detail.row.status, again.detail.row.attempts) == (RecordStatus.PENDING, 0)
    assert [one.number for one in again.detail.numbers] == [ONE, "+14165550101"]
    assert len(again.history) == 1


def test_one_that_is_being_called_stays(ctx, campaign):
    record = a_record(campaign, ONE)
    assert an_attempt(record, "one")
    with pytest.raises(Refused, match="being called now"):
        making.delete(ctx, record)
    assert models.Phone.select().count() == 1


def test_who_may_only_look_does_neither_and_the_trail_says_who_did(ctx, viewer, campaign):
    with pytest.raises(Forbidden):
        making.add(viewer, campaign, ANN)
    record = making.add(ctx, campaign, ANN)
    with pytest.raises(Forbidden):
        making.delete(viewer, record)
    making.delete(ctx, record)
    noted = [(one.action, one.subject) for one in models.Audit.select()]
    assert noted == [("record.add", f"record {record}"), ("record.delete", f"record {record}")]
