"""No more starts in a second than the speed and one, as the carrier counts them, however slowly and
unevenly the switch takes them; and not one fewer than the speed while it is quick."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esl_dialer.core.calls.attempts import NewAttempt
from esl_dialer.core.pacing.rates import burst
from esl_dialer.core.routing.gateways import configured
from esl_dialer.engine.changes import Sent, Withdrawn
from esl_dialer.engine.claiming import Claimed, limits_of
from esl_dialer.engine.placement import Dialing, Placement
from esl_dialer.engine.sender import (
    LOOK_AHEAD,
    LOOK_TOGETHER,
    NOTE_AHEAD,
    NOTE_TOGETHER,
    Sender,
    last_look,
)
from esl_dialer.engine.spacing import FORGOTTEN, SHARED, Limit, Spacing
from esl_dialer.esl.switch import Originate, SwitchInfo, SwitchTimeout
from esl_dialer.store.calls import handing_over
from tests.core.campaigns.made import a_campaign
from tests.engine.turns import TurnedClock
from tests.fakes import START

SECOND = timedelta(seconds=1)
CORE = "core"
_SOUNDS = ("audio_path", "apology_path", "acknowledgement_path", "confirmation_path")
A_RECORD = SimpleNamespace(record=1, **dict.fromkeys(_SOUNDS, ""))


@dataclass
class SlowSwitch:
    """Takes ``before`` seconds to begin a call and ``after`` more to say so, in turns."""

    clock: TurnedClock
    delays: Iterator[tuple[float, float]]
    begun: list[datetime] = field(default_factory=list)
    silent: bool = False

    def info(self) -> SwitchInfo:
        return SwitchInfo(CORE, "1", simulated=True)

    def originate(self, call: Originate) -> None:
        if self.silent:
            raise SwitchTimeout("no reply")
        before, after = next(self.delays)
        self.clock.sleep(before)
        self.begun.append(self.clock.now())
        self.clock.sleep(after)


def allowed(work: Any, *given: Any) -> Any:
    """Nothing speaks against any call, and each may be written."""
    return frozenset(given[0]) if work is handing_over.note else {}


class Bench:
    """A sender with claims at their own instants, before a switch that is slow."""

    def __init__(self, delays: list[tuple[float, float]]) -> None:
        self.clock, dialing = TurnedClock(), Dialing("{number}", "")
        self.asked: list[tuple[Any, datetime, Any]] = []
        self.switch = SlowSwitch(self.clock, cycle(delays))
        self.news: list[Any] = []
        self.placement = Placement(
            switch=self.switch,  # type: ignore[arg-type]
            clock=self.clock,
            dialing=dialing,
            lease_until=lambda: START + timedelta(days=1),
        )
        self.sender = Sender(
            sql=self._allowed,
            switch=self.switch,  # type: ignore[arg-type]
            tracker=SimpleNamespace(put=self.news.append),  # type: ignore[arg-type]
            clock=self.clock,
            placement=self.placement,
            through=dialing.through,
            owner="me",
        )
        self._loop = gevent.spawn(self.sender.run)

    def _allowed(self, work: Any, *given: Any) -> Any:
        self.asked.append((work, self.clock.now(), given[0]))
        return allowed(work, *given)

    def of(self, work: Any) -> list[tuple[datetime, Any]]:
        """When that was asked of the database, and about what."""
        return [(at, about) for asked, at, about in self.asked if asked is work]

    def claim(self, campaign: int, cpm: float, starts: list[float], shared: float = 1e6) -> None:
        for n, start in enumerate(starts):
            new = NewAttempt(
                id=f"{campaign}.{n}",
                campaign=campaign,
                record=n,
                phone=None,
                run=1,
                number="14165550100",
                owner="me",
                claimed_at=START,
                start_at=START + timedelta(seconds=start),
                switch_core=CORE,
            )
            of, gateway = a_campaign(id=campaign, cpm=cpm), configured("{number}")
            one = Claimed(
                attempt=new,
                campaign=of,
                candidate=A_RECORD,  # type: ignore[arg-type]
                gateway=gateway,
                limits=limits_of(of, gateway, shared),
            )
            self.sender.add([one])

    def run(self, seconds: float) -> None:
        self.clock.turn(START + timedelta(seconds=seconds))

    def close(self) -> None:
        gevent.kill(self._loop)

    def told(self, kind: type) -> int:
        return sum(isinstance(news, kind) for news in self.news)


def most(instants: list[datetime], span: timedelta = SECOND) -> int:
    """In any span, its end excluded."""
    ordered = sorted(instants)
    return max(
        (sum(first <= other < first + span for other in ordered) for first in ordered), default=0
    )


def evenly(cpm: float, calls: int) -> list[float]:
    return [n * 60 / cpm for n in range(calls)]


latency = st.tuples(st.floats(0, 0.4), st.floats(0, 0.4))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([30.0, 60.0, 90.0, 119.0, 600.0, 1200.0]), st.lists(latency, min_size=1))
def test_a_slow_switch_never_sees_more_than_the_speed_and_one(cpm, delays):
    bench = Bench(delays)
    bench.claim(1, cpm, evenly(cpm, 60))
    bench.run(200)
    assert most(bench.switch.begun) <= cpm / 60 + 1
    assert bench.told(Sent) + bench.told(Withdrawn) == 60
    assert not bench.sender.holds("1.59")
    bench.close()


@settings(max_examples=40, deadline=None)
@given(st.lists(latency, min_size=1), st.integers(2, 5))
def test_nor_do_several_campaigns_together(delays, campaigns):
    bench = Bench(delays)
    for campaign in range(campaigns):
        bench.claim(campaign, 600.0, evenly(600 / campaigns, 20), shared=600.0)
    bench.run(200)
    assert most(bench.switch.begun) <= 11
    bench.close()


@pytest.mark.parametrize("cpm", [10.0, 50.0, 60.0, 200.0, 1200.0])
def test_a_quick_switch_costs_no_speed(cpm):
    bench = Bench([(0.002, 0.003), (0.001, 0.001), (0.02, 0.004)])
    bench.claim(1, cpm, evenly(cpm, 100))
    bench.run(100 * 60 / cpm + 1)
    assert bench.told(Sent) == 100
    spent = (bench.switch.begun[-1] - bench.switch.begun[0]).total_seconds()
    assert spent == pytest.approx(99 * 60 / cpm, abs=0.03)
    bench.close()


def test_what_one_stall_delayed_catches_up_within_the_bound():
    """Everything stands still for 300 ms: as when another process has the processor."""
    bench = Bench([(0.3, 0.0)] * 6 + [(0.0, 0.001)] * 200)
    bench.claim(1, 1200.0, evenly(1200, 200))
    bench.run(12)
    assert most(bench.switch.begun) <= 21
    assert bench.told(Sent) == 200
    assert bench.switch.begun[-1] <= START + timedelta(seconds=10.1)
    bench.close()


def test_a_switch_that_does_not_answer_gets_no_more_than_one_burst():
    bench = Bench([])
    bench.switch.silent = True
    bench.claim(1, 600.0, evenly(600, 30))
    bench.run(20)
    assert bench.told(Withdrawn) == 30 - 11
    assert bench.sender.taken(bench.clock.now())["campaign 1"] == 11
    bench.placement.link_came_up()
    assert bench.sender.taken(bench.clock.now() + SECOND)["campaign 1"] == 0
    bench.close()


def test_what_waits_here_counts_among_the_taken():
    bench = Bench([(0.0, 0.0)])
    bench.claim(1, 600.0, evenly(600, 5), shared=1200.0)
    bench.run(0.25)
    taken = bench.sender.taken(bench.clock.now())
    assert taken == {"campaign 1": 5, SHARED: 5}
    bench.run(5)
    assert not any(bench.sender.taken(bench.clock.now()).values())
    bench.close()


def test_calls_share_their_looks_and_notes_each_in_time():
    bench = Bench([(0.0, 0.001)])
    bench.claim(1, 1200.0, evenly(1200, 41))
    bench.sender.add([])
    bench.run(5)
    looks, notes = bench.of(last_look), bench.of(handing_over.note)
    assert bench.told(Sent) == 41
    assert (len(looks), len(notes)) == (8, 17)
    for at, look in looks:
        starts = [one.start_at for one in look.due]
        assert max(starts) - at <= LOOK_AHEAD + LOOK_TOGETHER
    for at, attempts in notes[1:]:
        starts = [START + timedelta(seconds=int(one.partition(".")[2]) / 20) for one in attempts]
        assert at < min(starts)
        assert max(starts) - at <= NOTE_AHEAD + NOTE_TOGETHER
    bench.close()


def test_a_look_that_grew_old_is_none():
    """The process stood still between the look and the call: a machine that slept."""
    bench = Bench([(0.0, 0.001)])
    bench.claim(1, 600.0, [0.05, 0.2])
    bench.run(0)
    bench.clock.instant += timedelta(hours=2)
    bench.run(7210)
    assert not bench.switch.begun
    assert bench.told(Withdrawn) == 2
    bench.close()


def test_an_answer_that_never_comes_is_not_waited_for_for_ever():
    spacing, limit = Spacing(), [Limit("one", 30.0)]
    spacing.begin(limit, START)
    assert spacing.free_at(limit, START + FORGOTTEN / 2) is None
    later = START + FORGOTTEN
    assert spacing.free_at(limit, later) == later


def test_a_clock_that_was_set_back_holds_up_nothing():
    spacing, limit = Spacing(), [Limit("one", 30.0)]
    placing = spacing.begin(limit, START)
    placing.acknowledged = START
    before = START - timedelta(hours=1)
    assert spacing.free_at(limit, before) == before


@given(st.floats(0.1, 3000))
def test_the_bound_is_the_promise_and_leaves_room_for_the_speed(cpm):
    count, span = burst(cpm)
    assert span >= SECOND
    assert count <= cpm / 60 + 1
    assert count * 60 / span.total_seconds() >= cpm
