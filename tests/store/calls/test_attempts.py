"""Attempts as the tracker and the reconciler see them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.calls.attempts import Decision
from esl_dialer.core.calls.call import Call
from esl_dialer.core.flows import LINK_BACK, MESSAGE_DROP
from esl_dialer.core.words import CallState, LegRole, Outcome, RecordStatus, Step
from esl_dialer.store import models
from esl_dialer.store.calls import attempts, claims
from tests.store.rows import MESSAGE_MS, NOW, a_campaign, a_record, an_attempt, status_of


def ms(n: int) -> timedelta:
    return timedelta(milliseconds=n)


def test_a_call_comes_back_as_it_was_written(db):
    record = a_record(a_campaign(kind="MD"), "+14165550100")
    an_attempt(record, "one", switch_core="core", transfer_leg="leg")
    call = Call(
        "one",
        MESSAGE_DROP,
        MESSAGE_MS,
        CallState.ANSWERED,
        *(NOW + ms(n) for n in (1, 20, 345, 346, 1999)),
        step=Step.MESSAGE,
        key="1",
        keys="91",
        sip_status=200,
    )
    attempts.save_all([(call, None)])
    (tracked,) = attempts.open_attempts()
    assert tracked == attempts.find("one")
    assert tracked.call == call
    assert (tracked.record, tracked.switch_core, tracked.transfer_leg) == (record, "core", "leg")
    assert tracked.seen


def test_only_open_attempts_are_taken_up(db):
    campaign = a_campaign()
    for name, state in (("one", CallState.CLAIMED), ("two", CallState.ENDED)):
        an_attempt(a_record(campaign, "+14165550100"), name)
        models.Attempt.update(state=state).where(models.Attempt.id == name).execute()
    (tracked,) = attempts.open_attempts()
    assert (tracked.call.attempt, tracked.campaign) == ("one", campaign)
    assert attempts.find("three") is None


def test_what_was_sent_is_marked_once(db):
    record = a_record(a_campaign(), "+14165550100")
    an_attempt(record, "one")
    attempts.mark_sent("one", NOW)
    attempts.mark_sent("one", NOW + ms(5))
    assert models.Attempt.get_by_id("one").sent_at == NOW
    assert status_of(record) is RecordStatus.DIALING


def test_an_attempt_is_read_as_it_was_placed(db):
    record = a_record(a_campaign(), "+14165550100")
    decision = Decision("America/Toronto", "09:00-18:45")
    an_attempt(record, "one", gateway="first", transfer_leg="leg", decision=decision)
    attempts.save_all(
        [(Call("one", LINK_BACK, MESSAGE_MS, CallState.RINGING, created_at=NOW), None)]
    )
    placed = attempts.placed("one")
    assert (placed.record, placed.decision, placed.start_at) == (record, decision, NOW)
    assert (placed.gateway, placed.transfer_leg, placed.audio_ms) == ("first", "leg", MESSAGE_MS)
    with pytest.raises(LookupError):
        attempts.placed("two")


def test_the_gateways_tried_are_those_since_the_first_attempt(db):
    campaign = a_campaign()
    for name, before, gateway in (("1", "", "a"), ("2", "1", "b"), ("3", "2", "c"), ("4", "", "d")):
        an_attempt(a_record(campaign, "+1"), name, linked_to=before, gateway=gateway)
    assert attempts.tried("3") == {"a", "b", "c"}
    assert attempts.tried("4") == {"d"}


def test_a_mark_after_the_end_does_not_touch_the_record(db):
    record = a_record(a_campaign(), "+14165550100")
    an_attempt(record, "one")
    models.Claim.delete().execute()
    models.Record.update(status=RecordStatus.RETRY).execute()
    attempts.mark_sent("one", NOW)
    assert status_of(record) is RecordStatus.RETRY


def test_of_a_switch_the_calls_whose_end_was_heard_are_found_among_the_newest(db):
    campaign = a_campaign()
    ends = {
        "heard": ("core", Outcome.BUSY),
        "lost": ("core", Outcome.LOST),
        "other": ("before", Outcome.BUSY),
        "later": ("core", Outcome.BUSY),
    }
    for minute, (name, (core, outcome)) in enumerate(ends.items()):
        an_attempt(a_record(campaign, "+14165550100"), name, switch_core=core)
        models.Attempt.update(
            created_at=NOW, outcome=outcome, settled_at=NOW + timedelta(minutes=minute)
        ).where(models.Attempt.id == name).execute()
    before = NOW + timedelta(minutes=3)
    assert attempts.ended_lately("core", before) == ["heard"]
    assert attempts.ended_lately("core", NOW + timedelta(minutes=4)) == ["later", "heard"]
    assert attempts.ended_lately("core", before, among=2) == []


def test_live_calls_are_counted_by_campaign(db):
    first, second = a_campaign(), a_campaign()
    for n, campaign in enumerate((first, first, second)):
        an_attempt(a_record(campaign, "+14165550100"), str(n))
    call = attempts.find("0").call
    attempts.save_all([(replace(call, state=CallState.ANSWERED, key="1"), None)])
    loads = claims.loads()
    assert {c: (load.live, load.transferring) for c, load in loads.items()} == {
        first: (2, 1),
        second: (1, 0),
    }


def test_absences_are_counted_in_a_row(db):
    an_attempt(a_record(a_campaign(), "+14165550100"), "one")
    attempts.count_absent(["one"])
    attempts.count_absent(["one", "unknown"])
    assert attempts.find("one").absent_sweeps == 2
    attempts.forget_absent(["one"])
    assert attempts.find("one").absent_sweeps == 0


def test_a_leg_is_noted_once_and_ends_once(db):
    an_attempt(a_record(a_campaign(), "+14165550100"), "one")
    for _ in range(2):
        attempts.add_leg("leg", "one", LegRole.TRANSFER, "core", NOW)
    attempts.end_leg("leg", "USER_BUSY", NOW + ms(1))
    attempts.end_leg("leg", "NORMAL_CLEARING", NOW + ms(2))
    leg = models.Leg.get_by_id("leg")
    assert (leg.cause, leg.ended_at) == ("USER_BUSY", NOW + ms(1))
