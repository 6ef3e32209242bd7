"""One phone of a record is marked do-not-call: the next is dialed; with all marked, none."""

from datetime import timedelta

import pytest

from esl_dialer.core.calls.settlement import settled
from esl_dialer.core.lists.list_rows import ListRow, RowPhone
from esl_dialer.core.words import DialOrder, Outcome, RecordStatus
from esl_dialer.services.errors import Forbidden, NotFound
from esl_dialer.services.people import phone_marks, records
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.calls import claims, selection, settling
from esl_dialer.store.campaigns import resetting
from esl_dialer.store.lists.list_records import replace_pending
from esl_dialer.store.people import stops
from tests.services.rules.test_why import engine_says
from tests.store.rows import NOW, TORONTO, a_campaign, a_record, an_attempt, ended_call, phones_of

ONE, TWO = "+14165550100", "+14165550101"


@pytest.fixture
def record(ctx) -> int:
    engine_says({"up": True, "simulated": False})
    return a_record(a_campaign(name="January", transfer_number="4165559999"), ONE, TWO)


def phones(record):
    return [row.id for row in phones_of(record)]


def row(record):
    return models.Record.get_by_id(record)


def next_number(record):
    picked = selection.candidates(row(record).campaign_id, [TORONTO], 9, DialOrder.RANDOM)
    return [one.number for one in picked]


def a_row(account, *numbers):
    """Of a list, as it overwrites."""
    phones = tuple(RowPhone(number, "", "", number) for number in numbers)
    return ListRow(2, account, "JO MUGLIA", "ON", TORONTO, "key", {}, {}, phones)


def test_the_next_phone_is_dialed(ctx, record):
    one, two = phones(record)
    phone_marks.mark(ctx, record, one, marked=True)
    assert next_number(record) == [TWO]
    phone_marks.mark(ctx, record, one, marked=False)
    assert next_number(record) == [ONE]
    assert [n.do_not_call for n in records.person(ctx, record).detail.numbers] == [False, False]
    models.Record.update(next_phone=1).execute()
    phone_marks.mark(ctx, record, two, marked=True)
    assert next_number(record) == [ONE]


def test_with_all_marked_it_is_not_dialed_and_why_says_so(ctx, record):
    for phone in phones(record):
        phone_marks.mark(ctx, record, phone, marked=True)
    assert next_number(record) == []
    reason = why.of_record(ctx, row(record).campaign_id, row(record).account)
    assert (reason.rule, str(reason.text)) == ("final", "a stop protects it: dnc")
    assert str(reason.source) == "each of its phones is marked do-not-call"
    assert not selection.any_waiting(row(record).campaign_id, NOW)
    phone_marks.mark(ctx, record, phones(record)[1], marked=False)
    assert next_number(record) == [TWO]
    assert why.of_record(ctx, row(record).campaign_id, row(record).account) is None


def test_one_that_waited_goes_on_waiting_when_a_phone_is_let_go(ctx, record):
    waits = {"status": RecordStatus.RETRY, "attempts": 2, "ready": False, "not_before": NOW}
    models.Record.update(**waits).execute()
    for phone in phones(record):
        phone_marks.mark(ctx, record, phone, marked=True)
    assert row(record).status is RecordStatus.DNC
    phone_marks.mark(ctx, record, phones(record)[0], marked=False)
    assert {name: getattr(row(record), name) for name in waits} == waits


def test_who_is_on_the_list_stays_there_whatever_is_unmarked(ctx, record):
    models.Record.update(status=RecordStatus.DNC, ready=False).execute()
    for marked in (True, False):
        phone_marks.mark(ctx, record, phones(record)[0], marked=marked)
    assert row(record).status is RecordStatus.DNC


def test_who_is_on_the_list_stays_there_with_all_phones_marked_and_let_go(ctx, record):
    models.Record.update(status=RecordStatus.DNC, ready=False).execute()
    for marked in (True, False):
        for phone in phones(record):
            phone_marks.mark(ctx, record, phone, marked=marked)
    assert (row(record).status, row(record).person.stop_reason) == (RecordStatus.DNC, None)


def test_what_a_rule_held_back_for_one_number_is_looked_at_again_for_the_next(ctx, record):
    claims.hold_until(record, NOW + timedelta(days=1), "number_heard")
    phone_marks.mark(ctx, record, phones(record)[0], marked=True)
    assert selection.promote_due(row(record).campaign_id, NOW, 9, 1) == 1
    assert next_number(record) == [TWO]


def test_a_finished_record_stays_finished(ctx, record):
    models.Record.update(status=RecordStatus.COMPLETED, ready=False).execute()
    for marked in (True, False):
        for phone in phones(record):
            phone_marks.mark(ctx, record, phone, marked=marked)
        assert row(record).status is RecordStatus.COMPLETED


def test_a_phone_that_is_claimed_is_seen_by_the_last_look(ctx, record):
    one, two = phones(record)
    assert an_attempt(record, "one")
    phone_marks.mark(ctx, record, one, marked=True)
    assert stops.marked_phones([one, two]) == {one}
    assert row(record).status is RecordStatus.QUEUED
    (candidate,) = claims.load([record])
    assert candidate.number == TWO


def test_the_dials_of_a_phone_that_is_marked_during_its_call_are_counted(ctx, record):
    an_attempt(record, "one")
    phone_marks.mark(ctx, record, phones(record)[0], marked=True)
    before = settling.before("one", siblings=False)
    assert settling.commit(settled(before, ended_call("one"), Outcome.NO_ANSWER, "", NOW))
    after = row(record)
    assert (after.status, after.next_phone) == (RecordStatus.RETRY, 1)
    first = models.Phone.get_by_id(phones(record)[0])
    assert (first.dialed, first.invalid, first.do_not_call) == (1, False, True)


def test_the_record_says_which_of_its_numbers_are_on_the_list(ctx, record):
    models.Stop.create(scope="number", value=TWO[2:], reason="dnc", created_at=NOW)
    assert records.person(ctx, record).listed == {TWO: "dnc"}


def test_a_number_may_be_written_as_people_do(ctx, record):
    assert phone_marks.mark_number(ctx, record, "416-555-0101", marked=True).number == TWO
    with pytest.raises(NotFound):
        phone_marks.mark_number(ctx, record, "416-555-0102", marked=True)
    with pytest.raises(NotFound):
        phone_marks.mark(ctx, record, 999, marked=True)


def test_the_trail_says_who_marked_it_once(ctx, viewer, record):
    one = phones(record)[0]
    with pytest.raises(Forbidden):
        phone_marks.mark(viewer, record, one, marked=True)
    for _ in range(2):
        phone_marks.mark(ctx, record, one, marked=True)
    (noted,) = models.Audit.select()
    assert (noted.action, noted.subject) == ("phone.mark", f"record {record}")


def test_an_overwriting_list_leaves_the_mark(ctx, record):
    phone_marks.mark(ctx, record, phones(record)[0], marked=True)
    again = a_row(row(record).account, ONE, "+14165550102")
    assert replace_pending(None, record, again)
    marked = {p.number: p.do_not_call for p in models.Phone.select()}
    assert marked == {ONE: True, "+14165550102": False}
    assert replace_pending(None, record, a_row(row(record).account, ONE))
    assert row(record).status is RecordStatus.DNC


def test_a_reset_lets_go_whose_other_phone_is_in_use_again(ctx, record):
    """The network had struck off the one that is not marked."""
    one, two = phones(record)
    ended = {"status": RecordStatus.FAILED, "ready": False}
    models.Record.update(**ended).execute()
    models.Phone.update(invalid=True).where(models.Phone.id == two).execute()
    phone_marks.mark(ctx, record, one, marked=True)
    assert row(record).person.stop_reason is not None
    resetting.requeue(row(record).campaign_id, 0, 9, NOW)
    assert (row(record).person.stop_reason, next_number(record)) == (None, [TWO])


def test_a_reset_dials_none_that_is_marked(ctx, record):
    for phone in phones(record):
        phone_marks.mark(ctx, record, phone, marked=True)
    resetting.requeue(row(record).campaign_id, 0, 9, NOW)
    assert row(record).status is RecordStatus.DNC
