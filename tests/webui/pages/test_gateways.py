"""Gateways on the Settings page: seen by all, changed by a Super Admin."""

import re
from dataclasses import replace

import pytest

from esl_dialer.core.routing.gateways import Gateway
from esl_dialer.core.words import CallState, DtmfMode
from esl_dialer.services.routing import gateways
from esl_dialer.store import models
from tests.store.rows import a_campaign, a_record
from tests.webui.conftest import NOON

FORM = {
    "name": "trunk", "dial_string": "sofia/gateway/trunk/{number}", "weight": "3",
    "max_cps": "2,5", "max_channels": "30", "keys": "info", "short_limit": "15",
    "zero_limit": "50 %", "enabled": "on",
}  # fmt: skip
MADE = Gateway(
    "trunk", "sofia/gateway/trunk/{number}", 3, 2.5, 30, keys=DtmfMode.INFO, short_limit=0.15
)


@pytest.fixture
def boss(signed_in):
    return signed_in("super_admin")


def test_a_gateway_is_made_as_typed_and_shown(boss, ctx):
    assert boss.post("/gateways/new", FORM).status_code == 303
    assert gateways.get(ctx, "trunk") == MADE
    page = boss.get("/settings/").text
    assert "sofia/gateway/trunk/{number}" in page
    assert "at most 2.5" in page
    assert "0 / 30" in page


def test_the_form_gives_back_what_is_kept(boss, ctx):
    gateways.add(ctx, MADE)
    page = boss.get("/gateways/trunk/edit").text
    kept = {"dial_string": MADE.dial_string, "max_cps": "2.5", "short_limit": "15"}
    for name, value in kept.items():
        assert re.search(f'name="{name}" type="[a-z]+" value="{re.escape(value)}"', page), name
    changed = {**FORM, "weight": "0"}
    del changed["enabled"]
    assert boss.post("/gateways/trunk/edit", changed).status_code == 303
    after = gateways.get(ctx, "trunk")
    assert (after.weight, after.enabled) == (0, False)


@pytest.mark.parametrize("name", ["new", "list"])
def test_one_that_is_named_as_a_page_is_can_be_changed(boss, ctx, name):
    gateways.add(ctx, replace(MADE, name=name))
    assert f'"/gateways/{name}/edit"' in boss.get("/settings/").text
    assert boss.post(f"/gateways/{name}/edit", FORM | {"weight": "7"}).status_code == 303
    assert gateways.get(ctx, name).weight == 7


def test_mistakes_are_told_beside_their_fields(boss, ctx):
    wrong = {"dial_string": "loopback/{number}", "max_cps": "2", "weight": "3"}
    answer = boss.post("/gateways/new", FORM | wrong)
    assert answer.status_code == 422
    assert "write sofia/gateway/NAME/{number}" in answer.text
    unread = boss.post("/gateways/new", FORM | {"weight": "many", "short_limit": "few"})
    assert unread.status_code == 422
    assert "a share in percent, as 15" in unread.text
    assert 'value="many"' in unread.text
    assert not models.Gateway.select().count()


def test_a_gateway_is_deleted(boss, ctx):
    gateways.add(ctx, MADE)
    assert boss.post("/gateways/trunk/remove").status_code == 303
    assert not models.Gateway.select().count()
    assert "from the configuration" in boss.get("/settings/").text


@pytest.mark.parametrize("role", ["viewer", "admin"])
def test_others_see_them_and_change_nothing(signed_in, ctx, role):
    gateways.add(ctx, MADE)
    page = signed_in(role).get("/settings/").text
    assert "sofia/gateway/trunk/{number}" in page
    assert "/gateways/trunk" not in page
    assert "/gateways/new" not in page


def test_many_short_calls_are_shown_in_a_warning_colour(boss, ctx):
    gateways.add(ctx, MADE)
    record = a_record(campaign := a_campaign(), "+14165550100")
    for n in range(120):
        models.Attempt.create(
            id=str(n), campaign=campaign, record=record, run=1, number="+1", owner="x",
            state=CallState.ENDED, gateway="trunk", claimed_at=NOON, start_at=NOON,
            created_at=NOON, answered_at=NOON, ended_at=NOON, simulated=True,
        )  # fmt: skip
    part = boss.get("/gateways/list").text
    assert ">100.0% / 15.0%</span>" in part
    assert part.count("status-yellow") == 1
