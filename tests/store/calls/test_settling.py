"""Closing an attempt: once, and what becomes of its record, phone and number."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playhouse.shortcuts import model_to_dict

from esl_dialer.core.calls.call import Call
from esl_dialer.core.calls.closing import FINISHED
from esl_dialer.core.flows import LINK_BACK
from esl_dialer.core.notices.notices import News, NoticeKind, of_outbox
from esl_dialer.core.words import CallState, Outcome, RecordStatus, RunState, Step
from esl_dialer.engine import settling
from esl_dialer.store import models
from esl_dialer.store.calls import attempts, claims
from esl_dialer.store.campaigns import closing
from esl_dialer.store.people import stops
from esl_dialer.store.system import outbox
from tests.store.rows import (
    MESSAGE_MS,
    NOW,
    a_campaign,
    a_record,
    an_attempt,
    ended_call,
    phones_of,
    status_of,
)

NUMBER, OTHER = "+14165550100", "+14165550101"
LATER = NOW + timedelta(minutes=2)
HOURS_4 = timedelta(hours=4)


def a_call(record: int, name: str = "one", **values: object) -> None:
    assert an_attempt(record, name, **values)


def row_of(name: str = "one") -> models.Attempt:
    return models.Attempt.get_by_id(name)


def phone_of(record: int, position: int = 0) -> models.Phone:
    return phones_of(record)[position]


def test_several_are_settled_together_as_each_alone(db):
    campaign = a_campaign()
    first, second = a_record(campaign, NUMBER), a_record(campaign, OTHER)
    a_call(first)
    a_call(second, "two")
    endings = [
        settling.Ending(ended_call("one"), Outcome.BUSY, "USER_BUSY"),
        settling.Ending(ended_call("two", seconds=9), Outcome.COMPLETED, "NORMAL_CLEARING"),
        settling.Ending(ended_call("unknown"), Outcome.BUSY, "USER_BUSY"),
    ]
    assert settling.settle_all(endings, LATER) == {"one", "two"}
    assert settling.settle_all(endings, LATER) == frozenset()
    assert (row_of().outcome, row_of("two").outcome) == (Outcome.BUSY, Outcome.COMPLETED)
    assert (phone_of(first).dialed, phone_of(second).dialed) == (1, 1)
    assert not models.Claim.select().count()
    assert [entry.payload["attempt"] for entry in outbox.after(0)][-2:] == ["one", "two"]


def test_of_two_attempts_of_a_record_the_second_knows_of_the_first(db):
    """The first was passed on, the second has the record."""
    record = a_record(a_campaign(), NUMBER)
    a_call(record)
    models.Claim.update(attempt_id="two").execute()
    models.Attempt.insert(
        {**model_to_dict(row_of(), recurse=False), "id": "two", "claimed_at": LATER}
    ).execute()
    endings = [
        settling.Ending(ended_call(name, seconds=9), Outcome.COMPLETED, "NORMAL_CLEARING")
        for name in ("one", "two")
    ]
    assert settling.settle_all(endings, LATER) == {"one", "two"}
    assert (row_of().contact, row_of("two").contact) == (1, 0)
    assert phone_of(record).dialed == 2
    assert models.Record.get_by_id(record).attempts == 1


def test_an_attempt_that_is_settled_gives_its_record_back(db):
    record = a_record(a_campaign(), NUMBER, OTHER)
    a_call(record)
    assert settling.settle(ended_call("one"), Outcome.NO_ANSWER, "NO_ANSWER", LATER)
    attempt, after = row_of(), models.Record.get_by_id(record)
    assert (attempt.state, attempt.outcome, attempt.cause) == (
        CallState.ENDED,
        Outcome.NO_ANSWER,
        "NO_ANSWER",
    )
    assert attempt.settled_at == LATER
    assert (after.status, after.attempts, after.next_phone) == (RecordStatus.RETRY, 1, 1)
    assert (after.not_before, after.ready, after.last_outcome) == (
        LATER + HOURS_4,
        False,
        Outcome.NO_ANSWER,
    )
    assert models.Claim.select().count() == 0
    assert phone_of(record).dialed == 1
    assert outbox.after(0)[-1].payload["outcome"] == "no_answer"


def test_it_is_settled_once_and_a_second_time_changes_nothing(db):
    record = a_record(a_campaign(), NUMBER)
    a_call(record)
    assert settling.settle(ended_call("one"), Outcome.NO_ANSWER, "NO_ANSWER", LATER)
    before = (_all(models.Attempt), _all(models.Record), _all(models.Phone), _all(models.Outbox))
    again = ended_call("one", seconds=9, keys="2", key="2", step=Step.WRONG_PERSON)
    assert not settling.settle(again, Outcome.WRONG_PERSON, "NORMAL_CLEARING", NOW)
    after = (_all(models.Attempt), _all(models.Record), _all(models.Phone), _all(models.Outbox))
    assert before == after
    assert stops.matching([NUMBER]) == {}


def _all(table: type[models.Table]) -> list[dict[str, object]]:
    return list(table.select().dicts())


def test_news_of_a_settled_attempt_does_not_open_it_again(db):
    record = a_record(a_campaign(), NUMBER)
    a_call(record)
    settling.settle(ended_call("one"), Outcome.LOST, "", LATER)
    attempts.save_all(
        [(Call("one", LINK_BACK, MESSAGE_MS, CallState.ANSWERED, answered_at=NOW), None)]
    )
    assert row_of().state is CallState.ENDED
    assert attempts.open_attempts() == []
    assert claims.loads() == {}


def test_an_attempt_that_nobody_saw_end_is_closed_all_the_same(db):
    record = a_record(a_campaign(), NUMBER)
    a_call(record)
    going = Call("one", LINK_BACK, MESSAGE_MS, CallState.RINGING, created_at=NOW, ended_at=LATER)
    assert settling.settle(going, Outcome.LOST, "", LATER)
    assert row_of().state is CallState.ENDED
    assert (status_of(record), models.Record.get_by_id(record).attempts) == (RecordStatus.RETRY, 1)


def test_what_a_call_of_an_old_run_comes_to_leaves_the_record_of_the_new_alone(db):
    campaign = a_campaign()
    record = a_record(campaign, NUMBER)
    a_call(record)
    models.Campaign.update(run_number=2).where(models.Campaign.id == campaign).execute()
    models.Record.update(status=RecordStatus.PENDING, ready=True).execute()
    before = _all(models.Record)
    assert settling.settle(ended_call("one", seconds=9), Outcome.COMPLETED, "", LATER)
    assert _all(models.Record) == before
    assert models.Claim.select().count() == 0


def test_a_record_that_another_attempt_holds_is_left_alone(db):
    record = a_record(a_campaign(), NUMBER)
    a_call(record)
    models.Claim.update(attempt_id="two").execute()
    before = _all(models.Record)
    assert settling.settle(ended_call("one"), Outcome.BUSY, "USER_BUSY", LATER)
    assert _all(models.Record) == before
    assert models.Claim.select().count() == 1


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.NOT_PLACED])
def test_what_never_rang_burns_no_attempt(db, outcome):
    record = a_record(a_campaign(), NUMBER, OTHER)
    a_call(record)
    settling.settle(ended_call("one"), outcome, "", LATER)
    after = models.Record.get_by_id(record)
    assert (after.status, after.attempts, after.next_phone) == (RecordStatus.PENDING, 0, 0)
    assert phone_of(record).dialed == 0
    assert after.not_before is not None


def test_a_number_that_does_not_exist_gives_way_at_once(db):
    record = a_record(a_campaign(), NUMBER, OTHER)
    a_call(record)
    call = ended_call("one", cause="UNALLOCATED_NUMBER")
    settling.settle(call, Outcome.FAILED, call.cause, LATER)
    after = models.Record.get_by_id(record)
    assert (phone_of(record).invalid, phone_of(record, 1).invalid) == (True, False)
    assert (after.next_phone, after.not_before) == (1, LATER)


def test_the_last_number_that_does_not_exist_ends_the_record(db):
    record = a_record(a_campaign(), NUMBER)
    a_call(record)
    call = ended_call("one", cause="UNALLOCATED_NUMBER")
    settling.settle(call, Outcome.FAILED, call.cause, LATER)
    assert status_of(record) is RecordStatus.FAILED


def test_the_phone_after_the_one_that_was_dialed_is_next(db):
    """Also when the one whose turn it was is bad, and another was dialed in its place."""
    record = a_record(a_campaign(), NUMBER, OTHER, "+14165550102", next_phone=0)
    models.Phone.update(invalid=True).where(models.Phone.position == 0).execute()
    a_call(record)
    assert row_of().number == OTHER
    settling.settle(ended_call("one"), Outcome.NO_ANSWER, "NO_ANSWER", LATER)
    assert models.Record.get_by_id(record).next_phone == 2


def test_a_heard_message_is_remembered(db):
    record = a_record(a_campaign(), NUMBER)
    a_call(record)
    settling.settle(ended_call("one", seconds=9), Outcome.COMPLETED, "NORMAL_CLEARING", LATER)
    after = models.Record.get_by_id(record)
    assert (after.heard_at, after.not_before) == (LATER, LATER + timedelta(hours=24))


def test_a_record_keeps_its_own_priority_and_is_first_only_while_it_is_urgent(db):
    record = a_record(a_campaign(), NUMBER)
    models.Record.update(priority=7).where(models.Record.id == record).execute()
    for name, outcome, urgent in (
        ("one", Outcome.TRANSFER_FAILED, True),
        ("two", Outcome.TRANSFER_FAILED, True),
        ("three", Outcome.NO_ANSWER, False),
    ):
        models.Record.update(ready=True, not_before=None).where(
            models.Record.id == record
        ).execute()
        a_call(record, name)
        assert settling.settle(ended_call(name), outcome, "", LATER)
        after = models.Record.get_by_id(record)
        assert (after.urgent, after.priority) == (urgent, 7)


def test_a_wrong_person_stops_the_number_everywhere(db):
    here, elsewhere = a_campaign(), a_campaign(kind="MD")
    record = a_record(here, NUMBER)
    a_record(elsewhere, NUMBER)
    a_call(record)
    call = ended_call("one", seconds=3, key="2", keys="2", step=Step.WRONG_PERSON)
    settling.settle(call, Outcome.WRONG_PERSON, call.cause, LATER)
    assert status_of(record) is RecordStatus.WRONG_PERSON
    assert phone_of(record).invalid
    assert stops.matching([NUMBER, OTHER]) == {NUMBER: "wrong_person"}


def test_a_rehearsed_wrong_person_stops_nothing(db):
    record = a_record(a_campaign(), NUMBER)
    a_call(record, simulated=True)
    call = ended_call("one", seconds=3, key="2", keys="2", step=Step.WRONG_PERSON)
    settling.settle(call, Outcome.WRONG_PERSON, call.cause, LATER)
    assert status_of(record) is RecordStatus.WRONG_PERSON
    assert models.Stop.select().count() == 0


# --- a late key --------------------------------------------------------------------------------


@pytest.fixture
def hung_up(db) -> int:
    """A record whose call was settled as hung up."""
    record = a_record(a_campaign(), NUMBER, OTHER)
    a_call(record)
    settling.settle(ended_call("one", seconds=3), Outcome.HUNG_UP, "NORMAL_CLEARING", LATER)
    return record


def late_key() -> Call:
    return replace(ended_call("one", seconds=3), key="2", keys="2")


def test_a_late_wrong_person_corrects_what_was_settled(hung_up):
    assert settling.hear_wrong_person(late_key(), LATER)
    assert (row_of().outcome, row_of().key) == (Outcome.WRONG_PERSON, "2")
    after = models.Record.get_by_id(hung_up)
    assert (after.status, after.ready, after.not_before) == (
        RecordStatus.WRONG_PERSON,
        False,
        None,
    )
    assert phone_of(hung_up).invalid
    assert stops.matching([NUMBER]) == {NUMBER: "wrong_person"}
    assert told_last() == ("one", "ended", "wrong_person")
    assert not settling.hear_wrong_person(late_key(), LATER)


def told_last() -> tuple[str, ...]:
    """What pages and switch were told of an attempt, last."""
    told = outbox.after(0)[-1].payload
    return told["attempt"], told["state"], told["outcome"]


def test_a_channel_of_what_was_never_placed_makes_the_attempt_count(db):
    record = a_record(a_campaign(), NUMBER)
    a_call(record)
    settling.settle(ended_call("one"), Outcome.NOT_PLACED, "", LATER)
    assert settling.note_stray(ended_call("one"), LATER)
    assert (row_of().outcome, models.Record.get_by_id(record).attempts) == (Outcome.LOST, 1)
    assert told_last() == ("one", "ended", "lost")
    assert not settling.note_stray(ended_call("one"), LATER)


@pytest.fixture
def lost(db) -> int:
    """The only attempt that its campaign allows was lost, and the campaign is completed."""
    record = a_record(a_campaign(max_attempts=1), NUMBER)
    a_call(record)
    settling.settle(ended_call("one"), Outcome.LOST, "", LATER)
    assert status_of(record) is RecordStatus.FAILED
    models.Campaign.update(
        run_state=RunState.COMPLETED, run_state_at=LATER, run_reason=FINISHED
    ).execute()
    return record


REFUSED_CALL = ended_call("one", cause="SWITCH_CONGESTION", ringing_at=None)


def reopened() -> list[News]:
    """What people are told of campaigns that were finished."""
    told = [of_outbox(one.kind, one.payload, one.campaign) for one in outbox.after(0)]
    return [news for news in told if news and news.kind is NoticeKind.REOPENED]


def test_a_completed_campaign_stays_so_and_people_are_told_what_it_has_again(lost):
    assert settling.find_lost(REFUSED_CALL, LATER + HOURS_4)
    assert row_of().outcome is Outcome.REFUSED
    campaign = models.Campaign.get()
    assert (status_of(lost), campaign.run_state) == (RecordStatus.PENDING, RunState.COMPLETED)
    assert [news.campaign for news in reopened()] == [campaign.id]


@pytest.mark.parametrize("reason", ["", "schedule"])
def test_a_campaign_that_was_marked_complete_closes_what_waits_again(lost, reason):
    """Nobody else is dialed in its run, and nobody is told that there is something to dial."""
    models.Campaign.update(run_reason=reason).execute()
    settling.find_lost(REFUSED_CALL, LATER + HOURS_4)
    campaign = models.Campaign.get()
    assert (campaign.closing_at, reopened()) == (LATER + HOURS_4, [])
    assert closing.due() == [campaign.id]
    while closing.step(campaign.id):
        pass
    assert status_of(lost) is RecordStatus.NO_ATTEMPT
    assert models.Campaign.get().closing_at is None


def test_of_one_completion_people_are_told_once(lost):
    settling.find_lost(REFUSED_CALL, LATER + HOURS_4)
    [first] = reopened()
    models.Attempt.update(outcome=Outcome.LOST).execute()
    models.Record.update(status=RecordStatus.FAILED, last_outcome=Outcome.LOST).execute()
    settling.find_lost(REFUSED_CALL, LATER + HOURS_4)
    assert reopened() == [first, first]


def test_nobody_is_told_of_a_correction_that_leaves_nothing_to_dial(lost):
    assert settling.find_lost(ended_call("one"), LATER + HOURS_4)
    assert row_of().outcome is not Outcome.LOST
    assert reopened() == []


def test_a_late_key_of_an_old_run_stops_the_number_and_not_the_record(hung_up):
    models.Campaign.update(run_number=2).execute()
    assert settling.hear_wrong_person(late_key(), LATER)
    assert status_of(hung_up) is RecordStatus.RETRY
    assert stops.matching([NUMBER]) == {NUMBER: "wrong_person"}


@pytest.mark.parametrize("outcome", [Outcome.TRANSFERRED, Outcome.NO_ANSWER, Outcome.BUSY])
def test_a_late_key_corrects_no_other_outcome(db, outcome):
    record = a_record(a_campaign(), NUMBER)
    a_call(record)
    settling.settle(ended_call("one", seconds=3), outcome, "", LATER)
    assert not settling.hear_wrong_person(late_key(), LATER)
    assert row_of().outcome is outcome
    assert stops.matching([NUMBER]) == {}
