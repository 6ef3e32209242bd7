"""Call-backs: set and cleared by people, obeyed by the engine's look-ups, told by why."""

from datetime import timedelta

import pytest

from esl_dialer.core.words import DialOrder, RecordStatus, StopReason
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.services.people import call_backs, records
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.calls import claims, selection
from esl_dialer.store.campaigns import campaigns
from tests.services.rules.test_why import engine_says
from tests.store.rows import NOW, TORONTO, a_campaign, a_record, an_attempt

NUMBER = "+14165550100"
HOUR = timedelta(hours=1)
AT_NOON = NOW + 2 * HOUR
"""12:00 in Toronto."""


@pytest.fixture
def campaign(ctx) -> int:
    engine_says({"up": True, "simulated": False})
    return a_campaign(name="January", transfer_number="4165559999")


def row(record):
    return models.Record.get_by_id(record)


def said(ctx, record):
    return why.of_record(ctx, row(record).campaign_id, row(record).account)


def next_ones(campaign):
    return [
        one.record for one in selection.candidates(campaign, [TORONTO], 9, DialOrder.SEQUENTIAL)
    ]


def test_it_is_called_then_and_before_all_others(ctx, campaign):
    others = [a_record(campaign, NUMBER) for _ in range(2)]
    record = a_record(campaign, NUMBER)
    assert call_backs.set_for(ctx, record, "2026-11-23 12:00", "at work until noon") == AT_NOON
    assert str(said(ctx, record).text) == "call-back at 2026-11-23 12:00 (America/Toronto)"
    assert why.of_campaign(ctx, campaign).held_back == {"call_back": 1}
    assert next_ones(campaign) == others
    assert not selection.any_due(campaign, AT_NOON - timedelta(seconds=1))
    assert selection.promote_due(campaign, AT_NOON, 9, 1) == 1
    assert next_ones(campaign) == [record, *others]
    shown = records.person(ctx, record).detail.call_back
    assert (shown.at, shown.note, shown.set_by) == (
        AT_NOON, "at work until noon", "command line",
    )  # fmt: skip


def test_it_takes_precedence_over_the_next_attempt_and_cleared_leaves_it(ctx, campaign):
    waits = {"status": RecordStatus.RETRY, "ready": False, "not_before": NOW + HOUR, "attempts": 1}
    record = a_record(campaign, NUMBER)
    models.Record.update(**waits).execute()
    for at in ("2026-11-23T12:00", "2026-11-23T10:30"):
        call_backs.set_for(ctx, record, at)
        assert row(record).not_before == row(record).scheduled_for
    call_backs.clear(ctx, record)
    assert {name: getattr(row(record), name) for name in waits} == waits
    assert (row(record).scheduled_for, row(record).urgent, row(record).held_by) == (None, False, "")
    assert said(ctx, record).rule == "not_yet"


def test_what_a_rule_held_back_is_asked_about_again_when_it_is_cleared(ctx, campaign):
    record = a_record(campaign, NUMBER)
    claims.hold_until(record, NOW + timedelta(days=1), "number_heard")
    call_backs.set_for(ctx, record, "2026-11-23 12:00")
    call_backs.clear(ctx, record)
    assert next_ones(campaign) == [record]


def test_one_that_could_be_dialed_can_be_again_when_it_is_cleared(ctx, campaign):
    record = a_record(campaign, NUMBER)
    call_backs.set_for(ctx, record, "2026-11-23 12:00")
    call_backs.clear(ctx, record)
    assert next_ones(campaign) == [record]
    with pytest.raises(Refused, match="there is none"):
        call_backs.clear(ctx, record)


def test_it_is_over_when_the_record_is_claimed(ctx, campaign):
    record = a_record(campaign, NUMBER)
    call_backs.set_for(ctx, record, "2026-11-23 12:00")
    selection.promote_due(campaign, AT_NOON, 9, 1)
    assert an_attempt(record, "one", now=AT_NOON)
    assert row(record).scheduled_for is None
    assert records.person(ctx, record).detail.call_back is None
    with pytest.raises(Refused, match="being called now"):
        call_backs.set_for(ctx, record, "2026-11-23 12:00")


def test_what_a_tick_read_before_does_not_move_it(ctx, campaign):
    record = a_record(campaign, NUMBER)
    call_backs.set_for(ctx, record, "2026-11-23 12:00")
    claims.hold_until(record, NOW + timedelta(days=1), "number_heard")
    assert row(record).not_before == AT_NOON
    assert not an_attempt(record, "one")


@pytest.mark.parametrize("gone", [RecordStatus.TRANSFERRED, RecordStatus.NO_ANSWER])
def test_a_finished_one_is_called_again_when_that_is_said(ctx, campaign, gone):
    record = a_record(campaign, NUMBER, status=gone, ready=False)
    with pytest.raises(Refused, match="it is finished"):
        call_backs.set_for(ctx, record, "2026-11-23 12:00")
    call_backs.set_for(ctx, record, "2026-11-23 12:00", again=True)
    assert said(ctx, record).rule == "call_back"
    assert campaigns.unfinished(campaign)
    call_backs.clear(ctx, record)
    assert (row(record).status, row(record).ready) == (gone, False)


@pytest.mark.parametrize(
    "values",
    [{"status": RecordStatus.DNC}, {"status": RecordStatus.WRONG_PERSON},
     {"stop_reason": StopReason.DECEASED, "status": RecordStatus.STOPPED}],
)  # fmt: skip
def test_whom_a_stop_protects_gets_none(ctx, campaign, values):
    record = a_record(campaign, NUMBER, ready=False, **values)
    with pytest.raises(Refused, match="a stop protects it"):
        call_backs.set_for(ctx, record, "2026-11-23 12:00", again=True)


@pytest.mark.parametrize(
    "status", [RecordStatus.DNC, RecordStatus.WRONG_PERSON, RecordStatus.STOPPED]
)
def test_clearing_it_takes_no_stop_back(ctx, campaign, status):
    record = a_record(campaign, NUMBER)
    call_backs.set_for(ctx, record, "2026-11-23 12:00")
    models.Record.update(status=status).execute()
    with pytest.raises(Refused, match="a stop protects it"):
        call_backs.clear(ctx, record)
    assert (row(record).status, row(record).ready) == (status, False)


@pytest.mark.parametrize(
    ("text", "told"),
    [("2026-11-23 09:59", "past"), ("2026-11-23 10:00", "past"), ("noon", "say a day"),
     ("2027-12-01 10:00", "a year")],
)  # fmt: skip
def test_a_time_that_is_none_is_named(ctx, campaign, text, told):
    record = a_record(campaign, NUMBER)
    with pytest.raises(Invalid, match=told) as refused:
        call_backs.set_for(ctx, record, text)
    assert list(refused.value.problems) == ["at"]
    assert row(record).ready


def test_a_time_is_the_callees(ctx, campaign):
    record = a_record(campaign, NUMBER, gate="America/Vancouver@CA-BC")
    at = call_backs.set_for(ctx, record, "2026-11-23 15:00")
    assert at == NOW + 7 * HOUR


def test_who_may_only_look_sets_none_and_the_trail_says_who_did(ctx, viewer, campaign):
    record = a_record(campaign, NUMBER)
    with pytest.raises(Forbidden):
        call_backs.set_for(viewer, record, "2026-11-23 12:00")
    call_backs.set_for(ctx, record, "2026-11-23 12:00", "why")
    with pytest.raises(Forbidden):
        call_backs.clear(viewer, record)
    call_backs.clear(ctx, record)
    noted = [(one.action, one.subject) for one in models.Audit.select()]
    assert noted == [
        ("record.call_back", f"record {record}"), ("record.call_back_cleared", f"record {record}"),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        call_backs.clear(ctx, 999)
