"""Even spacing, fair shares, no bursts: over many ticks, from what is kept between them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esl_dialer.core.pacing.planning import CREDIT, Now, calls_to_start
from esl_dialer.core.pacing.rates import AHEAD, Rate, Start, Supply, due
from esl_dialer.core.pacing.shares import Claimant, fair_shares, ranked_shares
from tests.whole import WHOLE

START = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=200)
MANY = 10_000
SECOND = timedelta(seconds=1)
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
        asked = [replace(s, ready=(wanted or {}).get(s.campaign, s.ready)) for s in self.supplies]
        plan = calls_to_start(asked, self.shared, Now(now, begun=self.begun(now)))
        self.supplies = [replace(s, rate=plan.rates[s.campaign]) for s in self.supplies]
        self.shared = plan.shared
        self.starts += plan.starts
        return list(plan.starts)

    def begun(self, now: datetime) -> list[Start]:
        """As the sender tells it: the last second, and the last of each campaign."""
        last = {start.campaign: start for start in self.starts}
        recent = [s for s in self.starts[-200:] if s.at > now - SECOND and s != last[s.campaign]]
        return [*last.values(), *recent]

    def keep(self) -> None:
        """Rates as the database keeps them."""
        self.supplies = [replace(s, rate=_kept(s.rate)) for s in self.supplies]
        self.shared = _kept(self.shared)

    def run(self, seconds: float, begin: datetime = START) -> None:
        for n in range(round(seconds / TICK.total_seconds())):
            self.tick(begin + n * TICK)
            self.keep()

    def count(self, campaign: int) -> int:
        return len(self.of(campaign))

    def of(self, campaign: int) -> list[datetime]:
        return [start.at for start in self.starts if start.campaign == campaign]


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


def most_in_a_second(instants: list[datetime]) -> int:
    ordered, first, most = sorted(instants), 0, 0
    for n, instant in enumerate(ordered):
        while instant - ordered[first] >= SECOND:
            first += 1
        most = max(most, n - first + 1)
    return most


speeds = st.one_of(
    st.sampled_from([1.0, 7.0, 10.0, 50.0, 200.0, 1200.0, 1700.0]), st.floats(1, 3000)
)
gaps = st.lists(st.integers(1, 2500).map(lambda ms: timedelta(milliseconds=ms)), max_size=40)


@given(st.lists(speeds, min_size=1, max_size=4), speeds, gaps, st.data())
def test_no_second_holds_more_than_a_speed_and_one(cpms, shared, pauses, data):
    dialing, now = floor(*cpms, shared=shared), START
    for pause in pauses:
        wanted = data.draw(st.sampled_from([0, 1, 3, MANY]))
        dialing.tick(now, {n: wanted for n in range(1, len(cpms) + 1) if n % 2})
        dialing.keep()
        now += pause
    assert most_in_a_second([s.at for s in dialing.starts]) <= shared / 60 + 1
    for n, cpm in enumerate(cpms, start=1):
        assert most_in_a_second(dialing.of(n)) <= cpm / 60 + 1


def test_a_burst_is_seen():
    late = [START, START + SECOND, START + SECOND * 1.5, START + SECOND * 1.999]
    assert most_in_a_second([START]) == 1
    assert most_in_a_second(late) == 3


@pytest.mark.parametrize("cpm", [7.0, 977.0, 1200.0, 1700.0, 2999.0])
def test_an_hour_of_rounding_does_not_add_up(cpm):
    dialing = floor(cpm)
    dialing.run(600)
    assert len(dialing.starts) == pytest.approx(cpm * 10, rel=0.005, abs=2)


@given(st.lists(speeds, min_size=1, max_size=3), speeds, gaps, st.integers(0, 40))
def test_what_the_database_keeps_is_what_was_planned(cpms, shared, pauses, at_tick):
    untouched, restarted, now = floor(*cpms, shared=shared), floor(*cpms, shared=shared), START
    for n, pause in enumerate(pauses):
        if n == at_tick:
            restarted.keep()
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


@pytest.mark.parametrize("cpm", [10.0, 60.0, 1200.0])
def test_after_a_restart_the_schedule_goes_on(cpm):
    """Nothing is known then but what the database keeps."""
    dialing = floor(cpm)
    dialing.run(30)
    later = START + timedelta(seconds=30)
    (supply,) = dialing.supplies
    plan = calls_to_start([supply], dialing.shared, Now(later, timedelta(seconds=7)))
    assert plan.starts[0].at - dialing.starts[-1].at == pytest.approx(
        timedelta(minutes=1) / cpm, abs=timedelta(milliseconds=1)
    )


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


def shares(dialing: Floor, held: set[int]) -> dict[int, float]:
    able = [s for s in dialing.supplies if s.campaign not in held]
    return fair_shares(
        [Claimant(s.campaign, s.rate.cpm, s.weight) for s in able], dialing.shared.cpm
    )


def assert_fair(
    dialing: Floor, minutes: float, held: set[int] = frozenset(), within: float = 0.02
) -> None:
    """Everybody near its share (and a call and a half of beginning), nobody crowds."""
    for campaign, share in shares(dialing, held).items():
        assert dialing.count(campaign) == pytest.approx(share * minutes, rel=within, abs=1.5)
    for supply in dialing.supplies:
        assert most_in_a_second(dialing.of(supply.campaign)) <= supply.rate.cpm / 60 + 1
    assert most_in_a_second([s.at for s in dialing.starts]) <= dialing.shared.cpm / 60 + 1


@pytest.mark.parametrize(
    ("cpms", "shared"),
    [
        ((20, 50), 100),
        ((5, 80, 20, 5), 100),
        ((59, 41), 100),
        ((59, 7, 11, 23), 100),
        ((59, 30, 30), 119),
        ((100, 19), 119),
        ((10,) * 10, 100),
        ((176, 46, 80, 88), 299),
        ((10, 200, 10, 200), 100),
        ((1200, 600), 1500),
    ],
)
def test_mixed_speeds_reach_their_shares(cpms, shared):
    dialing = floor(*cpms, shared=shared)
    dialing.run(300)
    assert_fair(dialing, 5)


@pytest.mark.parametrize("weights", [(2, 1), (3, 2), (1, 3), (5, 3), (2, 1, 1), (7, 5, 4), (1, 9)])
def test_weights_share_in_their_proportion(weights):
    dialing = floor(*(200 for _ in weights), shared=60, weights=weights)
    dialing.run(600)
    counts = [dialing.count(n) for n in range(1, len(weights) + 1)]
    assert counts == pytest.approx([600 * w / sum(weights) for w in weights], rel=0.02)


@settings(max_examples=60 if WHOLE else 20, deadline=None)
@given(
    st.lists(st.tuples(st.integers(3, 200), st.integers(1, 5)), min_size=1, max_size=6),
    st.integers(20, 600),
    st.sets(st.integers(1, 6), max_size=2),
    st.randoms(use_true_random=False),
)
def test_everybody_reaches_its_share(campaigns, shared, held, chance):
    """Random speeds, weights and campaigns held back, on ticks that come unevenly."""
    dialing = floor(
        *(c for c, _ in campaigns), shared=shared, weights=tuple(w for _, w in campaigns)
    )
    now = START
    while now < START + timedelta(minutes=4):
        dialing.tick(now, dict.fromkeys(held, 0))
        dialing.keep()
        now += TICK + timedelta(milliseconds=chance.randrange(0, 30))
    dialing.starts = [start for start in dialing.starts if start.at < START + timedelta(minutes=4)]
    # Uneven ticks cost one of six up to 2.5 % of its share in four minutes (seen: 441 of 452).
    assert_fair(dialing, 4, held, within=0.04)


@given(
    st.lists(st.tuples(st.floats(0.1, 300), st.integers(1, 9)), min_size=1, max_size=8),
    st.floats(1, 1000),
)
def test_shares_are_weighted_max_min(claimants, total):
    asked = {n: Claimant(n, most, weight) for n, (most, weight) in enumerate(claimants)}
    given_out = fair_shares(asked.values(), total)
    assert sum(given_out.values()) == pytest.approx(min(total, sum(c.most for c in asked.values())))
    full = max(given_out[n] / one.weight for n, one in asked.items())
    for n, one in asked.items():
        assert 0 < given_out[n] <= one.most
        satisfied = given_out[n] == pytest.approx(one.most)
        assert satisfied or given_out[n] / one.weight == pytest.approx(full)


def test_what_a_campaign_at_its_cap_leaves_goes_to_the_others():
    """One call at a time, of two seconds: the other has the rest, and both together the whole."""
    dialing = floor(200, 200, shared=200)
    for n in range(1500):
        now = START + n * TICK
        busy = any(now - 2 * SECOND < at for at in dialing.of(1)[-1:])
        dialing.tick(now, {1: int(not busy)})
        dialing.keep()
    assert 105 <= dialing.count(1) <= 150
    assert len(dialing.starts) == pytest.approx(1000, rel=0.02)


def test_a_stall_is_made_up_for_and_a_pause_is_not():
    interval = timedelta(seconds=1)
    for late, expected in ((interval * CREDIT, START - interval * CREDIT), (interval * 5, None)):
        rate = Rate(60, START - late)
        plan = calls_to_start([Supply(1, rate, MANY, 1)], Rate(6000), Now(START))
        assert plan.starts == (Start(1, START),)
        assert plan.rates[1].next_start == (expected or START) + interval


def test_a_clock_that_was_set_back_holds_up_nobody():
    dialing = floor(60)
    dialing.run(10)
    earlier = START - timedelta(hours=1)
    assert dialing.tick(earlier)[0].at == earlier


@given(st.integers(-5, 20), st.integers(0, 20))
def test_no_more_than_there_is_room_and_need_for(room, wanted):
    plan = calls_to_start([Supply(1, Rate(100_000), room, wanted)], Rate(100_000), Now(START))
    assert len(plan.starts) == max(0, min(room, wanted))


def test_a_rate_that_never_started_is_due_now():
    assert due(Rate(10), START) == START
    assert due(Rate(10, START - TICK), START) == START
    assert due(Rate(10, START + MICROSECOND), START) == START + MICROSECOND


def ranked(*speeds: tuple[float, int], shared: float) -> Floor:
    """One campaign for each speed and priority, numbered from 1."""
    dialing = floor(*(cpm for cpm, _ in speeds), shared=shared)
    ranks = zip(dialing.supplies, speeds, strict=True)
    dialing.supplies = [replace(supply, precedence=rank) for supply, (_, rank) in ranks]
    return dialing


def counts(dialing: Floor) -> list[int]:
    return [dialing.count(supply.campaign) for supply in dialing.supplies]


def test_a_higher_priority_takes_what_it_can_use_and_equals_share_the_rest():
    dialing = ranked((60, 5), (100, 4), (100, 4), shared=120)
    dialing.run(600)
    assert counts(dialing) == pytest.approx([600, 300, 300], rel=0.02, abs=2)


def test_a_lower_priority_starts_nothing_while_higher_ones_can_use_it_all():
    dialing = ranked((100, 5), (100, 5), (100, 1), shared=120)
    dialing.run(300)
    assert counts(dialing) == pytest.approx([300, 300, 0], abs=3)


def test_a_lower_priority_takes_over_as_soon_as_the_higher_has_nobody_left():
    dialing = ranked((120, 5), (120, 1), shared=120)
    for n in range(600):
        dialing.tick(START + n * TICK, {1: MANY if n < 300 else 0})
    assert counts(dialing) == pytest.approx([120, 120], abs=3)


def test_within_one_tick_too():
    dialing = ranked((600, 5), (600, 1), shared=600)
    dialing.tick(START, {1: 2})
    assert counts(dialing)[0] == 2
    assert counts(dialing)[1] >= 3


@given(
    st.lists(st.tuples(speeds, st.integers(1, 5), st.integers(1, 9)), min_size=1, max_size=6),
    st.floats(1, 3000),
)
def test_ranked_shares_give_the_lower_only_what_the_higher_leave(asked, total):
    claimants = [Claimant(n, most, weight, rank) for n, (most, rank, weight) in enumerate(asked)]
    given_out = ranked_shares(claimants, total)
    assert sum(given_out.values()) <= total * (1 + 1e-9)
    for one in claimants:
        higher = [other for other in claimants if other.rank > one.rank]
        if any(given_out[other.name] < other.most * (1 - 1e-9) for other in higher):
            assert given_out[one.name] == pytest.approx(0, abs=1e-6)
