"""A process of long work: it rests only when there is nothing to do, and waits for its database."""

import logging

import pytest

from esl_dialer.worker.working import AWAY_S, IDLE_S, work_until_stopped


class Stopped(Exception):
    pass


class Away(Exception):
    pass


class Clock:
    """Counts the rests; the last of so many is the test's end."""

    def __init__(self, most: int) -> None:
        self.rests: list[float] = []
        self._most = most

    def sleep(self, seconds):
        self.rests.append(seconds)
        if len(self.rests) == self._most:
            raise Stopped


def lives(work, rests):
    """What it rested, doing this work."""
    left, clock = iter(work), Clock(rests)

    def work_once():
        found = next(left)
        if isinstance(found, Exception):
            raise found
        return found

    with pytest.raises(Stopped):
        work_until_stopped(work_once, clock, (Away,))
    assert list(left) == []
    return clock.rests


def test_it_works_while_there_is_work_and_rests_when_there_is_none():
    assert lives([True, True, False, True, False], rests=2) == [IDLE_S, IDLE_S]


def test_a_database_that_is_away_is_waited_for_and_that_is_said_once(caplog):
    caplog.set_level(logging.INFO)
    cut = Away("the connection is closed")
    rested = lives([True, cut, cut, cut, True, False, cut], rests=5)
    assert rested == [AWAY_S] * 3 + [IDLE_S, AWAY_S]
    said = [record.getMessage() for record in caplog.records]
    waits = "work.waits reason='the connection is closed'"
    assert said == [waits, "work.goes_on", waits]
    assert not any(record.exc_info for record in caplog.records)
