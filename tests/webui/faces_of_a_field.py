"""Where a field shows that was added to its table: run by test_made_up_field, with its plugin."""

import json
import re
import runpy

import pytest

from esl_dialer.core.campaigns.campaign import FIELDS
from esl_dialer.core.routing import gateways
from esl_dialer.services.campaigns import campaigns
from esl_dialer.store.models import database
from tests.cli.conftest import Shell
from tests.house.layers import ROOT
from tests.house.sentences import every_text
from tests.webui.api.conftest import token_of
from tests.webui.pages.test_pages import FORM
from webui.pages import forms


@pytest.fixture(autouse=True)
def _migrated(ctx):
    """What its migration would do."""
    for table in ("campaign", "gateway"):
        database.execute_sql(f"ALTER TABLE {table} ADD COLUMN lamps INTEGER NOT NULL DEFAULT 7")


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


@pytest.fixture
def super_admin(signed_in):
    return signed_in("super_admin")


@pytest.fixture
def shell(ctx):
    return Shell(None, ctx)


def test_the_form_has_its_control_reads_it_and_refuses_it(admin, ctx):
    control = re.search(r'<input[^>]*id="lamps"[^>]*>', admin.get("/campaigns/new").text)[0]
    for part in ('type="number"', 'value="7"', 'min="1"', 'max="9"'):
        assert part in control
    for typed, told in (("10", "from 1 to 9"), ("many", "a whole number of lamps")):
        refused = admin.post("/campaigns/new", FORM | {"lamps": typed})
        assert (refused.status_code, told in refused.text) == (422, True)
        assert re.search(r"<details[^>]* open", refused.text)
    assert admin.post("/campaigns/new", FORM | {"lamps": "4"}).status_code == 303
    made = campaigns.get(ctx, "Autumn")
    assert made.lamps == 4
    admin.post(f"/campaigns/{made.id}/edit", FORM)
    assert campaigns.get(ctx, "Autumn").lamps == 4


def test_the_rules_card_tells_it(admin, campaign):
    page = admin.get(f"/campaigns/{campaign}").text
    assert re.search(r"Lamps at once</div><div[^>]*>\s*7\s*</div>", page)


def test_the_api_describes_takes_bounds_and_tells_it(app, ctx):
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token_of(ctx, 'admin')}"}
    shapes = client.get("/api/v1/openapi.json").json["components"]["schemas"]
    for name in ("NewCampaign", "ChangedCampaign"):
        shape = shapes[name]["properties"]["lamps"]
        assert (shape["default"], shape["minimum"], shape["maximum"]) == (7, 1, 9)
        assert shape["description"] == "Lamps at once. Those of the ceiling. Since 9.9."
    wanted = {"name": "Spring", "kind": "MD", "lamps": 5}
    made = client.post("/api/v1/campaigns", json=wanted, headers=headers)
    assert made.json["lamps"] == 5
    one = made.headers["Location"]
    assert client.patch(one, json={"lamps": 10}, headers=headers).status_code == 422
    assert client.patch(one, json={"lamps": 6}, headers=headers).json["lamps"] == 6


def test_the_commands_take_bound_and_tell_it(shell):
    assert "Lamps at once. Those of the ceiling. Since 9.9." in " ".join(
        shell("campaign", "edit", "--help").stdout.split()
    )
    assert shell.json("campaign", "create", "Spring")["lamps"] == 7
    assert shell("campaign", "edit", "Spring", "--lamps", "10").exit_code == 2
    assert shell.json("campaign", "edit", "Spring", "--lamps", "3")["lamps"] == 3
    assert shell.json("campaign", "clone", "Spring", "Again")["lamps"] == 3
    assert re.search(r"^  lamps +3 lamps$", shell("campaign", "show", "Spring").stdout, re.M)
    assert json.loads(shell("campaign", "show", "Spring", "--json").stdout)["lamps"] == 3


def test_the_docs_and_the_french_ask_for_it():
    page = runpy.run_path(str(ROOT / "scripts" / "fields-table"))["page"]()
    lines = [line for line in page.splitlines() if line.startswith("| `lamps` ")]
    assert len(lines) == 3
    for line in lines:
        for part in ("`7`", "1 to 9 lamps", "Lamps at once", "Since 9.9"):
            assert part in line
    assert sum("`--lamps`" in line for line in lines) == 2
    assert {"Lamps at once", "Those of the ceiling."} <= every_text()
    assert FIELDS["lamps"].name == "lamps"


GATEWAY = {"name": "north", "dial_string": "sofia/gateway/north/{number}"}


def test_a_gateways_field_is_on_its_form(super_admin):
    control = re.search(r'<input[^>]*id="lamps"[^>]*>', super_admin.get("/gateways/new").text)[0]
    for part in ('type="number"', 'value="7"', 'min="1"', 'max="9"'):
        assert part in control
    given = GATEWAY | forms.written(gateways.FIELDS, gateways.Gateway(**GATEWAY))
    assert super_admin.post("/gateways/new", given | {"lamps": "10"}).status_code == 422
    assert super_admin.post("/gateways/new", given | {"lamps": "4"}).status_code == 303
    assert (
        'value="4"'
        in re.search(r'<input[^>]*id="lamps"[^>]*>', super_admin.get("/gateways/north/edit").text)[
            0
        ]
    )


def test_a_gateways_field_is_in_the_api_and_the_commands(app, ctx, shell):
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token_of(ctx, 'super_admin')}"}
    shapes = client.get("/api/v1/openapi.json").json["components"]["schemas"]
    shape = shapes["NewGateway"]["properties"]["lamps"]
    assert (shape["default"], shape["minimum"], shape["maximum"]) == (7, 1, 9)
    made = client.post("/api/v1/gateways", json=GATEWAY | {"lamps": 5}, headers=headers)
    assert (made.status_code, made.json["lamps"]) == (201, 5)
    assert "Lamps at once. Those of the ceiling." in " ".join(
        shell("gateway", "edit", "--help").stdout.split()
    )
    assert shell("gateway", "edit", "north", "--lamps", "10").exit_code == 3
    assert shell.json("gateway", "edit", "north", "--lamps", "3")["lamps"] == 3


def test_a_setting_is_on_its_page_in_the_api_and_the_commands(super_admin, app, ctx, shell):
    control = re.search(r'<input[^>]*id="lamps"[^>]*>', super_admin.get("/settings/").text)[0]
    for part in ('type="number"', 'value="7"', 'min="1"', 'max="9"'):
        assert part in control
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token_of(ctx, 'super_admin')}"}
    for wrong in (10, "many"):
        body = {"values": {"lamps": wrong}}
        refused = client.patch("/api/v1/settings", json=body, headers=headers)
        assert (refused.status_code, list(refused.json["problems"])) == (422, ["lamps"])
    client.patch("/api/v1/settings", json={"values": {"lamps": 5}}, headers=headers)
    told = client.get("/api/v1/settings", headers=headers).json["items"]
    (lamps,) = (one for one in told if one["key"] == "lamps")
    assert [lamps[part] for part in ("value", "default", "low", "high")] == [5, 7, 1, 9]
    assert shell("settings", "set", "lamps", "10").exit_code == 3
    assert shell.json("settings", "set", "lamps", "3") == 3
    assert "lamps" in shell("settings", "list").stdout
