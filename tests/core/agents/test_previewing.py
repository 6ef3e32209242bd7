"""Whom agents see before a call, and what a skip means for the record."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from esl_dialer.core.agents.previewing import shown, skipped
from esl_dialer.core.calls.progress import Progress
from esl_dialer.core.words import Outcome, RecordStatus

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


@dataclass(frozen=True)
class One:
    record: int
    number: str
    person_key: str = ""


def test_each_agent_sees_another_person_in_both_orders():
    people = [One(1, "+1"), One(2, "+1"), One(3, "+3", "k"), One(4, "+4", "k"), One(5, "+5")]
    given = shown([7, 8, 9], people, {})
    assert {agent: one.record for agent, one in given.items()} == {7: 1, 8: 3, 9: 5}


def test_whom_an_agent_skipped_is_shown_to_another():
    people = [One(1, "+1"), One(2, "+2")]
    given = shown([7, 8], people, {7: {1}})
    assert {agent: one.record for agent, one in given.items()} == {7: 2, 8: 1}
    assert shown([7], people[:1], {7: {1}}) == {}


def test_a_skip_is_an_attempt_by_the_retry_rule():
    after = skipped(Progress(RecordStatus.PENDING), 2, 30, NOW)
    assert (after.status, after.attempts) == (RecordStatus.RETRY, 1)
    assert after.not_before == NOW + timedelta(minutes=30)


def test_the_last_skip_leaves_the_record_as_its_last_call_did():
    never = skipped(Progress(RecordStatus.RETRY, attempts=1), 2, 30, NOW)
    assert (never.status, never.not_before) == (RecordStatus.NO_ATTEMPT, None)
    rang = Progress(RecordStatus.RETRY, attempts=1, last_outcome=Outcome.NO_ANSWER)
    assert skipped(rang, 2, 30, NOW).status is RecordStatus.NO_ANSWER
