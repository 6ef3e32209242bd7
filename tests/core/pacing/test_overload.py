"""What a tick may claim follows what engine and switch stand, up and down, without a cliff."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.pacing.overload import BACKLOG, FIRST, LEAST, Allowance, Strain

AT_EASE = Strain()
LASTS = 2
"""Ticks of 0.2 s for which a claim may be sent: 0.5 s from its instant on."""


def test_it_opens_only_while_all_of_it_is_used() -> None:
    allowed = Allowance()
    assert allowed.calls(AT_EASE) == int(FIRST)
    assert allowed.after(AT_EASE, int(FIRST)).window > FIRST
    assert allowed.after(AT_EASE, int(FIRST) - 1) == allowed


def test_what_waits_is_taken_off_it() -> None:
    assert Allowance(20).calls(Strain(overdue=15)) == 5
    assert Allowance(20).calls(Strain(overdue=25)) == 0


@pytest.mark.parametrize(
    "strain", [Strain(overdue=11), Strain(withdrawn=1), Strain(backlog=BACKLOG + 1)], ids=str
)
def test_each_sign_of_too_much_work_closes_it(strain: Strain) -> None:
    assert Allowance(20).after(strain, 20).window < 20


def test_events_go_before_claims() -> None:
    assert Allowance().calls(Strain(backlog=BACKLOG)) == int(FIRST)
    assert Allowance().calls(Strain(backlog=BACKLOG + 1)) == 0


@given(st.lists(st.booleans(), max_size=200))
def test_it_never_closes_quite(strained: list[bool]) -> None:
    allowed = Allowance()
    for too_much in strained:
        strain = Strain(withdrawn=1) if too_much else AT_EASE
        allowed = allowed.after(strain, allowed.calls(strain))
        assert allowed.window >= LEAST


@pytest.mark.parametrize("stands", [3, 20, 60, 400])
@pytest.mark.parametrize("asked", [1.2, 4, 20, 1000])
def test_whatever_is_asked_for_what_the_machine_stands_is_done(stands: int, asked: float) -> None:
    """A machine that sends so many calls a tick; those that wait too long are withdrawn."""
    done, lost = run([stands] * 600, asked)
    assert sum(done[300:]) >= 0.95 * stands * 300
    assert sum(lost[300:]) == 0


def test_a_machine_that_slows_down_and_recovers_is_followed() -> None:
    done, lost = run([100] * 300 + [10] * 300 + [100] * 300, asked=20)
    assert sum(done[500:600]) >= 0.95 * 1000
    assert sum(done[800:]) >= 0.95 * 10_000
    assert sum(lost[400:]) == 0


def run(stands: list[int], asked: float) -> tuple[list[int], list[int]]:
    """By tick, the calls that left and those withdrawn as too late."""
    allowed, waiting, done, lost = Allowance(), deque[int](), [], []
    for tick, most in enumerate(stands):
        lost.append(sum(tick - at > LASTS for at in waiting))
        waiting = deque(at for at in waiting if tick - at <= LASTS)
        done.append(min(most, len(waiting)))
        for _ in range(done[-1]):
            waiting.popleft()
        strain = Strain(len(waiting), lost[-1])
        claimed = min(int(most * asked), allowed.calls(strain))
        waiting += [tick] * claimed
        allowed = allowed.after(strain, claimed)
    return done, lost
