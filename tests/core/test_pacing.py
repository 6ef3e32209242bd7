"""Even spacing, fair shares, no bursts: over many ticks, from what is kept between them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.pacing import AHEAD, Rate, Start, Supply, calls_to_start, due

START = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=200)
MANY = 10_000
MICROSECOND = timedelta(microseconds=1)


def kept(instant: datetime | None) -> datetime | None:
    """An instant as a database of whole milliseconds gives it back."""
    if instant is None:
        return None
    return datetime.fromtimestamp(round(instant.timestamp() * 1000) / 1000, UTC)


@dataclass
class Floor:
    """Campaigns that dial, tick by tick, on rates that are kept in between."""

    supplies: list[Supply]
    shared: Rate
    starts: list[Start] = field(default_factory=list)

    def tick(self, now: datetime, wanted: dict[int, int] | None = None) -> list[Start]:
        asked = [replace(s, wanted=(wanted or {}).get(s.campaign, s.wanted)) for s in self.supplies]
        plan = calls_to_start(asked, self.shared, now)
        self.supplies = [replace(s, rate=plan.rates[s.campaign]) for s in self.supplies]
        self.shared = plan.shared
        self.starts += plan.starts
        return list(plan.starts)

    def restart(self) -> None:
        """Forget all but what the database keeps."""
        self.supplies = [replace(s, rate=_kept(s.rate)) for s in self.supplies]
        self.shared = _kept(self.shared)

    def run(self, seconds: float, begin: datetime = START) -> None:
        for n in range(round(seconds / TICK.total_seconds())):
            self.tick(begin + n * TICK)
            self.restart()

    def count(self, campaign: int) -> int:
        return sum(1 for start in self.starts if start.campaign == campaign)


def _kept(rate: Rate) -> Rate:
    return replace(rate, next_start=kept(rate.next_start))


def floor(*cpms: float, shared: float = 100_000, weights: tuple[int, ...] = ()) -> Floor:
    """One campaign for each speed, numbered from 1, each with records enough."""
    weighed = weights or (1,) * len(cpms)
    supplies = [
        Supply(n, Rate(cpm), MANY, MANY, weight)
        for n, (cpm, weight) in enumerate(zip(cpms, weighed, strict=True), start=1)
    ]
    return Floor(supplies, Rate(shared))


def crowding(instants: list[datetime], cpm: float) -> float:
    """By how many calls the worst window of any length exceeds rate times length plus one."""
    per_second, worst = cpm / 60, 0.0
    earliest = float("inf")
    for n, instant in enumerate(sorted(instants)):
        place = (instant - START).total_seconds() * per_second - n
        worst = max(worst, earliest - place, 0.0) if n else 0.0
        earliest = max(place, -float("inf")) if n == 0 else max(earliest, place)
    return worst


speeds = st.one_of(
    st.sampled_from([1.0, 7.0, 10.0, 50.0, 200.0, 1200.0, 1700.0]), st.floats(1, 3000)
)
gaps = st.lists(st.integers(1, 2500).map(lambda ms: timedelta(milliseconds=ms)), max_size=40)


@given(st.lists(speeds, min_size=1, max_size=4), speeds, gaps, st.data())
def test_no_window_of_any_length_exceeds_a_rate(cpms, shared, pauses, data):
    dialing, now = floor(*cpms, shared=shared), START
    for pause in pauses:
        wanted = data.draw(st.sampled_from([0, 1, 3, MANY]))
        dialing.tick(now, {n: wanted for n in range(1, len(cpms) + 1) if n % 2})
        dialing.restart()
        now += pause
    assert crowding([s.at for s in dialing.starts], shared) < 0.001
    for n, cpm in enumerate(cpms, start=1):
        own = [s.at for s in dialing.starts if s.campaign == n]
        assert crowding(own, cpm) < 0.001


def test_crowding_sees_a_burst():
    assert crowding([START, START], 60) == pytest.approx(1)
    assert crowding([START, START + timedelta(seconds=1)], 60) == 0
    late = [START, START + timedelta(seconds=5), START + timedelta(seconds=5.5)]
    assert crowding(late, 60) == pytest.approx(0.5)


@pytest.mark.parametrize("cpm", [7.0, 977.0, 1200.0, 1700.0, 2999.0])
def test_an_hour_of_rounding_does_not_add_up(cpm):
    dialing = floor(cpm)
    dialing.run(600)
    assert crowding([s.at for s in dialing.starts], cpm) < 0.001
    assert len(dialing.starts) == pytest.approx(cpm * 10, rel=0.005, abs=2)


@given(st.lists(speeds, min_size=1, max_size=3), speeds, gaps, st.integers(0, 40))
def test_a_restart_at_any_tick_changes_nothing(cpms, shared, pauses, at_tick):
    untouched, restarted, now = floor(*cpms, shared=shared), floor(*cpms, shared=shared), START
    for n, pause in enumerate(pauses):
        if n == at_tick:
            restarted.restart()
        assert untouched.tick(now) == restarted.tick(now)
        now += pause


@given(speeds, gaps)
def test_starts_are_ahead_of_now_and_not_far(cpm, pauses):
    dialing, now = floor(cpm), START
    for pause in pauses:
        assert all(now <= start.at <= now + AHEAD for start in dialing.tick(now))
        now += pause


@given(speeds, st.timedeltas(timedelta(minutes=1), timedelta(days=30)))
def test_a_pause_is_not_followed_by_a_burst(cpm, pause):
    dialing = floor(cpm)
    dialing.tick(START)
    resumed = dialing.tick(START + pause)
    assert resumed[0].at == START + pause
    assert all(b.at - a.at >= timedelta(minutes=1) / cpm for a, b in pairwise(resumed))


@pytest.mark.parametrize("shared", [0, -1])
def test_a_global_speed_of_zero_starts_nothing(shared):
    dialing = floor(50, 50, shared=shared)
    dialing.run(10)
    assert dialing.starts == []


def test_a_campaign_at_speed_zero_leaves_the_others_alone():
    dialing = floor(0, 60)
    dialing.run(60)
    assert (dialing.count(1), dialing.count(2)) == (0, 61)


def test_three_campaigns_share_the_global_speed_alike():
    """The guide's own example: three at 50 under 100."""
    dialing = floor(50, 50, 50, shared=100)
    dialing.run(600)
    assert [dialing.count(n) for n in (1, 2, 3)] == pytest.approx([333, 333, 333], abs=1)


def test_what_a_slow_campaign_leaves_goes_to_the_others():
    dialing = floor(10, 80, 80, shared=100)
    dialing.run(600)
    assert [dialing.count(n) for n in (1, 2, 3)] == pytest.approx([100, 450, 450], abs=3)


def test_what_a_held_back_campaign_leaves_goes_to_the_others():
    dialing = floor(50, 50, 50, shared=100)
    for n in range(3000):
        dialing.tick(START + n * TICK, {1: 0})
    assert [dialing.count(n) for n in (1, 2, 3)] == pytest.approx([0, 500, 500], abs=1)


def max_min(cpms: list[float], shared: float) -> list[float]:
    """Max-min fair rates: fill all alike; who has enough leaves the rest to the others."""
    left, rates = shared, dict.fromkeys(range(len(cpms)), 0.0)
    hungry = sorted(rates, key=lambda n: cpms[n])
    while hungry:
        share = left / len(hungry)
        least = hungry.pop(0)
        rates[least] = min(cpms[least], share)
        left -= rates[least]
    return [rates[n] for n in range(len(cpms))]


@pytest.mark.parametrize(
    "cpms",
    [[20, 50], [5, 80, 20, 5], [80, 80, 20], [200, 200], [50, 50, 50, 50], [10, 200, 10, 200]],
)
def test_shares_are_max_min_fair(cpms):
    """Within what strict spacing costs: a start that another's delayed is not made up for."""
    dialing = floor(*cpms, shared=100)
    dialing.run(300)
    counts = [dialing.count(n) for n in range(1, len(cpms) + 1)]
    for count, cpm, rate in zip(counts, cpms, max_min(cpms, 100), strict=True):
        assert 0.75 * rate * 5 - 3 <= count <= cpm * 5 + 1
    same = {cpm: [n for n, c in zip(counts, cpms, strict=True) if c == cpm] for cpm in cpms}
    assert all(max(of) - min(of) <= 1 for of in same.values())


@pytest.mark.parametrize("weights", [(2, 1), (1, 2), (1, 3), (3, 1), (2, 1, 1), (1, 1, 4), (1, 9)])
def test_weights_share_in_their_proportion(weights):
    dialing = floor(*(200 for _ in weights), shared=60, weights=weights)
    dialing.run(600)
    counts = [dialing.count(n) for n in range(1, len(weights) + 1)]
    whole = sum(weights)
    assert counts == pytest.approx([600 * w / whole for w in weights], rel=0.03)


@given(st.integers(-5, 20), st.integers(0, 20))
def test_no_more_than_there_is_room_and_need_for(room, wanted):
    plan = calls_to_start([Supply(1, Rate(100_000), room, wanted)], Rate(100_000), START)
    assert len(plan.starts) == max(0, min(room, wanted))


def test_a_rate_that_never_started_is_due_now():
    assert due(Rate(10), START) == START
    assert due(Rate(10, START - TICK), START) == START
    assert due(Rate(10, START + MICROSECOND), START) == START + MICROSECOND
