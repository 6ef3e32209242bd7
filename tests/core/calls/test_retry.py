"""What follows an attempt."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls.day_parts import in_another_part, part_of
from esl_dialer.core.calls.progress import NEW, Progress
from esl_dialer.core.calls.retry import (
    FOLLOWS,
    FOLLOWS_OF,
    REFUSALS_THAT_COUNT,
    STATUS_OF,
    Ending,
    Follow,
    RecordState,
    RetryPolicy,
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
FRESH = RecordState(NEW, phone=0, phones=(0, 1, 2))
USUAL = RetryPolicy(CampaignKind.LB, max_attempts=6, retry_minutes=240)
COUNTED = [outcome for outcome in Outcome if outcome not in NOT_IN_RESULTS]
kinds = st.sampled_from(CampaignKind)


def follow(
    outcome: Outcome, standing: RecordState = FRESH, policy: RetryPolicy = USUAL, **flags: bool
) -> Progress:
    return after(Ending(outcome, **flags), standing, policy, NOW)


def on(standing: RecordState, progress: Progress) -> RecordState:
    """The same record at its next attempt."""
    return replace(standing, progress=progress, phone=progress.next_phone)


@st.composite
def policies(draw: st.DrawFn) -> RetryPolicy:
    return RetryPolicy(
        draw(kinds),
        draw(st.integers(1, 8)),
        draw(st.integers(1, 10_000)),
        draw(st.dictionaries(st.sampled_from(Outcome), st.integers(1, 10_000), max_size=3)),
    )


@st.composite
def standings(draw: st.DrawFn, most: int = 1) -> RecordState:
    """Records as they may stand when an attempt is settled: attempts are left."""
    progress = Progress(
        draw(st.sampled_from([RecordStatus.QUEUED, RecordStatus.DIALING])),
        attempts=draw(st.integers(0, most - 1)),
        refusals=draw(st.integers(0, REFUSALS_THAT_COUNT - 1)),
        next_phone=draw(st.integers(0, 5)),
        urgent=draw(st.booleans()),
        last_outcome=draw(st.one_of(st.none(), st.sampled_from(Outcome))),
        heard_at=draw(st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(2)).map(_ago))),
    )
    phones = tuple(sorted(draw(st.sets(st.integers(0, 5)))))
    return RecordState(progress, draw(st.integers(0, 5)), phones)


def cases() -> st.SearchStrategy[tuple[RecordState, RetryPolicy]]:
    """Records of a campaign, with attempts left."""
    return policies().flatmap(
        lambda policy: st.tuples(standings(policy.max_attempts), st.just(policy))
    )


def _ago(passed: timedelta) -> datetime:
    return NOW - passed


def test_every_outcome_has_a_follow_for_every_kind_and_a_status():
    assert set(FOLLOWS_OF) == set(CampaignKind)
    for table in (*FOLLOWS_OF.values(), STATUS_OF):
        assert set(table) == set(Outcome)


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
    policy = replace(USUAL, kind=CampaignKind(kind))
    following = follow(outcome, FRESH, policy, heard=outcome is Outcome.COMPLETED)
    assert following.status == status
    waited = None if following.not_before is None else following.not_before - NOW
    assert waited == (None if minutes is None else timedelta(minutes=minutes))


def test_an_outcome_may_have_minutes_of_its_own():
    policy = replace(USUAL, minutes_after={"busy": 15})
    assert policy.after(Outcome.BUSY).wait == timedelta(minutes=15)
    assert policy.after(Outcome.NO_ANSWER).wait == timedelta(minutes=240)
    assert follow(Outcome.BUSY, FRESH, policy).not_before == NOW + timedelta(minutes=15)


@given(st.sampled_from(Outcome), cases(), st.booleans(), st.booleans())
def test_what_follows_is_whole(outcome, case, heard, bad_number):
    standing, policy = case
    before = standing.progress
    following = follow(outcome, standing, policy, heard=heard, bad_number=bad_number)
    assert before.attempts <= following.attempts <= policy.max_attempts
    assert (following.status in DIALABLE_STATUSES) == (following.not_before is not None)
    assert following.not_before is None or following.not_before >= NOW
    assert following.last_outcome is outcome
    assert following.heard_at == (NOW if heard else before.heard_at)
    if following.attempts == policy.max_attempts:
        assert not following.dialable
    if following.status is RecordStatus.PENDING:
        assert following.attempts == 0
    assert not following.urgent or following.dialable


@given(st.lists(st.sampled_from(COUNTED), min_size=20, max_size=20), cases())
def test_attempts_come_to_an_end(outcomes, case):
    standing, policy = case
    made = 0
    for outcome in outcomes:
        following = follow(outcome, standing, policy)
        made += 1
        if not following.dialable:
            break
        standing = on(standing, following)
    assert made <= policy.max_attempts
    assert not following.dialable


@given(st.sampled_from(COUNTED), kinds)
def test_after_the_last_attempt_the_record_keeps_its_outcome(outcome, kind):
    policy = replace(USUAL, kind=kind)
    last = replace(FRESH, progress=replace(NEW, attempts=policy.max_attempts - 1))
    shown = "failed" if outcome is Outcome.LOST else str(outcome)
    assert follow(outcome, last, policy) == Progress(
        RecordStatus(shown), policy.max_attempts, last_outcome=outcome
    )


def test_phones_are_dialed_in_order_and_round_again():
    standing, dialed = replace(FRESH, phones=(1, 3, 4)), []
    for _ in range(7):
        following = follow(Outcome.NO_ANSWER, standing, replace(USUAL, max_attempts=8))
        dialed.append(following.next_phone)
        standing = on(standing, following)
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
    assert following == Progress(RecordStatus.FAILED, 1, last_outcome=Outcome.FAILED)


@given(st.sampled_from(COUNTED), cases())
def test_after_a_heard_message_a_day_passes(outcome, case):
    following = follow(outcome, *case, heard=True)
    if following.dialable and outcome is not Outcome.TRANSFER_FAILED:
        assert following.not_before >= NOW + timedelta(hours=24)


@pytest.mark.parametrize("bad_number", [False, True])
def test_a_message_heard_before_a_failed_transfer_still_counts_for_its_day(bad_number):
    """The call after 15 minutes is the one exception: it is the transfer that was asked for."""
    heard_at = NOW - timedelta(minutes=20)
    standing = replace(FRESH, progress=replace(NEW, attempts=1, heard_at=heard_at))
    following = follow(Outcome.FAILED, standing, bad_number=bad_number)
    assert following.not_before == heard_at + timedelta(hours=24)


def test_who_asked_for_a_representative_comes_first():
    assert follow(Outcome.TRANSFER_FAILED).urgent
    assert not follow(Outcome.NO_ANSWER).urgent


def test_who_was_first_in_line_stays_so_until_something_rang():
    first = replace(FRESH, progress=replace(NEW, urgent=True))
    assert follow(Outcome.REFUSED, first).urgent
    assert follow(Outcome.NOT_PLACED, first).urgent
    assert not follow(Outcome.NO_ANSWER, first).urgent
    often = replace(first, progress=replace(first.progress, refusals=REFUSALS_THAT_COUNT - 1))
    assert not follow(Outcome.REFUSED, often).urgent


def test_refusals_wait_longer_and_longer_and_then_count():
    standing, waits = FRESH, []
    for _ in range(REFUSALS_THAT_COUNT):
        following = follow(Outcome.REFUSED, standing)
        waits.append((following.not_before - NOW) / timedelta(minutes=1))
        standing = on(standing, following)
    assert waits == [1, 2, 4, 8, 16, 240]
    assert (following.attempts, following.refusals, following.next_phone) == (1, 0, 1)


def test_refusals_that_count_are_followed_as_the_campaign_follows_failures():
    often = replace(FRESH, progress=replace(FRESH.progress, refusals=REFUSALS_THAT_COUNT - 1))
    assert follow(Outcome.REFUSED, often, RULED).status is RecordStatus.STOPPED


@given(cases())
def test_a_record_that_is_only_refused_comes_to_an_end(case):
    standing, policy = case
    for _ in range(REFUSALS_THAT_COUNT * policy.max_attempts):
        following = follow(Outcome.REFUSED, standing, policy)
        if not following.dialable:
            return
        standing = on(standing, following)
    pytest.fail("it would be dialed for ever")


@given(cases())
def test_what_was_not_placed_is_as_if_it_had_not_happened(case):
    standing, policy = case
    before = standing.progress
    following = follow(Outcome.NOT_PLACED, standing, policy)
    assert following == replace(
        before,
        status=RecordStatus.RETRY if before.attempts else RecordStatus.PENDING,
        next_phone=standing.phone,
        not_before=NOW + timedelta(seconds=5),
        last_outcome=Outcome.NOT_PLACED,
    )


def test_only_a_retry_is_followed_by_another_attempt():
    dialable = {o for o in Outcome if follow(o).dialable}
    assert dialable == {o for o in Outcome if FOLLOWS[o] in {Follow.RETRY, Follow.AGAIN}}


# --- a campaign's own rules ---------------------------------------------------------------------

RULED = replace(
    USUAL, rules={"busy": "again", "no_answer": "next_number", "machine": "final", "failed": "stop"}
)


def test_a_rule_says_whether_the_same_number_is_called_or_nobody_any_more():
    at_second = replace(FRESH, phone=1)
    same = follow(Outcome.BUSY, at_second, RULED)
    assert (same.status, same.next_phone) == (RecordStatus.RETRY, 1)
    assert follow(Outcome.NO_ANSWER, at_second, RULED).next_phone == 2
    assert follow(Outcome.HUNG_UP, at_second, RULED).next_phone == 2
    assert follow(Outcome.MACHINE, FRESH, RULED).status is RecordStatus.MACHINE
    assert follow(Outcome.FAILED, FRESH, RULED).status is RecordStatus.STOPPED


def test_the_same_number_is_not_called_where_it_is_gone_or_spent():
    left = replace(FRESH, phone=1, phones=(0, 2))
    assert follow(Outcome.BUSY, left, RULED).next_phone == 2


def test_no_rule_calls_again_whom_the_dialer_is_done_with():
    rules = dict.fromkeys(Outcome, "again")
    done = replace(USUAL, rules=rules)
    for outcome in (Outcome.TRANSFERRED, Outcome.WRONG_PERSON):
        assert not follow(outcome, FRESH, done).dialable
    failed = follow(Outcome.TRANSFER_FAILED, FRESH, done)
    assert (failed.urgent, failed.not_before) == (True, NOW + timedelta(minutes=15))


TORONTO = ZoneInfo("America/Toronto")


@pytest.mark.parametrize(
    ("minutes", "due"),
    [
        (60, (23, 12)),  # 11:00, in the morning as this call was: at noon
        (240, (23, 14)),  # 14:00 is in the afternoon
        (24 * 60, (24, 12)),  # 10:00 of tomorrow: at noon
        (12 * 60, (23, 22)),  # 22:00 is in the evening
    ],
)
def test_a_retry_is_in_another_part_of_the_day_where_the_person_is(minutes, due):
    policy = replace(USUAL, retry_minutes=minutes, spread=True)
    following = follow(Outcome.BUSY, replace(FRESH, clock=TORONTO), policy)
    there = following.not_before.astimezone(TORONTO)
    assert ((there.day, there.hour), there.minute) == (due, 0)


def test_after_the_evening_comes_the_morning():
    night = datetime(2026, 11, 1, 3, 30, tzinfo=UTC)
    """23:30 of the 31st; clocks are set back in the night."""
    assert in_another_part(night, night, TORONTO) == datetime(2026, 11, 1, 0, tzinfo=TORONTO)


@given(st.integers(0, 600_000), st.integers(0, 10_000))
def test_the_part_is_another_and_never_earlier(since, minutes):
    called = NOW + timedelta(minutes=since)
    due = called + timedelta(minutes=minutes)
    later = in_another_part(due, called, TORONTO)
    assert later >= due
    assert part_of(later, TORONTO) != part_of(called, TORONTO)
