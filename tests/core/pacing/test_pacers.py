"""How many calls a mode may start: the table is total, and one speed is what it says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.pacing.pacers import PACERS, pace_of, pacer_of
from esl_dialer.core.pacing.planning import Now, calls_to_start
from esl_dialer.core.pacing.rates import Rate, Start, Supply
from esl_dialer.core.rules.campaign_rules import room
from esl_dialer.core.rules.rule import Load
from esl_dialer.core.words import Mode
from tests.core.campaigns.made import a_campaign

START = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MANY = 10_000


def test_every_mode_has_its_pacer():
    assert set(PACERS) == set(Mode)


def test_a_campaigns_rate_goes_on_from_its_last_start():
    campaign = a_campaign(cpm=30.0, next_start_at=START)
    assert pace_of(campaign) == Rate(30.0, START)
    assert not pace_of(campaign).stands_still
    assert pace_of(replace(campaign, cpm=0.0)).stands_still


@pytest.mark.parametrize(("cpm", "expected"), [(1, 3), (60, 3), (600, 7), (6000, 52)])
def test_so_many_per_minute_wants_what_half_a_second_takes_and_may_make_up_for(cpm, expected):
    campaign = a_campaign(cpm=float(cpm))
    supply = Supply(1, pace_of(campaign), MANY)
    assert pacer_of(campaign).wanted(supply, Now(START)) == expected


def test_what_was_claimed_by_the_tick_before_is_not_wanted_again():
    campaign = a_campaign(cpm=1200.0, next_start_at=START + timedelta(seconds=0.3))
    supply = Supply(1, pace_of(campaign), MANY)
    assert pacer_of(campaign).wanted(supply, Now(START)) == 6


instants = st.floats(-5, 1).map(lambda s: START + timedelta(seconds=s))


@given(
    st.floats(0.1, 20_000),
    st.none() | instants,
    st.floats(0.2, 3).map(lambda s: timedelta(seconds=s)),
    st.lists(instants, max_size=3),
    st.sampled_from([1_000_000.0, 600.0, 30.0]),
)
def test_no_plan_starts_more_than_the_pacer_wants(cpm, due, ahead, begun, shared):
    campaign = a_campaign(cpm=cpm, next_start_at=due)
    now = Now(START, ahead, begun=[Start(1, at) for at in begun])
    supply = Supply(1, pace_of(campaign), MANY, MANY)
    plan = calls_to_start([supply], Rate(shared), now)
    assert len(plan.starts) <= pacer_of(campaign).wanted(supply, now)


def test_progressive_wants_one_for_each_agent_who_is_free_and_at_once():
    campaign = a_campaign(mode=Mode.PROGRESSIVE)
    supply = Supply(1, pace_of(campaign), MANY, ready=MANY, agents=3)
    assert pacer_of(campaign).wanted(supply, Now(START)) == 3
    plan = calls_to_start([replace(supply, room=3)], Rate(6000.0), Now(START))
    assert len(plan.starts) == 3
    assert plan.starts[-1].at - START < timedelta(seconds=0.1)


def test_power_keeps_so_many_calls_for_each_agent_until_somebody_answers():
    campaign = a_campaign(mode=Mode.POWER, ratio=3)
    supply = Supply(1, pace_of(campaign), MANY, agents=2, dialing=4)
    assert pacer_of(campaign).wanted(supply, Now(START)) == 2
    assert pacer_of(campaign).wanted(replace(supply, dialing=9), Now(START)) == 0
    assert pacer_of(campaign).wanted(replace(supply, agents=0, dialing=0), Now(START)) == 0


def test_every_mode_has_a_pacer():
    assert set(PACERS) == set(Mode)


def test_who_keeps_calls_going_wants_as_many_as_ended():
    campaign = a_campaign(cpm=10.0, keep_live=40)
    supply = Supply(1, pace_of(campaign), room(campaign, Load(live=37)))
    assert pacer_of(campaign).wanted(supply, Now(START)) == 3
    assert room(replace(campaign, max_live=38), Load(live=37)) == 1
    assert pace_of(campaign).cpm > 10


@pytest.mark.parametrize("keep_live", [0, 40])
def test_no_pacer_starts_more_per_second_than_the_campaign_says(keep_live):
    campaign = a_campaign(cpm=200.0, keep_live=keep_live, max_cps=0.5)
    assert pace_of(campaign).cpm == 30.0
