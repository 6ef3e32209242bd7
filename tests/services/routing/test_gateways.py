"""Gateways as people set and see them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.routing.resting import Rest
from esl_dialer.core.words import RunState
from esl_dialer.services.context import Context
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.services.routing import gateways
from esl_dialer.services.rules import why
from esl_dialer.services.system import prompt
from esl_dialer.store import models
from esl_dialer.store.routing import gateways as store
from esl_dialer.store.system import leases
from tests.store.rows import NOW, a_campaign, a_record

TRUNK = Gateway("trunk", "sofia/gateway/trunk/{number}", weight=3, max_cps=5.0, max_channels=30)


def test_without_a_row_the_configured_one_is_told(ctx: Context) -> None:
    (one,) = gateways.every(ctx)
    assert (one.gateway.name, one.kept) == ("carrier", False)
    assert one.gateway.dial_string == ctx.config.dial_string


def test_a_gateway_is_made_changed_and_taken_away_with_a_trail(ctx: Context) -> None:
    assert gateways.add(ctx, TRUNK) == TRUNK
    assert [one.gateway for one in gateways.every(ctx)] == [TRUNK]
    changed = gateways.change(ctx, "trunk", {"weight": 1, "enabled": False})
    assert changed == gateways.get(ctx, "trunk") == replace(TRUNK, weight=1, enabled=False)
    gateways.change(ctx, "trunk", {"weight": 1})
    gateways.remove(ctx, "trunk")
    assert [one.kept for one in gateways.every(ctx)] == [False]
    trail = [(row.action, row.subject, row.detail) for row in models.Audit.select()]
    assert [action for action, _, _ in trail] == ["gateway.add", "gateway.change", "gateway.remove"]
    assert trail[1][1:] == ("trunk", {"weight": 1, "enabled": False})


def test_the_last_one_stays_while_a_campaign_would_dial_without_it(ctx: Context) -> None:
    gateways.add(ctx, replace(TRUNK, enabled=False))
    gateways.add(ctx, replace(TRUNK, name="spare"))
    a_campaign(run_state=RunState.ACTIVE)
    gateways.remove(ctx, "spare")
    with pytest.raises(Refused, match="pause it first"):
        gateways.remove(ctx, "trunk")
    assert gateways.get(ctx, "trunk")
    models.Campaign.update(run_state=RunState.PAUSED).execute()
    gateways.remove(ctx, "trunk")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "two words"),
        ("name", "taken"),
        ("dial_string", "sofia/gateway/trunk/1416"),
        ("weight", -1),
        ("max_cps", float("nan")),
        ("max_channels", 10**9),
        ("short_limit", 1.5),
        ("zero_limit", -0.1),
    ],
)
def test_what_is_wrong_is_told_by_field(ctx: Context, field: str, value: object) -> None:
    gateways.add(ctx, replace(TRUNK, name="taken"))
    with pytest.raises(Invalid) as told:
        gateways.add(ctx, replace(TRUNK, **{field: value}))
    assert set(told.value.problems) == {field}
    assert len(gateways.every(ctx)) == 1


def test_only_who_may_change_settings_changes_them(ctx: Context, viewer: Context) -> None:
    gateways.add(ctx, TRUNK)
    assert len(gateways.every(viewer)) == 1
    for forbidden in (
        lambda: gateways.add(viewer, replace(TRUNK, name="b")),
        lambda: gateways.change(viewer, "trunk", {"weight": 2}),
        lambda: gateways.remove(viewer, "trunk"),
    ):
        with pytest.raises(Forbidden):
            forbidden()


def test_one_that_is_not_there(ctx: Context) -> None:
    with pytest.raises(NotFound):
        gateways.change(ctx, "nobody", {})


@pytest.mark.parametrize("rehearsal", [0, 1])
def test_while_nobody_may_be_called_the_rows_do_not_count(ctx: Context, rehearsal: int) -> None:
    gateways.add(ctx, TRUNK)
    config = replace(ctx.config, switch="esl://:p@127.0.0.1", rehearsal=rehearsal)
    (one,) = gateways.every(replace(ctx, config=config))
    dialed = config.rehearsal_dial_string if rehearsal else TRUNK.dial_string
    assert one.gateway.dial_string == dialed


def test_why_it_is_not_dialing_names_the_gateways(ctx: Context) -> None:
    leases.acquire("a:1", NOW)
    leases.renew("a:1", NOW, {"switch": {"up": True}})
    campaign = a_campaign(run_state=RunState.ACTIVE, transfer_number="4165559999", simulated=True)
    a_record(campaign, "+14165550100")
    assert why.of_campaign(ctx, campaign).reason is None
    gateways.add(ctx, replace(TRUNK, enabled=False))
    gateways.add(ctx, replace(TRUNK, name="other"))
    store.set_up("other", False, NOW)
    reason = why.of_campaign(ctx, campaign).reason
    assert reason is not None
    assert reason.rule == "no_gateway"
    assert str(reason.text) == "no gateway takes a call: other is down, trunk is disabled"


def test_the_prompt_tells_of_each(ctx: Context) -> None:
    gateways.add(ctx, TRUNK)
    told = prompt.answer(ctx, "status").splitlines()[-1]
    assert told == "gateway    trunk up, 0 of 30 live, 0 in 24 h: 0% short, 0% unanswered"


def test_one_that_rests_is_told_of_with_the_instant_everywhere(ctx: Context) -> None:
    leases.acquire("a:1", NOW)
    leases.renew("a:1", NOW, {"switch": {"up": True}})
    campaign = a_campaign(run_state=RunState.ACTIVE, transfer_number="4165559999", simulated=True)
    a_record(campaign, "+14165550100")
    gateways.add(ctx, TRUNK)
    until = NOW + timedelta(seconds=130)
    store.keep_rest("trunk", Rest(7, NOW, 2, until))
    (one,) = gateways.every(ctx)
    there = f"{until.astimezone(ctx.business_zone()):%H:%M:%S}"
    assert gateways.told_state(ctx, one) == f"resting until {there}"
    assert gateways.shown(one)["state"] == "resting"
    assert f"trunk resting until {there}" in prompt.answer(ctx, "status")
    reason = why.of_campaign(ctx, campaign).reason
    assert reason is not None
    assert (reason.rule, reason.clears_at) == ("no_gateway", until)
    assert str(reason.text) == "no gateway takes a call: trunk rests after refusing calls"
    gateways.change(ctx, "trunk", {"enabled": False})
    gateways.change(ctx, "trunk", {"enabled": True})
    assert gateways.every(ctx)[0].state == "up"
    assert why.of_campaign(ctx, campaign).reason is None
