"""What a disposition is, what is said with it, and where its record stands by it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from esl_dialer.core import fields
from esl_dialer.core.calls.closing import FINISHED
from esl_dialer.core.calls.disposing import Meant, Said, disposed, read, refusal
from esl_dialer.core.calls.dispositions import (
    FIELDS,
    SYSTEM,
    UNSAID,
    Disposition,
    Follows,
    by_rule,
    key_of,
    of_several,
)
from esl_dialer.core.people.promises import promise
from esl_dialer.core.words import Outcome, RecordStatus, RunState, StopReason
from tests.core.calls.settlements import BEFORE, LATER, NUMBER, SIBLING, closed

TORONTO = ZoneInfo("America/Toronto")
ENDED = replace(
    closed(BEFORE, Outcome.HUNG_UP),
    progress=replace(BEFORE.progress, status=RecordStatus.RETRY, attempts=1, next_phone=2),
)
HOURS = timedelta(hours=1)
AGAIN, NEXT, FINAL = (
    Disposition("Later", follows=follows)
    for follows in (Follows.AGAIN, Follows.NEXT_NUMBER, Follows.FINAL)
)
BAD = SYSTEM["disconnected_number"]
STOP = SYSTEM["do_not_call"]
NOTHING = Meant("")


def moved(disposition, before=ENDED, meant=NOTHING):
    return disposed(before, disposition, meant, LATER).progress


# --- what it is --------------------------------------------------------------------------------


def test_those_of_the_system_are_right_and_no_key_chooses_two():
    for one in SYSTEM.values():
        assert fields.problems(FIELDS, one) == of_several(one) == {}
    keys = [one.hot_key for one in SYSTEM.values()]
    assert len(set(keys)) == len(keys)


def test_every_outcome_of_which_nobody_says_anything_is_said():
    assert set(UNSAID) == set(Outcome)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Disposition(""), "title"),
        (Disposition("7"), "title"),
        (Disposition("a\nb"), "title"),
        (Disposition("x" * 65), "title"),
        (replace(AGAIN, hot_key="ab"), "hot_key"),
        (replace(AGAIN, hot_key="é"), "hot_key"),
        (replace(AGAIN, minutes=-1), "minutes"),
        (replace(FINAL, minutes=5), "minutes"),
        (replace(FINAL, needs_call_back=True), "follows"),
        (replace(AGAIN, needs_call_back=True, needs_promise=True), "needs_promise"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(wrong, field):
    assert list(fields.problems(FIELDS, wrong) | of_several(wrong)) == [field]


def test_a_key_is_of_the_titles_letters_and_nobody_elses():
    assert key_of("Sale made!", ()) == "sale_made"
    assert key_of("À rappeler", ()) == "a_rappeler"
    assert key_of("Sale made", ["sale_made", "sale_made_2"]) == "sale_made_3"
    assert key_of("電話", ()) == "disposition"
    assert len(key_of("x" * 64, ["x" * 32])) == 32


# --- what is said with it ----------------------------------------------------------------------


def problems(disposition, **said):
    return set(read(disposition, Said(**said), TORONTO, LATER)[1])


def test_what_it_needs_is_asked_for_and_what_it_has_no_use_for_is_refused():
    assert problems(replace(AGAIN, needs_note=True), note="  ") == {"note"}
    assert problems(replace(AGAIN, needs_note=True), note="is at work") == set()
    assert problems(SYSTEM["call_back"]) == {"call_back"}
    assert problems(SYSTEM["call_back"], call_back="tomorrow") == {"call_back"}
    assert problems(SYSTEM["call_back"], call_back="2026-11-22 09:00") == {"call_back"}
    assert problems(AGAIN, call_back="2026-11-24 09:00") == set()
    assert problems(FINAL, call_back="2026-11-24 09:00") == {"call_back"}
    assert problems(SYSTEM["promise_to_pay"]) == {"amount", "promised_on"}
    assert problems(FINAL, amount="5", promised_on="2026-12-01") == {"amount", "promised_on"}


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        ("120", 12_000), ("120.50", 12_050), ("120,50", 12_050), ("1 200,50 $", 120_050),
        ("1,200.50", 120_050), ("$1,200", 120_000), ("0.01", 1),
        ("0", 0), ("-5", 0), ("abc", 0), ("", 0), ("1.005", 0), ("NaN", 0), ("1e3", 0),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(amount, cents):
    said = Said(amount=amount, promised_on="2026-12-01")
    meant, wrong = read(SYSTEM["promise_to_pay"], said, TORONTO, LATER)
    assert ("amount" in wrong) is (cents == 0)
    if cents:
        assert meant.promise == promise(cents, date(2026, 12, 1), TORONTO)


@pytest.mark.parametrize("day", ["2026-11-22", "2027-12-01", "soon", ""])
def test_a_promise_is_for_a_day_within_a_year(day):
    assert problems(SYSTEM["promise_to_pay"], amount="5", promised_on=day) == {"promised_on"}


def test_a_promise_holds_through_its_day_where_the_person_is():
    kept = promise(100, date(2026, 12, 1), TORONTO)
    assert kept.until.astimezone(UTC) == datetime(2026, 12, 2, 5, tzinfo=UTC)


# --- what follows ------------------------------------------------------------------------------


def test_an_open_call_and_one_that_rang_nowhere_have_none():
    assert refusal(None)
    assert refusal(Outcome.REFUSED)
    assert refusal(Outcome.BUSY) is None


def test_it_is_called_again_at_the_same_number_or_at_the_next_after_its_own_minutes():
    same, later = moved(AGAIN), moved(replace(AGAIN, minutes=30))
    assert (same.status, same.next_phone, same.not_before) == (
        RecordStatus.RETRY, 1, LATER + 4 * HOURS,
    )  # fmt: skip
    assert later.not_before == LATER + HOURS / 2
    assert moved(NEXT).next_phone == 2


def test_final_ends_its_record_with_the_outcome_of_the_call():
    ended = moved(FINAL)
    assert (ended.status, ended.not_before) == (RecordStatus.HUNG_UP, None)


def test_whose_attempts_are_spent_is_not_called_again_but_for_a_call_back():
    spent = replace(ENDED, progress=replace(ENDED.progress, attempts=6))
    assert moved(AGAIN, spent).status is RecordStatus.HUNG_UP
    asked = Meant("", call_back=LATER + HOURS)
    assert moved(AGAIN, spent, asked).status is RecordStatus.RETRY


def test_a_bad_number_is_not_dialed_again_and_the_next_one_is_at_once():
    done = disposed(ENDED, BAD, NOTHING, LATER)
    assert (done.bad_phone, done.progress.next_phone, done.progress.not_before) == (101, 2, LATER)
    alone = replace(ENDED, phones=ENDED.phones[1:2])
    assert moved(BAD, alone).status is RecordStatus.HUNG_UP


def test_do_not_call_stops_the_number_and_the_record():
    done = disposed(ENDED, STOP, NOTHING, LATER)
    assert done.progress.status is RecordStatus.DNC
    assert (done.stop.key, done.stop.reason) == (NUMBER[2:], StopReason.DNC)
    nobody = replace(ENDED, attempt=replace(ENDED.attempt, simulated=True))
    assert disposed(nobody, STOP, NOTHING, LATER).stop is None


def test_a_promise_holds_calls_and_nobody_hears_two_messages_a_day():
    kept = promise(100, date(2026, 12, 1), TORONTO)
    assert moved(SYSTEM["promise_to_pay"], meant=Meant("", promise=kept)).not_before == kept.until
    heard = replace(ENDED, progress=replace(ENDED.progress, heard_at=LATER))
    assert moved(AGAIN, heard).not_before == LATER + 24 * HOURS


@pytest.mark.parametrize(
    "since",
    [
        {"run": BEFORE.run + 1},
        {"claimed_for": "another"},
        {"siblings": (replace(SIBLING, claimed_at=LATER),)},
        {"progress": replace(ENDED.progress, status=RecordStatus.WRONG_PERSON)},
    ],
)
def test_a_record_that_went_on_since_stays_and_its_number_is_stopped_all_the_same(since):
    done = disposed(replace(ENDED, **since), STOP, NOTHING, LATER)
    assert done.progress is None
    assert done.stop is not None


def test_a_completed_campaign_has_somebody_to_dial_again():
    over = replace(ENDED, run_state=RunState.COMPLETED, run_reason=FINISHED)
    assert disposed(over, AGAIN, NOTHING, LATER).reopened
    assert not disposed(over, FINAL, NOTHING, LATER).reopened


def test_a_campaigns_own_rule_takes_the_place_of_what_it_says():
    assert by_rule(FINAL, "") == FINAL
    later = by_rule(FINAL, "again:30")
    assert (later.follows, later.minutes) == (Follows.AGAIN, 30)
    done = by_rule(SYSTEM["call_back"], "final")
    assert (done.follows, done.needs_call_back) == (Follows.FINAL, False)
    for wrong in ("never", "again:soon", "final:5"):
        with pytest.raises(ValueError, match=r"\w"):
            by_rule(AGAIN, wrong)
