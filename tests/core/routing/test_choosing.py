"""Weights met, limits never broken: whatever the gateways, whatever the plan."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.pacing.planning import Now, calls_to_start
from esl_dialer.core.pacing.rates import AHEAD, Rate, Supply
from esl_dialer.core.routing.choosing import (
    Line,
    Lines,
    Routed,
    free_at,
    ready,
    route,
    take,
    why_none,
)
from esl_dialer.core.routing.gateways import Gateway

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=200)


def line(name: str, **given: object) -> Line:
    state = {key: given.pop(key) for key in ("up", "live", "credit") if key in given}
    gateway = Gateway(name, f"sofia/gateway/{name}/{{number}}", **given)  # type: ignore[arg-type]
    return Line(gateway, **state)  # type: ignore[arg-type]


def shares(lines: Lines, calls: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for _ in range(calls):
        lines, gateway = take(lines, NOW)
        counts[gateway.name] += 1
    return counts


def tick(lines: Lines, cpm: float, rate: Rate, now: datetime, wanted: int = 1000) -> Routed:
    plan = calls_to_start([Supply(1, rate, 10_000, wanted)], Rate(cpm), Now(now))
    return route(plan, {1: rate}, Rate(cpm), ready(lines, now), now + AHEAD)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(1, 300))
def test_weights_are_met_within_one_call_after_any_number_of_them(weights, calls):
    lines = tuple(line(f"g{i}", weight=weight) for i, weight in enumerate(weights))
    counts = shares(lines, calls)
    for i, weight in enumerate(weights):
        assert abs(counts[f"g{i}"] - calls * weight / sum(weights)) <= 1


@given(st.lists(st.integers(1, 9), min_size=2, max_size=5), st.data())
def test_a_gateway_that_was_away_does_not_come_back_with_a_burst(weights, data):
    lines = tuple(line(f"g{i}", weight=weight) for i, weight in enumerate(weights))
    away = data.draw(st.integers(0, len(weights) - 1))
    for _ in range(data.draw(st.integers(0, 30))):
        lines, _gateway = take(lines, NOW)
    down = tuple(replace(one, up=i != away) for i, one in enumerate(lines))
    for _ in range(data.draw(st.integers(0, 100))):
        down, gateway = take(down, NOW)
        assert gateway.name != f"g{away}"
    back = tuple(replace(one, up=True) for one in down)
    counts = shares(back, sum(weights))
    assert counts[f"g{away}"] <= weights[away] + 2


CPS = st.sampled_from([0.5, 1.0, 3.0, 7.0, 25.0])


@given(
    st.lists(st.tuples(CPS, st.integers(0, 5), st.integers(0, 30)), min_size=1, max_size=4),
    st.sampled_from([6.0, 60.0, 600.0, 1800.0]),
    st.integers(5, 40),
)
def test_no_gateway_starts_faster_or_holds_more_than_it_may(gateways, cpm, ticks):
    lines: Lines = tuple(
        line(f"g{i}", max_cps=cps, weight=weight, max_channels=channels)
        for i, (cps, weight, channels) in enumerate(gateways)
    )
    rate, started = Rate(cpm), []
    for n in range(ticks):
        now = NOW + n * TICK
        routed = tick(lines, cpm, rate, now)
        lines, rate = routed.lines, routed.plan.rates[1]
        pairs = zip(routed.plan.starts, routed.gateways, strict=True)
        started += [(start.at, gateway) for start, gateway in pairs]
        assert all(start.at <= now + AHEAD for start in routed.plan.starts)
    for one in lines:
        mine = [at for at, gateway in started if gateway.name == one.gateway.name]
        apart = timedelta(seconds=1 / one.gateway.max_cps) - timedelta(microseconds=1)
        assert all(b - a >= apart for a, b in pairwise(mine))
        assert not one.gateway.max_channels or one.live <= one.gateway.max_channels
    everything = [at for at, _ in started]
    between = timedelta(minutes=1 / cpm) - timedelta(microseconds=1)
    assert all(b - a >= between for a, b in pairwise(everything))


@given(st.floats(1.0, 20.0), st.floats(1.0, 20.0))
def test_two_gateways_together_reach_the_sum_of_their_limits(first, second):
    """Never more; less only by what the campaign's own even spacing costs."""
    lines: Lines = (line("a", max_cps=first), line("b", max_cps=second))
    rate, count, seconds = Rate(6000), 0, 20
    for n in range(seconds * 5):
        routed = tick(lines, 6000, rate, NOW + n * TICK)
        lines, rate = routed.lines, routed.plan.rates[1]
        count += len(routed.plan.starts)
    most = (first + second) * (seconds + AHEAD.total_seconds()) + 2
    assert 0.85 * (first + second) * seconds <= count <= most


def test_gateways_without_limits_leave_the_plan_as_it_is():
    rate = Rate(600)
    plan = calls_to_start([Supply(1, rate, 100, 100)], Rate(600), Now(NOW))
    routed = route(plan, {1: rate}, Rate(600), (line("carrier"),), NOW + AHEAD)
    assert routed.plan is plan
    assert len(routed.gateways) == len(plan.starts) > 3


def test_what_finds_no_gateway_does_not_move_the_rates():
    rate = Rate(600, NOW)
    routed = tick((line("a", max_channels=2, live=2),), 600, rate, NOW)
    assert routed.plan.starts == ()
    assert routed.plan.rates[1] == rate
    assert routed.plan.shared == Rate(600)


def test_a_weight_of_nothing_waits_for_all_others_to_be_away():
    backup, main = line("backup", weight=0), line("main", max_channels=1, live=1)
    assert free_at((main, backup), NOW) is None
    assert free_at((replace(main, up=False), backup), NOW) == NOW
    lines, gateway = take((replace(main, up=False), backup), NOW)
    assert gateway.name == "backup"
    assert [one.live for one in lines] == [1, 1]


def test_a_failover_takes_a_gateway_that_was_not_tried():
    lines = (line("a"), line("b"), line("backup", weight=0))
    assert take(lines, NOW, {"a"})[1].name == "b"
    assert take(lines, NOW, {"a", "b"})[1].name == "backup"
    assert free_at(lines, NOW, {"a", "b", "backup"}) is None


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((line("a"),), ""),
        ((line("a", enabled=False), line("b", up=False)), "a is disabled, b is down"),
        ((line("a", max_channels=3, live=3),), "a is full (3 calls)"),
        (
            (line("a", max_channels=3, live=3), line("z", weight=0)),
            "a is full (3 calls), z is only for when the others are down",
        ),
        ((), "there is none"),
    ],
)
def test_why_no_gateway_takes_a_call(lines, told):
    assert str(why_none(lines, NOW) or "") == told


def test_a_lower_limit_is_felt_and_a_higher_one_at_once():
    slow = replace(line("a", max_cps=0.1), next_start=NOW + timedelta(seconds=9))
    assert free_at(ready((slow,), NOW), NOW) == NOW + timedelta(seconds=9)
    quick = replace(slow, gateway=replace(slow.gateway, max_cps=10.0))
    assert free_at(ready((quick,), NOW), NOW) == NOW
