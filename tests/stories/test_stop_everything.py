"""Everything stopped at once, calls in progress let finish or hung up."""

from dataclasses import replace

import pytest

from esl_dialer.core.accounts.roles import ROLES
from esl_dialer.core.words import RunState
from esl_dialer.services.campaigns import stop_everything
from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Forbidden
from esl_dialer.store import models
from esl_dialer.store.calls import orders
from tests.engine.account import contact_invites
from tests.engine.campaigns import active_campaign
from tests.fakes import STEP

ANSWERS = [[f"4165550{n}01"] for n in range(100, 110)]


def test_stop_everything_pauses_all_and_lets_calls_finish(world, ctx):
    active_campaign(ANSWERS, name="first")
    active_campaign([["4165550199"]], name="second")
    for _ in range(10):
        world.crank()
    stopped = stop_everything.stop_all(ctx)
    assert set(stopped.paused) == {"first", "second"}
    assert stopped.live
    assert stopped.act == 0
    states = {c.run_state for c in models.Campaign.select()}
    assert states == {RunState.PAUSED}
    at = world.clock.now()
    for _ in range(20):
        world.crank()
    assert not [entry for entry in contact_invites(world) if entry.at > at + STEP]


def test_stop_everything_hangs_up_when_asked(world, ctx):
    active_campaign(ANSWERS)
    for _ in range(10):
        world.crank()
    stopped = stop_everything.stop_all(ctx, hang_up=True)
    assert stopped.live
    for _ in range(60):
        world.crank()
    act = orders.get(stopped.act)
    assert act.done_at is not None
    assert act.answer["hung_up"] > 0
    assert act.answer["hung_up"] + act.answer["not_there"] == stopped.live
    assert not world.engine.tracker.calls


def test_stop_everything_needs_its_permission(ctx):
    viewer = replace(ctx, actor=Actor("v", ROLES["viewer"][1]))
    with pytest.raises(Forbidden):
        stop_everything.stop_all(viewer)
