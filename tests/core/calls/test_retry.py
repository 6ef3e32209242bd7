"""What follows an attempt."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls.retry import (
    FOLLOWS,
    HEARD_IS_DONE,
    REFUSALS_THAT_COUNT,
    STATUS_OF,
    Follow,
    Next,
    Standing,
    after,
    next_phone,
)
from esl_dialer.core.words import (
    DIALABLE_STATUSES,
    NOT_IN_RESULTS,
    CampaignKind,
    Outcome,
    RecordStatus,
)

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
FRESH = Standing(
    attempts=0,
    refusals=0,
    phone=0,
    phones=(0, 1, 2),
    max_attempts=6,
    retry_minutes=240,
    kind=CampaignKind.LB,
)
COUNTED = [outcome for outcome in Outcome if outcome not in NOT_IN_RESULTS]
kinds = st.sampled_from(CampaignKind)


def follow(outcome: Outcome, standing: Standing = FRESH, **flags: bool) -> Next:
    told = {"heard": False, "bad_number": False} | flags
    return after(outcome, standing, NOW, **told)


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """Records as they may stand when an attempt is settled: attempts are left."""
    most = draw(st.integers(1, 8))
    return Standing(
        attempts=draw(st.integers(0, most - 1)),
        refusals=draw(st.integers(0, REFUSALS_THAT_COUNT - 1)),
        phone=draw(st.integers(0, 5)),
        phones=tuple(sorted(draw(st.sets(st.integers(0, 5))))),
        max_attempts=most,
        retry_minutes=draw(st.integers(1, 10_000)),
        kind=draw(kinds),
        heard_at=draw(st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(2)).map(_ago))),
    )


def _ago(passed: timedelta) -> datetime:
    return NOW - passed


def test_every_outcome_has_a_follow_for_every_kind_and_a_status():
    assert set(FOLLOWS) == set(HEARD_IS_DONE) == set(STATUS_OF) == set(Outcome)


@pytest.mark.parametrize(
    ("outcome", "kind", "status", "minutes"),
    [
        (Outcome.COMPLETED, "LB", "retry", 24 * 60),
        (Outcome.COMPLETED, "MD", "completed", None),
        (Outcome.TRANSFERRED, "LB", "transferred", None),
        (Outcome.TRANSFER_FAILED, "LB", "retry", 15),
        (Outcome.HUNG_UP, "LB", "retry", 240),
        (Outcome.HUNG_UP, "MD", "retry", 240),
        (Outcome.WRONG_PERSON, "LB", "wrong_person", None),
        (Outcome.MACHINE, "MD", "retry", 240),
        (Outcome.NO_ANSWER, "LB", "retry", 240),
        (Outcome.BUSY, "MD", "retry", 240),
        (Outcome.FAILED, "LB", "retry", 240),
        (Outcome.REFUSED, "LB", "pending", 1),
        (Outcome.NOT_PLACED, "LB", "pending", 5 / 60),
        (Outcome.LOST, "LB", "retry", 240),
        (Outcome.ABANDONED, "LB", "retry", 240),
    ],
)
def test_the_table_of_what_follows(outcome, kind, status, minutes):
    standing = replace(FRESH, kind=CampaignKind(kind))
    following = follow(outcome, standing, heard=outcome is Outcome.COMPLETED)
    assert following.status == status
    waited = None if following.not_before is None else following.not_before - NOW
    assert waited == (None if minutes is None else timedelta(minutes=minutes))


@given(st.sampled_from(Outcome), standings(), st.booleans(), st.booleans())
def test_what_follows_is_whole(outcome, standing, heard, bad_number):
    following = follow(outcome, standing, heard=heard, bad_number=bad_number)
    assert standing.attempts <= following.attempts <= standing.max_attempts
    assert (following.status in DIALABLE_STATUSES) == (following.not_before is not None)
    assert following.not_before is None or following.not_before >= NOW
    if following.attempts == standing.max_attempts:
        assert not following.dialable
    if following.status is RecordStatus.PENDING:
        assert following.attempts == 0


@given(st.lists(st.sampled_from(COUNTED), min_size=20, max_size=20), standings())
def test_attempts_come_to_an_end(outcomes, standing):
    made = 0
    for outcome in outcomes:
        following = follow(outcome, standing)
        made += 1
        if not following.dialable:
            break
        standing = replace(standing, attempts=following.attempts, phone=following.next_phone)
    assert made <= standing.max_attempts
    assert not following.dialable


@given(st.sampled_from(COUNTED), kinds)
def test_after_the_last_attempt_the_record_keeps_its_outcome(outcome, kind):
    last = replace(FRESH, attempts=FRESH.max_attempts - 1, kind=kind)
    shown = "failed" if outcome is Outcome.LOST else str(outcome)
    assert follow(outcome, last) == Next(RecordStatus(shown), FRESH.max_attempts, 0, 0)


def test_phones_are_dialed_in_order_and_round_again():
    standing, dialed = replace(FRESH, phones=(1, 3, 4), max_attempts=8), []
    for _ in range(7):
        following = follow(Outcome.NO_ANSWER, standing)
        dialed.append(following.next_phone)
        standing = replace(standing, attempts=following.attempts, phone=following.next_phone)
    assert dialed == [1, 3, 4, 1, 3, 4, 1]


@given(st.integers(0, 19), st.sets(st.integers(0, 19), min_size=1))
def test_the_next_phone_is_another_good_one_where_there_is_one(phone, phones):
    chosen = next_phone(phone, tuple(sorted(phones)))
    assert chosen in phones
    assert chosen != phone or phones == {phone}


def test_a_bad_number_gives_way_to_the_next_phone_at_once():
    following = follow(Outcome.FAILED, replace(FRESH, phones=(1, 2)), bad_number=True)
    assert (following.status, following.next_phone) == (RecordStatus.RETRY, 1)
    assert following.not_before == NOW


def test_the_last_bad_number_ends_the_record():
    following = follow(Outcome.FAILED, replace(FRESH, phones=()), bad_number=True)
    assert following == Next(RecordStatus.FAILED, 1, 0, 0)


@given(st.sampled_from(COUNTED), standings())
def test_after_a_heard_message_a_day_passes(outcome, standing):
    following = follow(outcome, standing, heard=True)
    if following.dialable and outcome is not Outcome.TRANSFER_FAILED:
        assert following.not_before >= NOW + timedelta(hours=24)


@pytest.mark.parametrize("bad_number", [False, True])
def test_a_message_heard_before_a_failed_transfer_still_counts_for_its_day(bad_number):
    """The call after 15 minutes is the one exception: it is the transfer that was asked for."""
    heard_at = NOW - timedelta(minutes=20)
    standing = replace(FRESH, attempts=1, heard_at=heard_at)
    following = follow(Outcome.FAILED, standing, bad_number=bad_number)
    assert following.not_before == heard_at + timedelta(hours=24)


def test_who_asked_for_a_representative_comes_first():
    assert follow(Outcome.TRANSFER_FAILED).urgent
    assert not follow(Outcome.NO_ANSWER).urgent


def test_refusals_wait_longer_and_longer_and_then_count():
    standing, waits = FRESH, []
    for _ in range(REFUSALS_THAT_COUNT):
        following = follow(Outcome.REFUSED, standing)
        waits.append((following.not_before - NOW) / timedelta(minutes=1))
        standing = replace(
            standing,
            attempts=following.attempts,
            refusals=following.refusals,
            phone=following.next_phone,
        )
    assert waits == [1, 2, 4, 8, 16, 240]
    assert (standing.attempts, standing.refusals, standing.phone) == (1, 0, 1)


@given(standings())
def test_a_record_that_is_only_refused_comes_to_an_end(standing):
    for _ in range(REFUSALS_THAT_COUNT * standing.max_attempts):
        following = follow(Outcome.REFUSED, standing)
        if not following.dialable:
            return
        standing = replace(standing, attempts=following.attempts, refusals=following.refusals)
    pytest.fail("it would be dialed for ever")


@given(standings())
def test_what_was_not_placed_is_as_if_it_had_not_happened(standing):
    following = follow(Outcome.NOT_PLACED, standing)
    status = RecordStatus.RETRY if standing.attempts else RecordStatus.PENDING
    assert following == Next(
        status, standing.attempts, standing.refusals, standing.phone, following.not_before
    )
    assert following.not_before == NOW + timedelta(seconds=5)


def test_only_a_retry_is_followed_by_another_attempt():
    dialable = {o for o in Outcome if follow(o).dialable}
    assert dialable == {o for o in Outcome if FOLLOWS[o] in {Follow.RETRY, Follow.AGAIN}}
