"""How a restored database is told from the one that was worked with, and what follows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from esl_dialer.core.calls.correcting import LATEST
from esl_dialer.core.calls.restored import (
    LIVES,
    RESTORED,
    Because,
    Gap,
    Mark,
    OnSwitch,
    because,
    before,
    counted_as_called,
    gap,
    left,
    may_be_ours,
    told_on,
    why_held,
)
from esl_dialer.core.people.contact_cap import rests_until
from esl_dialer.core.rules.windows import zone
from esl_dialer.core.words import Outcome, RecordStatus
from tests.core.calls.settlements import BEFORE, BUSY, NOW

INSIDE = Mark("db", "one", beats=10, claims=100, at=NOW)
LATER = NOW + timedelta(hours=1)


def test_the_same_mark_on_both_sides_is_the_same_database():
    assert because(INSIDE, INSIDE, frozenset(), LATER, embedded=False) is None


def test_a_mark_outside_may_be_older_a_kill_came_between():
    outside = replace(INSIDE, beats=9, claims=97)
    assert because(INSIDE, outside, frozenset(), LATER, embedded=False) is None


@pytest.mark.parametrize("ahead", [{"beats": 11}, {"claims": 101}])
def test_what_the_directory_knows_beyond_it_means_restored(ahead):
    assert (
        because(INSIDE, replace(INSIDE, **ahead), frozenset(), LATER, embedded=False)
        is Because.BEHIND
    )


def test_an_epoch_that_the_database_never_had_means_restored():
    assert (
        because(INSIDE, replace(INSIDE, epoch="two"), frozenset(), LATER, embedded=False)
        is Because.BEHIND
    )


def test_one_that_ended_with_a_restore_it_knows_of_does_not():
    """A second machine of PostgreSQL still has the mark of before."""
    outside = replace(INSIDE, epoch="two", beats=99)
    assert because(INSIDE, outside, frozenset({"two"}), LATER, embedded=False) is None


def test_a_backup_of_an_earlier_release_has_no_epoch_and_is_told_all_the_same():
    assert because(Mark("db"), INSIDE, frozenset(), LATER, embedded=False) is Because.BEHIND


def test_a_new_database_without_a_mark_is_new():
    assert because(Mark("db"), None, frozenset(), LATER, embedded=False) is None


def test_without_a_mark_the_living_database_is_taken_and_a_cold_one_is_not():
    assert because(INSIDE, None, frozenset(), NOW + LIVES, embedded=False) is None
    late = NOW + LIVES + timedelta(seconds=1)
    assert because(INSIDE, None, frozenset(), late, embedded=False) is Because.MOVED


def test_a_file_without_a_mark_is_a_copy_however_lately_it_was_written():
    assert because(INSIDE, None, frozenset(), NOW, embedded=True) is Because.MOVED
    first = replace(INSIDE, beats=1)
    assert because(first, None, frozenset(), LATER, embedded=True) is None


def test_the_gap_ends_where_the_directory_knows_last_and_counts_the_calls():
    outside = replace(INSIDE, claims=130, at=NOW + timedelta(minutes=29))
    assert gap(INSIDE, outside, LATER) == Gap(NOW, NOW + timedelta(minutes=29), 30)


def test_of_another_epoch_nobody_can_say_how_many():
    outside = replace(INSIDE, epoch="two", claims=130, at=NOW + timedelta(minutes=29))
    assert gap(INSIDE, outside, LATER) == Gap(NOW, NOW + timedelta(minutes=29), None)


def test_without_a_mark_it_ends_now():
    assert gap(INSIDE, None, LATER) == Gap(NOW, LATER, None)


def test_a_gap_never_ends_before_it_begins_nor_after_now():
    early, late = (replace(INSIDE, at=NOW + timedelta(hours=h)) for h in (-2, 5))
    assert gap(INSIDE, early, LATER).until == NOW
    assert gap(INSIDE, late, LATER).until == LATER


CALL = OnSwitch("a", 1, 2, "14165550100", NOW + timedelta(minutes=5), "db")


def test_a_call_of_this_database_from_after_what_it_knows_is_ours():
    assert may_be_ours(CALL, INSIDE)
    assert may_be_ours(replace(CALL, identity=""), INSIDE)
    assert not may_be_ours(replace(CALL, identity="other"), INSIDE)
    assert not may_be_ours(replace(CALL, began_at=NOW - timedelta(hours=1)), INSIDE)
    assert may_be_ours(CALL, Mark("db"))


def test_calls_from_before_the_last_restore_come_to_be_known_for_a_day():
    last = Gap(NOW - timedelta(hours=2), NOW, None)
    assert before(INSIDE, last, NOW).at == last.since
    assert before(INSIDE, last, NOW + LATEST + timedelta(seconds=1)) == INSIDE
    assert before(INSIDE, None, NOW) == INSIDE


@pytest.mark.parametrize(("claims", "taken", "rest"), [(30, 12, 18), (30, 31, 0), (None, 12, None)])
def test_what_was_found_is_taken_off_what_is_missing(claims, taken, rest):
    assert left(claims, taken) == rest


def test_the_reason_says_what_is_known():
    held = [
        str(why_held("14:02", "14:31", asked=asked, unknown=unknown))
        for asked, unknown in ((False, 0), (True, 0), (True, 1), (True, 212))
    ]
    assert held == [
        "this database was restored: the switch has still to be asked about the calls since 14:02",
        "this database was restored: every call since 14:02 is known, and it waits for your word",
        "this database was restored: calls between 14:02 and 14:31 are unknown, 1 record waits for"
        " your word",
        "this database was restored: calls between 14:02 and 14:31 are unknown, 212 records wait"
        " for your word",
    ]


def test_an_instant_is_told_in_the_zone_of_the_reader():
    at = datetime(2026, 11, 23, 3, 2, 59, tzinfo=UTC)
    assert told_on(at, zone("America/Toronto")) == "2026-11-22 22:02:59"


def test_who_may_have_been_called_counts_as_called_and_waits_as_after_a_message():
    done = counted_as_called(BEFORE, BUSY, NOW)
    assert (done.outcome, done.cause, done.heard_at) == (Outcome.LOST, RESTORED, NOW)
    assert done.progress is not None
    assert done.progress.status is RecordStatus.RETRY
    assert done.progress.attempts == 1
    assert done.progress.not_before == rests_until(NOW)


def test_after_the_last_attempt_it_is_at_its_end():
    once = replace(BEFORE, policy=replace(BEFORE.policy, max_attempts=1))
    done = counted_as_called(once, BUSY, NOW)
    assert done.progress is not None
    assert (done.progress.status, done.progress.not_before) == (RecordStatus.FAILED, None)


def test_a_record_that_another_attempt_holds_stays_as_it_is():
    done = counted_as_called(replace(BEFORE, claimed_for="other"), BUSY, NOW)
    assert (done.progress, done.heard_at) == (None, NOW)
