"""An engine that takes over has a switch of its own: of the open calls it asks theirs."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from esl_dialer.core.calls.reconcile import AWAY_WAIT
from esl_dialer.core.words import CallState, Outcome
from esl_dialer.engine.elsewhere import Elsewhere
from esl_dialer.esl.switch import Channel, SwitchLost
from esl_dialer.simulator.switch import SimulatedSwitch
from esl_dialer.store import models
from esl_dialer.store.system import switches
from esl_dialer.store.system.switches import Reached
from tests.engine.account import as_its_record_says, contact_invites
from tests.engine.campaigns import active_campaign
from tests.fakes import DirectSwitch, Trap, World, run_here

LISTENER = "4165550178"
SECOND = timedelta(seconds=1)


class Other:
    """``engine.elsewhere.OtherSwitch`` over a switch in this process."""

    def __init__(self, direct: DirectSwitch) -> None:
        self._direct = direct

    def core(self) -> str:
        return self._direct.info().core

    def channels(self) -> list[Channel]:
        return self._direct.channels()

    def exists(self, uuid: str) -> bool:
        return self._direct.exists(uuid)

    def close(self) -> None:
        self._direct.cut()


@dataclass
class Two:
    """The first switch lives on, without an engine; the world's engine has the second."""

    world: World
    first: SimulatedSwitch
    asked: int = 0
    away: bool = False

    def dial(self, where: Reached) -> Other:
        self.asked += 1
        assert where.address == "first:8021"
        if self.away:
            raise SwitchLost("no route to host")
        return Other(DirectSwitch(self.first, self.world.clock, Trap()))

    def pass_by(self, time: timedelta) -> None:
        for _ in range(int(time / SECOND)):
            self.first.advance(self.world.clock.now() + SECOND)
            second, self.world.simulated = self.world.simulated, self.first
            self.world.write_effects()
            self.world.simulated = second
            self.world.crank(SECOND)


@pytest.fixture
def two(world: World) -> Two:
    """The call is answered when its engine ends and another one, with another switch, takes up."""
    active_campaign([[LISTENER]], max_attempts=1)
    switches.note(Reached("first:8021", "", world.simulated.core_uuid), world.clock.now())
    while not models.Attempt.select().where(models.Attempt.answered_at.is_null(False)).exists():
        world.crank()
    pair = Two(world, world.simulated)
    world.switch.cut()
    world.elsewhere = Elsewhere(run_here, "second:8021", pair.dial)
    world.start_simulator()
    world.start_engine()
    return pair


def test_a_call_that_goes_on_there_is_not_closed_and_ends_as_its_record_says(two: Two) -> None:
    two.pass_by(timedelta(seconds=6))
    assert models.Attempt.get().state is CallState.ANSWERED
    assert two.asked
    two.pass_by(timedelta(seconds=60))
    attempt = models.Attempt.get()
    assert attempt.outcome is Outcome.COMPLETED
    as_its_record_says(attempt, two.world.cdr_dir / f"a_{attempt.id}.cdr.json")
    assert len(contact_invites(two.world)) == 1


def test_while_it_cant_be_asked_the_call_waits_and_then_counts_as_lost(two: Two) -> None:
    two.away = True
    two.world.engine.reconciler._records = None
    two.world.engine.reconciler.sweep()
    two.world.clock.instant += AWAY_WAIT - timedelta(seconds=30)
    two.world.engine.renew()
    two.world.engine.reconciler.sweep()
    assert models.Attempt.get().state is CallState.ANSWERED
    two.world.clock.instant += timedelta(seconds=31)
    two.world.engine.reconciler.sweep()
    two.world.engine.tracker.drain()
    assert models.Attempt.get().outcome is Outcome.LOST


def test_its_switch_started_anew_the_call_is_lost(two: Two) -> None:
    two.first = SimulatedSwitch(two.first._core.settings, two.world.clock.now())
    two.pass_by(timedelta(seconds=20))
    assert models.Attempt.get().outcome is Outcome.LOST


def test_of_an_address_that_is_its_own_now_its_own_switch_is_believed(two: Two) -> None:
    two.world.engine.reconciler._elsewhere = Elsewhere(run_here, "first:8021", two.dial)
    two.world.engine.reconciler._records = None
    asked = two.asked
    two.pass_by(timedelta(seconds=20))
    assert (models.Attempt.get().outcome, two.asked) == (Outcome.LOST, asked)
