"""What is believed of an attempt when the switch was asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.calls.events import Ended
from esl_dialer.core.calls.reconcile import (
    AWAY_WAIT,
    GRACE,
    PROOF_WAIT,
    RECORD_WAIT,
    SWEEPS,
    Evidence,
    Open,
    Verdict,
    judge,
    never_left,
)

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
RECORD = Ended("one", NOW, "NORMAL_CLEARING", from_record=True)
LONG_AGO = NOW - timedelta(minutes=4)

attempts = st.builds(
    Open,
    st.just("one"),
    st.sampled_from(["core", "another"]),
    st.timedeltas(-GRACE, timedelta(days=2)).map(lambda ago: NOW - ago),
    st.integers(0, 5),
    st.booleans(),
)
evidence = st.builds(
    Evidence,
    st.sampled_from(["core", None]),
    st.booleans(),
    st.sampled_from([None, RECORD]),
    st.sampled_from([None, False, True]),
    st.timedeltas(timedelta(0), timedelta(days=2)).map(lambda ago: NOW - ago),
)


def an_open(
    core: str = "core", start_at: datetime = LONG_AGO, absent: int = SWEEPS, seen: bool = False
) -> Open:
    return Open("one", core, start_at, absent, seen)


def no_trace(keeps_records: bool | None = True) -> Evidence:
    return Evidence(
        "core", channel=False, record=None, keeps_records=keeps_records, heard_since=LONG_AGO
    )


@given(attempts, evidence)
def test_every_attempt_has_a_verdict(attempt, found):
    assert judge(attempt, found, NOW) in Verdict


@given(attempts, evidence)
def test_a_record_or_a_channel_settles_the_question(attempt, found):
    verdict = judge(attempt, found, NOW)
    assert (verdict is Verdict.RECORDED) == (found.record is not None)
    assert (verdict is Verdict.LIVE) == (found.record is None and found.channel)


@given(attempts, evidence)
def test_not_placed_is_said_only_of_what_surely_never_rang(attempt, found):
    if judge(attempt, found, NOW) is Verdict.NOT_PLACED:
        assert not attempt.seen
        assert found.keeps_records
        assert attempt.switch_core == found.core
        assert attempt.absent_sweeps + 1 >= SWEEPS


@given(attempts, evidence)
def test_nothing_is_closed_within_the_grace(attempt, found):
    if NOW - attempt.start_at < GRACE:
        assert judge(attempt, found, NOW) not in {Verdict.LOST, Verdict.NOT_PLACED}


@given(attempts, evidence)
def test_nobody_waits_for_ever(attempt, found):
    long_ago = NOW - max(PROOF_WAIT, AWAY_WAIT)
    waited = Open("one", attempt.switch_core, long_ago, SWEEPS, attempt.seen)
    heard_long = replace(found, heard_since=long_ago)
    assert judge(waited, heard_long, NOW) not in {Verdict.WAIT, Verdict.ABSENT}


@pytest.mark.parametrize(
    ("attempt", "found", "verdict"),
    [
        (an_open(), no_trace(), Verdict.NOT_PLACED),
        (an_open(seen=True), no_trace(), Verdict.LOST),
        (an_open(), no_trace(keeps_records=False), Verdict.LOST),
        (an_open(), no_trace(keeps_records=None), Verdict.ABSENT),
        (an_open(seen=True), no_trace(keeps_records=None), Verdict.LOST),
        (an_open(core="another"), no_trace(), Verdict.LOST),
        (an_open(core="another", absent=0), no_trace(), Verdict.LOST),
        (an_open(core=""), no_trace(), Verdict.LOST),
        (an_open(absent=0), no_trace(), Verdict.ABSENT),
        (an_open(absent=SWEEPS - 1), no_trace(), Verdict.NOT_PLACED),
        (an_open(start_at=NOW - RECORD_WAIT), no_trace(), Verdict.NOT_PLACED),
        (an_open(start_at=NOW - GRACE), no_trace(), Verdict.ABSENT),
        (an_open(start_at=NOW - GRACE + timedelta(milliseconds=1)), no_trace(), Verdict.WAIT),
        (an_open(core="another", start_at=NOW), no_trace(), Verdict.WAIT),
    ],
)
def test_the_verdicts_without_a_trace(attempt, found, verdict):
    assert judge(attempt, found, NOW) is verdict


@given(attempts, evidence)
def test_what_its_switch_was_not_asked_about_is_not_closed_early(attempt, found):
    unasked = replace(found, core=None, channel=False, record=None)
    verdict = judge(attempt, unasked, NOW)
    waited = NOW - max(attempt.start_at, found.heard_since)
    assert verdict is (Verdict.WAIT if waited < AWAY_WAIT else Verdict.LOST)


@given(attempts, evidence)
def test_nothing_is_closed_within_the_grace_after_the_link_came_up(attempt, found):
    if NOW - found.heard_since < GRACE and found.record is None:
        assert judge(attempt, found, NOW) in (Verdict.LIVE, Verdict.WAIT)


@pytest.mark.parametrize(
    ("noted", "notes_survived", "never"),
    [(False, True, True), (True, True, False), (False, False, False), (True, False, False)],
)
def test_what_was_not_noted_never_left_if_notes_survive(noted, notes_survived, never):
    assert never_left(noted=noted, notes_survived=notes_survived) is never
