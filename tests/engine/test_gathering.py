"""Which news share a commit, and for which of them others are not waited for."""

from collections.abc import Iterator
from typing import Any

import gevent
import pytest

from esl_dialer.core.calls.call import Call
from esl_dialer.core.calls.events import Answered, CallEvent, Created, Ended, KeyPressed, Ringing
from esl_dialer.core.flows import LINK_BACK
from esl_dialer.engine import tracker as tracking
from esl_dialer.engine.changes import Sent, Withdrawn
from esl_dialer.engine.committing import Committed, commit_changes
from esl_dialer.engine.tracker import Tracker
from esl_dialer.store.calls.attempts import Tracked
from tests.fakes import START, HandClock
from tests.patience import PATIENCE_S


class Commits:
    """Batches of attempts that were written together."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def __call__(self, work: Any, *given: Any) -> Any:
        if work is not commit_changes:
            return []
        changes = given[0]
        self.batches.append([change.tracked.call.attempt for change in changes])
        return Committed(changes, [])


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> Commits:
    monkeypatch.setattr(tracking, "PATIENCE_S", 1000.0)
    monkeypatch.setattr(tracking, "COMPANY_S", 0.0)
    return Commits()


@pytest.fixture
def tracker(commits: Commits) -> Iterator[Tracker]:
    started = Tracker(sql=commits, clock=HandClock())
    for attempt in ("one", "two"):
        call = Call(attempt, LINK_BACK, 1000)
        started.adopt([Tracked(call, 1, 1, "", "core", START)])
    loop = gevent.spawn(started.run)
    yield started
    loop.kill()


def heard(tracker: Tracker, *news: Any) -> None:
    for one in news:
        tracker.put(one)
    gevent.sleep(0)
    gevent.idle()


ROUTINE: list[Any] = [Sent("one", START), Created("one", START), Ringing("one", START),
                      Answered("one", START)]  # fmt: skip
PRESSING: list[Any] = [
    Ended("two", START, cause="USER_BUSY"), KeyPressed("two", START, "2"),
    Withdrawn("two", START, "TOO_LATE"),
]  # fmt: skip


def test_how_far_a_call_has_come_waits_for_company(tracker: Tracker, commits: Commits) -> None:
    heard(tracker, *ROUTINE)
    assert commits.batches == []
    assert tracker.backlog == len(ROUTINE)


@pytest.mark.parametrize("pressing", PRESSING, ids=lambda one: type(one).__name__)
def test_what_frees_or_takes_a_place_is_written_with_all_that_waits(
    tracker: Tracker, commits: Commits, pressing: CallEvent
) -> None:
    heard(tracker, *ROUTINE, pressing)
    assert commits.batches == [["one", "two"]]
    assert tracker.backlog == 0


def test_a_channel_that_nobody_expects_is_looked_at_at_once(
    tracker: Tracker, commits: Commits
) -> None:
    heard(tracker, Ringing("one", START), Created("stray", START))
    assert commits.batches == [["one"]]


def test_without_pressing_news_the_others_are_written_all_the_same(
    tracker: Tracker, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracking, "PATIENCE_S", 0.0)
    heard(tracker, *ROUTINE)
    with gevent.Timeout(PATIENCE_S):
        while tracker.backlog:
            gevent.idle()
    assert commits.batches == [["one"]]
