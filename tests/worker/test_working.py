"""A process of long work: it rests only when there is nothing to do."""

import pytest

from esl_dialer.worker.working import IDLE_S, work_until_stopped


class Stopped(Exception):
    pass


class Clock:
    """Counts the rests; the second one is the test's end."""

    def __init__(self) -> None:
        self.rests: list[float] = []

    def sleep(self, seconds):
        self.rests.append(seconds)
        if len(self.rests) == 2:
            raise Stopped


def test_it_works_while_there_is_work_and_rests_when_there_is_none():
    work, clock = iter([True, True, False, True, False]), Clock()
    with pytest.raises(Stopped):
        work_until_stopped(lambda: next(work), clock)
    assert clock.rests == [IDLE_S, IDLE_S]
    assert list(work) == []
