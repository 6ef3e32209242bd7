"""What is written of a call when the switch has taken the command."""

from datetime import timedelta

from esl_dialer.core.calls.events import Ringing
from esl_dialer.core.words import CallState, RecordStatus
from esl_dialer.engine.changes import Change, Sent, digest
from esl_dialer.engine.committing import commit_changes
from esl_dialer.store import models
from esl_dialer.store.calls import attempts
from tests.fakes import START, World
from tests.store.rows import a_campaign, a_record, an_attempt, status_of


def test_a_call_that_was_sent_is_dialing_until_more_is_heard(world: World) -> None:
    record = a_record(a_campaign(), "+14165550100")
    assert an_attempt(record, "one", now=START)
    held = Change(attempts.find("one"))
    after = digest(held, Sent("one", START))
    commit_changes([after], [], START)
    assert models.Attempt.get_by_id("one").state is CallState.DIALING
    assert status_of(record) is RecordStatus.DIALING


def test_news_of_the_sending_that_comes_late_does_not_step_back(world: World) -> None:
    assert an_attempt(a_record(a_campaign(), "+14165550100"), "one", now=START)
    rings = digest(Change(attempts.find("one")), Ringing("one", START))
    commit_changes([digest(rings, Sent("one", START + timedelta(seconds=1)))], [], START)
    row = models.Attempt.get_by_id("one")
    assert (row.state, row.sent_at) == (CallState.RINGING, START + timedelta(seconds=1))
